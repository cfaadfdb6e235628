// Cards: what a call, a state or a term is. In a dialog that keeps the focus; Escape closes it, links lead from card to card.

import { ask } from './ask.js';
import { html } from './drawing.js';
import { speaker } from './tell.js';
import { words } from './words-drawers.js';

// System calls that were seen, and stand for the chapter's names.
const SAME = { recvfrom: 'recv', recvmsg: 'recv', read: 'recv', sendto: 'send', sendmsg: 'send', write: 'send', accept4: 'accept', writev: 'send', pwritev2: 'send', readv: 'recv', preadv2: 'recv' };

const key = name => String(name).toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/**
 * How a card is found: by its own name first (LISTEN is the state, listen the call), then by any of its names however it is spelled.
 */
export function finder(cards) {
  const exact = new Map(), index = new Map();
  for (const card of cards) {
    exact.set(card.name, card);
    for (const name of [card.title.ko, card.title.en, card.name, ...card.aliases]) if (!index.has(key(name))) index.set(key(name), card);
  }
  return name => exact.get(name) ?? index.get(key(name));
}

/** The name of the card for what was seen. */
export const cardOf = seen => SAME[seen] ?? seen;

/** api: { cards?(): the answer of /api/cards where there is no server }. */
export function create(root, api = {}) {
  const say = speaker(words);
  const trail = [];
  let find = null, current = null;
  const back = html('button', { type: 'button', class: 'dialog-back', text: '←', onclick: () => { trail.pop(); show(trail.at(-1)); } });
  const title = html('h2', { class: 'dialog-title', tabindex: -1 }), kind = html('span', { class: 'card-kind' }), body = html('div', { class: 'card-body' });
  const closing = html('button', { type: 'button', class: 'dialog-close', text: '×', onclick: () => dialog.close() });
  const dialog = html('dialog', { class: 'dialog card', onclick: event => { if (event.target === dialog) dialog.close(); } },
    html('div', { class: 'dialog-inside' }, html('header', { class: 'dialog-head' }, back, title, kind, closing), body));
  root.append(dialog);

  async function load() {
    if (find) return;
    const answer = api.cards ? await api.cards() : await ask(say, '/api/cards');
    find = finder(answer.cards ?? []);
  }

  function show(name) {
    const card = find(name);
    current = name;
    back.hidden = trail.length < 2;
    back.setAttribute('aria-label', say('back'));
    closing.setAttribute('aria-label', say('close'));
    title.textContent = card ? say.pick(card.title) : name;
    kind.textContent = card ? say(card.kind) ?? '' : '';
    body.replaceChildren(...card ? parts(card) : [html('p', { text: say('noCard') })]);
    dialog.setAttribute('aria-label', title.textContent);
    dialog.querySelector('.dialog-inside').scrollTop = 0;
    title.focus({ preventScroll: true });
  }

  function parts(card) {
    const sections = (card.sections ?? []).map(section => html('section', { class: 'card-section' + (section.code ? ' code' : '') },
      html('h3', { text: say.pick(section.title) }), ...(section.lines ?? []).map(line => html('p', {}, line.label ? html('b', { text: line.label }) : null, ...linked(say.pick(line), card)))));
    const see = (card.see ?? []).filter(find);
    const diagram = card.kind === 'state' && api.openDiagram ? html('button', { type: 'button', class: 'card-link', text: say('seeDiagram'), onclick: () => { dialog.close(); api.openDiagram(); } }) : null;
    return [
      card.summary ? html('p', { class: 'card-summary' }, ...linked(say.pick(card.summary), card)) : null, diagram, ...sections,
      see.length ? html('p', { class: 'card-see' }, html('span', { text: say('see') }), ...see.map(name => link(name, say.pick(find(name).title)))) : null,
    ].filter(Boolean);
  }

  const link = (name, text) => html('button', { type: 'button', class: 'card-link', text, onclick: () => { trail.push(name); show(name); } });

  // A call with its parentheses and a state's name lead to their cards; other words are left alone.
  function linked(text, own) {
    const pieces = [];
    let from = 0;
    for (const match of text.matchAll(/\b[a-z]+(?=\(\))|\b[A-Z]+_[A-Z0-9_]+\b|\b(?:LISTEN|ESTABLISHED|CLOSED|CLOSING)\b/g)) {
      const card = find(match[0]);
      if (!card || card === own) continue;
      pieces.push(text.slice(from, match.index), link(match[0], match[0]));
      from = match.index + match[0].length;
    }
    pieces.push(text.slice(from));
    return pieces;
  }

  return {
    async open(name) {
      trail.length = 0;
      trail.push(cardOf(name));
      try { await load(); } catch { /* The next one who asks may have more luck. */ }
      if (!dialog.open) dialog.showModal();
      if (find) show(trail[0]);
      else { title.textContent = name; body.replaceChildren(html('p', { text: say('notLoaded') })); back.hidden = true; closing.setAttribute('aria-label', say('close')); }
    },
    update() {},
    setLanguage(language) { say.in(language); if (dialog.open && find) show(current); },
  };
}
