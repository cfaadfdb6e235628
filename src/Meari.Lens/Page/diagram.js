// RFC 9293's diagram of TCP's states, with where both ends are now. Opens behind a state's pill.

import { html, svg } from './drawing.js';
import { STATES, stateClass, stateOf } from './states.js';
import { speaker } from './tell.js';
import { words } from './words-score.js';

const WIDTH = 800, HEIGHT = 660, BOX = { width: 116, height: 32 };

const PLACES = {
  CLOSED: [380, 32], LISTEN: [196, 118], SYN_SENT: [564, 118], SYN_RECV: [196, 222], ESTABLISHED: [380, 300],
  FIN_WAIT1: [196, 392], CLOSE_WAIT: [580, 392], FIN_WAIT2: [104, 504], CLOSING: [312, 504], LAST_ACK: [580, 504], TIME_WAIT: [312, 604],
};

// from, to, what happens, what is sent, the path's bend, and where its label stands. `$…` is a word of the page.
// Source: RFC 9293, section 3.3.2, figure 5, and its notes on a passive open's reset and on a FIN with the acknowledgment.
const CHANGES = [
  ['CLOSED', 'LISTEN', 'listen()', '', 'M322 44Q196 56 196 100', 206, 66, 'end'],
  ['CLOSED', 'SYN_SENT', 'connect()', 'SYN', 'M438 44Q564 56 564 100', 556, 66, 'start'],
  ['LISTEN', 'CLOSED', 'close()', '', 'M230 102Q264 66 336 50', 292, 88, 'start'],
  ['SYN_SENT', 'CLOSED', 'close()', '', 'M530 102Q496 66 424 50', 468, 88, 'end'],
  ['LISTEN', 'SYN_RECV', 'SYN', 'SYN ACK', 'M182 134V204', 174, 174, 'end'],
  ['SYN_RECV', 'LISTEN', 'RST', '', 'M212 206V136', 220, 178, 'start'],
  ['LISTEN', 'SYN_SENT', '$rare', 'SYN', 'M254 118H504', 380, 112, 'middle'],
  ['SYN_SENT', 'SYN_RECV', 'SYN', 'SYN ACK', 'M506 128Q380 150 254 214', 380, 156, 'middle'],
  ['SYN_RECV', 'ESTABLISHED', 'ACK', '', 'M254 236Q322 254 350 282', 322, 246, 'start'],
  ['SYN_SENT', 'ESTABLISHED', 'SYN ACK', 'ACK', 'M564 134Q560 250 440 292', 552, 226, 'start'],
  ['SYN_RECV', 'FIN_WAIT1', 'close()', 'FIN', 'M176 238V374', 168, 312, 'end'],
  ['ESTABLISHED', 'FIN_WAIT1', 'close()', 'FIN', 'M322 308Q226 324 206 374', 248, 356, 'start'],
  ['ESTABLISHED', 'CLOSE_WAIT', 'FIN', 'ACK', 'M438 308Q560 324 578 374', 546, 334, 'start'],
  ['FIN_WAIT1', 'FIN_WAIT2', 'ACK', '', 'M158 408Q118 432 106 486', 112, 442, 'end'],
  ['FIN_WAIT1', 'CLOSING', 'FIN', 'ACK', 'M240 408Q300 432 310 486', 304, 442, 'start'],
  ['FIN_WAIT1', 'TIME_WAIT', 'FIN ACK', 'ACK', 'M200 408Q212 540 270 586', 226, 550, 'end'],
  ['FIN_WAIT2', 'TIME_WAIT', 'FIN', 'ACK', 'M104 520Q110 598 252 604', 122, 582, 'end'],
  ['CLOSING', 'TIME_WAIT', 'ACK', '', 'M312 520V586', 320, 558, 'start'],
  ['CLOSE_WAIT', 'LAST_ACK', 'close()', 'FIN', 'M580 408V486', 588, 452, 'start'],
  ['LAST_ACK', 'CLOSED', 'ACK', '', 'M638 504H688Q714 504 714 478V58Q714 32 688 32H442', 722, 300, 'start'],
  ['TIME_WAIT', 'CLOSED', '$timeout', '', 'M370 604H760Q786 604 786 578V48Q786 22 760 22H442', 384, 598, 'start'],
];

/** api: { items(), cursor(), connection(), openCard(name) }. The states come from the events up to the cursor. */
export function create(root, api) {
  const say = speaker(words);
  const picture = svg('svg', { class: 'diagram', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img' });
  const title = html('h2', { class: 'dialog-title', tabindex: -1 }), now = html('p', { class: 'diagram-now', 'aria-live': 'polite' });
  const legend = html('p', { class: 'dialog-note' }), source = html('p', { class: 'dialog-note' }), list = html('ul', { class: 'unseen' });
  const closing = html('button', { type: 'button', class: 'dialog-close', text: '×', onclick: () => dialog.close() });
  const dialog = html('dialog', { class: 'dialog diagram-dialog', onclick: event => { if (event.target === dialog) dialog.close(); } },
    html('div', { class: 'dialog-inside' }, html('header', { class: 'dialog-head' }, title, closing), now,
      html('div', { class: 'diagram-scroller', tabindex: 0 }, picture), legend, source, list));
  root.append(dialog);

  const word = text => text.startsWith('$') ? say(text.slice(1)) : text;
  const label = ([, , cause, sent]) => word(cause) + (sent ? ` → ${sent}` : '');

  function draw() {
    const { client, server, last } = present(api);
    title.textContent = say('diagram');
    closing.setAttribute('aria-label', say('close'));
    legend.textContent = say('diagramLegend');
    source.textContent = say('diagramSource');
    now.textContent = say('diagramNow', client ?? say('diagramAbsent'), server ?? say('diagramAbsent'));
    picture.setAttribute('aria-label', now.textContent);
    list.replaceChildren(html('li', { text: say('transitions') }), ...CHANGES.map(change => html('li', { text: `${change[0]} → ${change[1]}: ${label(change)}` })));
    const marker = (id, name) => svg('marker', { id, viewBox: '0 0 8 8', refX: 7, refY: 4, markerWidth: 8, markerHeight: 8, markerUnits: 'userSpaceOnUse', orient: 'auto' }, svg('path', { d: 'M0 1L8 4L0 7Z', class: name }));
    picture.replaceChildren(svg('defs', {}, marker('diagram-head', 'head'), marker('diagram-head-last', 'head last')),
      ...CHANGES.flatMap(change => arrow(change, last)), ...STATES.map(state => box(state, client, server)));
  }

  function arrow(change, last) {
    const [from, to, cause, , path, x, y, anchor] = change;
    const made = last && last.from === from && last.to === to;
    const name = `change${made ? ' last' : ''}${cause === '$rare' ? ' rare' : ''}`;
    return [svg('path', { class: name, d: path, 'marker-end': made ? 'url(#diagram-head-last)' : 'url(#diagram-head)' }),
      svg('text', { class: name, x, y, 'text-anchor': anchor, text: label(change) })];
  }

  function box(state, client, server) {
    const [x, y] = PLACES[state], here = [client === state && 'client', server === state && 'server'].filter(Boolean);
    const group = svg('g', {
      class: `box ${stateClass(state)}${here.length ? ' here' : ''}`, role: 'button', tabindex: 0, 'aria-label': `${state}. ${say('openCard')}`,
      onclick: () => api.openCard(state), onkeydown: event => { if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); api.openCard(state); } },
    }, svg('rect', { x: x - BOX.width / 2, y: y - BOX.height / 2, width: BOX.width, height: BOX.height, rx: 16 }), svg('text', { x, y: y + 4.5, 'text-anchor': 'middle', text: state }));
    here.forEach((side, i) => {
      const left = i === 0 && here.length === 2;
      const centre = here.length === 2 ? x + (left ? -35 : 35) : x;
      group.append(svg('rect', { class: 'flag', x: centre - 33, y: y + 12, width: 66, height: 18, rx: 4 }), svg('text', { class: 'flag', x: centre, y: y + 25, 'text-anchor': 'middle', text: say(side) }));
    });
    return group;
  }

  return {
    open() { draw(); if (!dialog.open) dialog.showModal(); title.focus({ preventScroll: true }); },
    update() { if (dialog.open) draw(); },
    setLanguage(language) { say.in(language); if (dialog.open) draw(); },
  };
}

/** Both ends' states at the cursor, and the last change of one of them. PURE but for the api. */
export function present(api) {
  const items = api.items(), wanted = api.connection();
  const found = { client: null, server: null, last: null };
  const connection = wanted || items.find(item => item.event.connection)?.event.connection;
  for (let i = Math.min(api.cursor(), items.length - 1); i >= 0 && !(found.client && found.server); i--) {
    const { event } = items[i];
    if (event.kind !== 'state' || !event.side || event.connection && event.connection !== connection) continue;
    // Backwards: the first one met is the present one. The listening socket speaks for the server until the connection's own socket does.
    found[event.side] ??= stateOf(event.to);
    found.last ??= { from: stateOf(event.from), to: stateOf(event.to) };
  }
  return found;
}
