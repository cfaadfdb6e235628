/** Asks the server; what it refuses is thrown in the page's language. */
export async function ask(say, path, options) {
  const answer = await fetch(path, options);
  const body = await answer.json();
  if (!answer.ok) throw new Error(say.pick(body?.error) || String(answer.status));
  return body;
}
