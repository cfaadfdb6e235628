// Graphs of one connection. The client's line is ink, the server's paler; each graph has its own unit and names it.

import { ask } from './ask.js';
import { html, svg } from './drawing.js';
import { ceiling, queue, roundTrips, thin, throughput } from './graph-series.js';
import { Track } from './score-track.js';
import { digits, roughBytes } from './units.js';

const WIDTH = 520, HEIGHT = 210, LEFT = 66, RIGHT = 12, TOP = 14, BOTTOM = 34, MOST_LOOKS = 3600;

export function createGraphs(root, api, say) {
  const grid = html('div', { class: 'graph-grid' }), empty = html('p', { class: 'drawer-note' });
  root.append(empty, grid);
  let timer = 0, drawn = '', looks = [], lookedAt = null, track = null, seen = 0, first = null, list = null;

  function update() {
    // Not more than once a second while open; a graph that runs away helps nobody.
    timer ||= setTimeout(() => { timer = 0; draw(); }, drawn ? 1000 : 0);
  }

  function connection() {
    return api.connection() || api.items().find(item => item.event.connection)?.event.connection || null;
  }

  function take() {
    const items = api.items(), chosen = connection();
    if (!track || track.connection !== chosen || items !== list || items[0] !== first || seen > items.length) {
      [track, seen, first, list, looks, lookedAt] = [new Track(chosen), 0, items[0], items, [], null];
    }
    for (; seen < items.length; seen++) if (items[seen].event.connection === chosen) track.add(items[seen], seen);
  }

  // The kernel tells the congestion window of a living connection only; so it is asked for while this drawer is open.
  async function look() {
    if (api.offline || root.hidden || document.hidden || !track?.connection) return;
    const known = track.marks.length ? api.items()[track.marks.at(-1).index].event : null;
    if (!known?.local) return;
    try {
      const now = performance.now();
      lookedAt ??= now;
      for (const row of await ask(say, '/api/table')) {
        if (!row.info?.cwnd) continue;
        const side = row.local === known.local && row.remote === known.remote ? known.side : row.local === known.remote && row.remote === known.local ? known.side === 'client' ? 'server' : 'client' : null;
        if (side) looks.push({ side, at: (now - lookedAt) / 1000, window: row.info.cwnd, rtt: row.info.rtt_us / 1000 });
      }
      looks = looks.slice(-MOST_LOOKS);
      draw();
    } catch {
      // The next look may succeed; what was seen stays drawn.
    }
  }

  function draw() {
    if (root.hidden) return;
    take();
    const marks = track.marks;
    empty.hidden = marks.length > 0;
    empty.textContent = say('noGraph');
    grid.hidden = !marks.length;
    if (!marks.length) return;
    const state = [track.connection, marks.length, looks.length, say.language()].join();
    if (state === drawn) return;
    drawn = state;
    const begun = marks[0].time, span = Math.max(1e-6, (marks.at(-1).time - begun) / 1e9);
    const rate = throughput(track, begun, marks.at(-1).time, 120), trips = roundTrips(track, begun);
    const window = side => looks.filter(each => each.side === side).map(each => [each.at, each.window]);
    const both = ['client', 'server'];
    grid.replaceChildren(
      graph('throughput', span, both.map(side => ({ side, name: say(side === 'client' ? 'clientToServer' : 'serverToClient'), points: rate[side] })), value => roughBytes(value) + say('perSecond'), { binary: true }),
      graph('rtt', span, both.map(side => ({ side, name: say(side === 'client' ? 'clientToServer' : 'serverToClient'), points: trips[side], dots: true })), value => value < 1 ? digits(value * 1000) + ' µs' : digits(value) + ' ms', { note: say('rttFrom') }),
      graph('queues', span, both.flatMap(side => ['send', 'receive'].map(name => ({ side, faint: name === 'receive', name: say(name + 'Of', say(side)), stair: true, points: queue(track, side, name, begun) }))), roughBytes, { binary: true }),
      graph('cwnd', looks.length ? Math.max(1, looks.at(-1).at) : span, both.map(side => ({ side, name: say(side), points: window(side) })), digits, { note: looks.length ? '' : say('noWindow') }));
  }

  function graph(word, span, lines, unit, { binary = false, note = '' } = {}) {
    const title = say(word), top = ceiling(Math.max(0, ...lines.flatMap(line => thin(line.points, 2000).map(point => point[1]))), binary);
    const x = at => LEFT + at / span * (WIDTH - LEFT - RIGHT), y = value => HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM);
    const there = lines.filter(line => line.points.length);
    const picture = svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: 'graph', role: 'img', 'aria-label': `${title}. ${there.map(line => `${line.name} ≤ ${unit(Math.max(...thin(line.points, 2000).map(point => point[1])))}`).join(', ') || note}` });
    for (const share of [0, 0.5, 1]) {
      picture.append(svg('path', { class: 'grid', d: `M${LEFT} ${y(top * share)}H${WIDTH - RIGHT}` }), svg('text', { class: 'axis end', x: LEFT - 7, y: y(top * share) + 4, text: unit(top * share) }));
      picture.append(svg('text', { class: 'axis ' + ['', 'mid', 'end'][share * 2], x: x(span * share), y: HEIGHT - BOTTOM + 15, text: digits(span * share) }));
    }
    picture.append(svg('text', { class: 'axis mid', x: (LEFT + WIDTH - RIGHT) / 2, y: HEIGHT - 4, text: say('seconds') }));
    for (const line of there) {
      const points = thin(line.points, 1000);
      const name = `series ${line.side}${line.faint ? ' faint' : ''}`;
      if (line.dots) picture.append(svg('path', { class: name + ' dots', d: points.map(([at, value]) => `M${x(at).toFixed(1)} ${y(value).toFixed(1)}h0`).join('') }));
      else if (line.stair) picture.append(svg('path', { class: name, d: `M${x(points[0][0]).toFixed(1)} ${y(points[0][1]).toFixed(1)}` + points.map(([at, value]) => `H${x(at).toFixed(1)}V${y(value).toFixed(1)}`).join('') + `H${WIDTH - RIGHT}` }));
      else picture.append(svg('path', { class: name, d: 'M' + points.map(([at, value]) => `${x(at).toFixed(1)} ${y(value).toFixed(1)}`).join('L') }));
    }
    return html('figure', { class: 'graph-figure' }, html('figcaption', {}, html('b', { text: title }), ...there.map(line => html('span', { class: `graph-key ${line.side}${line.faint ? ' faint' : ''}`, text: line.name })), note ? html('span', { class: 'graph-note', text: note }) : null), picture);
  }

  let looking = 0;
  return {
    opened() { drawn = ''; draw(); look(); looking = setInterval(look, 1000); },
    closed() { clearInterval(looking); },
    update,
    setLanguage() { drawn = ''; draw(); },
  };
}
