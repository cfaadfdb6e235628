// PURE: reads a recording of the timeline (docs/timeline.md) as the page's items.

export const MOST_EVENTS = 200_000;

/** { items, problem: null | [word, value] }: everything before what is wrong can be used. */
export function readRecording(text) {
  const items = [];
  let from = 0, line = 0;
  while (from < text.length) {
    let end = text.indexOf('\n', from);
    if (end < 0) end = text.length;
    const raw = text.slice(from, end);
    from = end + 1;
    line++;
    let value;
    try { value = JSON.parse(raw); } catch { return { items, problem: line === 1 ? ['notRecording'] : ['damagedLine', line] }; }
    if (line === 1) {
      if (value?.meari !== 'timeline') return { items, problem: ['notRecording'] };
      if (!(value.version <= 1)) return { items, problem: ['newerRecording', value.version] };
      continue;
    }
    if (typeof value?.kind !== 'string' || typeof value.time !== 'number') return { items, problem: ['damagedLine', line] };
    if (items.length === MOST_EVENTS) return { items, problem: ['tooMany', MOST_EVENTS] };
    items.push({ n: items.length, event: value, say: null });
  }
  return { items, problem: line ? null : ['notRecording'] };
}
