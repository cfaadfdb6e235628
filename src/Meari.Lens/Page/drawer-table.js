// netstat's table of all sockets: sortable, searchable, and of ten thousand rows only those in sight are in the document.

import { html } from './drawing.js';
import { ask } from './ask.js';
import { stateClass, stateOf } from './states.js';
import { count } from './units.js';

const ROW = 30;

const columns = [
  { key: 'protocol', of: row => row.protocol },
  { key: 'local', of: row => row.local },
  { key: 'remote', of: row => row.remote },
  { key: 'stateColumn', of: row => row.state },
  { key: 'receiveQueue', of: row => row.receive_queue, number: true },
  { key: 'sendQueue', of: row => row.send_queue, number: true },
  { key: 'process', of: row => (row.processes ?? []).map(each => `${each.name}/${each.pid}`).join(' ') },
  { key: 'timer', of: row => row.timer_expires_ms ?? -1 },
];

const collator = new Intl.Collator('en', { numeric: true });

export function createTable(root, api, say) {
  let rows = [], shown = [], order = { column: 3, down: false }, failed = null;
  const search = html('input', { type: 'search', class: 'drawer-search', oninput: () => choose() });
  const refresh = html('button', { type: 'button', class: 'drawer-action', onclick: () => read() });
  const status = html('span', { class: 'drawer-note', role: 'status' });
  const heads = columns.map((column, i) => html('button', { type: 'button', class: 'socket-sort', onclick: () => { order = { column: i, down: order.column === i && !order.down }; choose(); } }));
  const header = html('div', { class: 'socket-row socket-head', role: 'row' }, ...heads.map((head, i) => html('div', { role: 'columnheader', class: columns[i].number ? 'number' : '' }, head)));
  const body = html('div', { class: 'socket-body', role: 'rowgroup' });
  const scroller = html('div', { class: 'socket-scroller', role: 'table', tabindex: 0, onscroll: () => draw() }, header, body);
  root.append(html('div', { class: 'drawer-tools' }, search, refresh, status), scroller);
  const pool = [];

  async function read() {
    status.textContent = say('reading');
    try {
      rows = await ask(say, '/api/table');
      failed = null;
    } catch {
      failed = 'tableFailed';
    }
    choose();
  }

  function choose() {
    const wanted = search.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const { of } = columns[order.column];
    shown = wanted.length ? rows.filter(row => { const text = textOf(row); return wanted.every(word => text.includes(word)); }) : rows.slice();
    shown.sort((a, b) => (order.down ? -1 : 1) * (typeof of(a) === 'number' ? of(a) - of(b) : collator.compare(of(a) ?? '', of(b) ?? '')));
    status.textContent = failed ? say(failed) : say('shown', count(shown.length), count(rows.length));
    heads.forEach((head, i) => head.parentElement.setAttribute('aria-sort', i !== order.column ? 'none' : order.down ? 'descending' : 'ascending'));
    scroller.setAttribute('aria-rowcount', shown.length + 1);
    body.style.setProperty('height', shown.length * ROW + 'px');
    draw();
  }

  const textOf = row => (row.text ??= columns.map(column => column.of(row)).join(' ').toLowerCase());

  function draw() {
    const from = Math.max(0, Math.floor(scroller.scrollTop / ROW) - 4);
    const many = Math.min(shown.length - from, Math.ceil((scroller.clientHeight || 400) / ROW) + 8);
    while (pool.length < many) { pool.push(newRow()); body.append(pool.at(-1).element); }
    for (const spare of pool.splice(Math.max(0, many))) spare.element.remove();
    pool.forEach((line, i) => fill(line, shown[from + i], from + i));
  }

  function newRow() {
    const pill = html('button', { type: 'button', class: 'state-pill' });
    pill.addEventListener('click', () => api.openCard(pill.textContent));
    const cells = columns.map((column, i) => html('div', { role: 'cell', class: column.number ? 'number' : '' }, i === 3 ? pill : null));
    return { element: html('div', { class: 'socket-row', role: 'row' }, ...cells), cells, pill };
  }

  function fill(line, row, index) {
    line.element.style.setProperty('transform', `translateY(${index * ROW}px)`);
    line.element.setAttribute('aria-rowindex', index + 2);
    line.element.setAttribute('data-odd', index % 2);
    if (line.row === row && line.language === say.language()) return;
    line.row = row;
    line.language = say.language();
    columns.forEach((column, i) => {
      if (i === 3) { line.pill.textContent = row.state; line.pill.className = 'state-pill ' + stateClass(stateOf(row.state)); return; }
      const value = column.key === 'timer' ? timer(row) : column.number ? count(column.of(row) ?? 0) : column.of(row) ?? '';
      line.cells[i].textContent = value;
      if (!column.number) line.cells[i].title = value;
    });
  }

  const timer = row => row.timer ? `${say(row.timer) ?? row.timer} ${(row.timer_expires_ms / 1000).toFixed(row.timer_expires_ms < 10000 ? 1 : 0)} s${row.timer_count ? ` ×${row.timer_count}` : ''}` : '';

  function setLanguage() {
    search.placeholder = say('search');
    search.setAttribute('aria-label', say('search'));
    refresh.textContent = say('refresh');
    scroller.setAttribute('aria-label', say('table'));
    heads.forEach((head, i) => { head.textContent = say(columns[i].key); });
    choose();
  }

  setLanguage();
  return { opened: read, setLanguage };
}
