// All connections at once: for each one a row with both lifelines and the segments between. A row chooses its connection.

import { Layer } from './drawing.js';
import { r } from './score-layout.js';
import { upTo } from './score-track.js';
import { stateClass } from './states.js';

const ROW = 44;

export class Overview {
  #layers;

  constructor(svg) {
    this.#layers = { life: new Layer(svg, 'score-life'), arrows: new Layer(svg, 'score-arrows'), labels: new Layer(svg, 'score-labels') };
  }

  heightOf(connections) { return Math.max(1, connections.length) * ROW + 8; }

  /** The connection at a height, or null. */
  connectionAt(connections, y) { return connections[Math.floor((y - 4) / ROW)]?.number ?? null; }

  /** view as in Drawing, and { connections, tracks: number → Track, top, height (visible pixels down) } */
  draw(view) {
    for (const name in this.#layers) this.#layers[name].begin();
    const from = Math.max(0, Math.floor(view.top / ROW)), to = Math.min(view.connections.length, Math.ceil((view.top + view.height) / ROW) + 1);
    for (let i = from; i < to; i++) this.#row(view, view.connections[i], 4 + i * ROW - view.top);
    for (const name in this.#layers) this.#layers[name].end();
  }

  clear() {
    for (const name in this.#layers) { this.#layers[name].begin(); this.#layers[name].end(); }
  }

  #row(view, connection, y) {
    const track = view.tracks(connection.number), client = y + 18, server = y + 36;
    const first = view.timeAt(view.from), last = view.timeAt(view.from + view.size);
    this.#layers.labels.add('text', { class: 'call', x: 6, y: r(y + 10), 'data-connection': connection.number }, `#${connection.number}  ${connection.client ?? '?'} → ${connection.server ?? '?'}`);
    for (const [side, centre] of [['client', client], ['server', server]]) {
      const list = track.sides[side].states;
      for (let i = Math.max(0, upTo(list, first)); i < list.length && list[i].time <= last; i++) {
        const begin = view.at(list[i].time) - view.from;
        const end = Math.min(i + 1 < list.length ? view.at(list[i + 1].time) - view.from : view.end - view.from, view.size);
        if (list[i].state && list[i].state !== 'CLOSED')
          this.#layers.life.add('path', { class: `life ${stateClass(list[i].state)}${list[i].inferred ? ' inferred' : ''}`, d: `M${r(Math.max(0, begin))} ${centre}L${r(end)} ${centre}` });
      }
    }
    const paths = { data: '', control: '', reset: '' };
    for (let i = Math.max(0, upTo(track.segments, first)); i < track.segments.length && track.segments[i].time <= last;) {
      const segment = track.segments[i], along = view.at(segment.time) - view.from;
      const [a, b] = segment.from === 'client' ? [client + 3, server - 3] : [server - 3, client + 3];
      paths[segment.reset ? 'reset' : segment.length ? 'data' : 'control'] += `M${r(along)} ${a}L${r(along + 4)} ${b}`;
      i = Math.max(i + 1, upTo(track.segments, view.timeAt(view.from + along + 2)) + 1);
    }
    for (const kind in paths) this.#layers.arrows.add('path', { class: 'arrow ' + kind, d: paths[kind] });
  }
}
