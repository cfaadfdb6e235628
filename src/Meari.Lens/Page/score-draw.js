// Draws the visible part of a track. However much there is, it costs what the visible pixels cost: neighbours in one cell are drawn once.

import { Layer } from './drawing.js';
import { fit, queueHeight, r, widthOf } from './score-layout.js';
import { upTo } from './score-track.js';
import { stateClass, TIME_WAIT } from './states.js';
import { tellCall, tellBytes, tellNumbers, tellSegment } from './tell.js';
import { duration } from './units.js';

const sides = ['client', 'server'];

/** What lies within so many pixels is drawn once. */
const CELL = 3;

export class Drawing {
  #svg; #layers = {};

  constructor(svg) {
    this.#svg = svg;
    for (const name of ['ruler', 'queues', 'life', 'arrows', 'calls', 'labels', 'pills']) this.#layers[name] = new Layer(svg, 'score-' + name);
  }

  /**
   * view: { track, layout, from, size (visible pixels along), at(time) → pixels along, timeAt(pixels) → ns, details, say, end (pixels) }
   */
  draw(view) {
    this.view = view;
    // A little more than is seen, so that labels that begin outside still show.
    this.margin = view.layout.vertical ? 60 : 160;
    this.first = view.timeAt(view.from - this.margin);
    this.last = view.timeAt(view.from + view.size + this.margin);
    this.#cut();
    // So many events that no label has room and no arrow can lean.
    this.dense = upTo(view.track.marks, this.last) - upTo(view.track.marks, this.first) > view.size / 3;
    this.#svg.classList.toggle('is-dense', this.dense);
    for (const name in this.#layers) this.#layers[name].begin();
    this.#ruler();
    this.#segments();
    for (const side of sides) {
      this.#queues(side);
      this.#life(side);
      if (!view.layout.vertical) this.#calls(side);
    }
    if (view.layout.vertical) for (const side of sides) this.#column(side);
    this.#texts();
    for (const name in this.#layers) this.#layers[name].end();
  }

  /** Cuts the view into cells and asks the clock for each one's end once, for all lists. */
  #cut() {
    const { view, margin } = this, cells = Math.ceil((view.size + margin * 2) / CELL) + 1;
    if (this.ends?.length !== cells) this.ends = new Float64Array(cells);
    for (let i = 0; i < cells; i++) this.ends[i] = view.timeAt(view.from - margin + (i + 1) * CELL);
  }

  /** The first entry behind the cell in which the one at this place along lies. */
  #behind(list, i, along) {
    const cell = Math.floor((along + this.margin) / CELL);
    // What began before the view may reach into it, so none of that is left out.
    if (cell < 0) return i + 1;
    const end = this.ends[Math.min(this.ends.length - 1, cell)];
    for (i++; i < list.length && list[i].time <= end;) i++;
    return i;
  }

  /** The visible entries of a list, at most one in a cell; each with its place along. */
  *#visible(list, extra = 0) {
    const { view } = this;
    for (let i = Math.max(0, upTo(list, this.first) - extra); i < list.length && list[i].time <= this.last;) {
      const along = view.at(list[i].time) - view.from;
      yield [list[i], along, i];
      i = this.#behind(list, i, along);
    }
  }

  /** Elapsed time between neighbouring events, where there is room to write it. */
  #ruler() {
    const { view } = this, { layout } = view, layer = this.#layers.ruler;
    let before = null, ticks = '';
    for (const [mark, along] of this.#visible(view.track.marks, 1)) {
      const gap = before ? mark.time - before.time : 0;
      const text = '+' + duration(gap);
      if (!layout.vertical) {
        ticks += `M${r(along)} 16v4`;
        if (gap > 0 && along - before.along > widthOf(text, 10) + 8)
          layer.add('text', { class: 'muted mid', x: r((along + before.along) / 2), y: 13 }, text);
      } else if (gap >= 1e6 && along - before.along > 26) {
        layer.add('text', { class: 'muted mid', x: layout.lanes.ruler.from, y: r((along + before.along) / 2 + 4) }, text);
      }
      before = { time: mark.time, along };
    }
    layer.add('path', { class: 'tick', d: ticks });
  }

  #queues(side) {
    const { view } = this, { layout, track } = view, list = track.sides[side].queues, layer = this.#layers.queues;
    for (const name of ['send', 'receive']) {
      const lane = layout.lanes[`${side}.${name}`];
      const room = lane.to - lane.from - 4;
      // In the vertical picture a vessel stands on its lifeline; in the horizontal one on the lane's floor.
      const floor = layout.vertical && side === 'server' ? lane.to - 2 : layout.vertical ? lane.from + 2 : lane.to - 2;
      const up = layout.vertical && side === 'client' ? 1 : -1;
      layer.add('path', { class: 'floor', d: `M${layout.point(0, floor)}L${layout.point(view.size, floor)}` });
      if (!list.length) continue;
      const paths = { area: '', flight: '', inferred: '' };
      const from = Math.max(0, upTo(list, this.first));
      for (let i = from; i < list.length && list[i].time <= this.last;) {
        const step = list[i];
        const begin = this.#arrival(side, step.time);
        const next = this.#behind(list, i, begin);
        const end = Math.min(next < list.length ? this.#arrival(side, list[next].time) : view.end - view.from, view.size + this.margin);
        // Of the steps that share a cell the fullest counts: a buffer that filled for a microsecond is not hidden.
        let value = step[name], flight = step.flight;
        for (let k = i + 1; k < next; k++) {
          value = Math.max(value ?? 0, list[k][name] ?? 0);
          flight = Math.max(flight, list[k].flight);
        }
        if (value > 0) {
          const box = height => `M${layout.point(begin, floor)}L${layout.point(begin, floor + up * height)}L${layout.point(end, floor + up * height)}L${layout.point(end, floor)}Z`;
          paths[step.inferred ? 'inferred' : 'area'] += box(room * queueHeight(value, track.most));
          if (name === 'send' && flight > 0) paths.flight += box(room * queueHeight(Math.min(flight, value), track.most));
        }
        i = next;
      }
      for (const kind in paths) layer.add('path', { class: 'queue ' + kind, d: paths[kind] });
    }
  }

  /** Where a change of a side's buffer is drawn: one that a segment from the peer made begins where its arrow ends. */
  #arrival(side, time) {
    const along = this.view.at(time) - this.view.from;
    if (this.dense) return along;
    const { segments } = this.view.track, segment = segments[upTo(segments, time)];
    return segment && segment.time === time && segment.to === side ? along + this.#slant(segment, along) : along;
  }

  /** How far along a segment's arrow leans: it arrives before whatever happens next. When it arrived is not known. */
  #slant(segment, along) {
    if (this.dense) return CELL;
    const { marks } = this.view.track, next = marks[upTo(marks, segment.time) + 1];
    return next ? Math.min(20, Math.max(2, (this.view.at(next.time) - this.view.from - along) * 0.8)) : 16;
  }

  #life(side) {
    const { view } = this, { layout, track } = view, list = track.sides[side].states;
    const lane = layout.lanes[`${side}.state`];
    const centre = layout.vertical ? (lane.from + lane.to) / 2 : lane.from + 13;
    const pills = [];
    // A connection has few states, and the last of a cell is the one that lasts: all are drawn.
    for (let i = Math.max(0, upTo(list, this.first)); i < list.length && list[i].time <= this.last; i++) {
      const span = list[i], along = view.at(span.time) - view.from;
      const end = Math.min(i + 1 < list.length ? view.at(list[i + 1].time) - view.from : view.end - view.from, view.size + 40);
      if (span.state && span.state !== 'CLOSED' && end > -20) {
        this.#layers.life.add('path', {
          class: `life ${stateClass(span.state)}${span.inferred ? ' inferred' : ''}`,
          d: `M${layout.point(Math.max(along, -20), centre)}L${layout.point(end, centre)}`,
        });
      }
      pills.push({ span, along, end, i });
    }
    if (layout.vertical) return;
    this.#pills(pills, list, centre);
  }

  /** Names on the line where there is room until the next state, else in the row below, else only a dot. */
  #pills(pills, list, centre) {
    const { view } = this, ends = [-Infinity, -Infinity];
    const sizes = pills.map(pill => {
      const left = view.timeWait(pill.span), text = (pill.span.state ?? '?') + (left ? ' ' + left : ''), width = widthOf(text, 12.2) + 22;
      // The name travels with a state that began before the view.
      const start = Math.min(Math.max(pill.along, 4), Math.max(pill.along, pill.end - width - 4));
      const next = pill.i + 1 < list.length ? view.at(list[pill.i + 1].time) - view.from : Infinity;
      return { text, width, start, alone: next - start > width + 2 };
    });
    pills.forEach((pill, k) => {
      const { text, width, start, alone } = sizes[k];
      const free = row => start >= ends[row];
      const row = alone && free(0) ? 0 : free(1) ? 1 : !sizes[k + 1]?.alone && free(0) ? 0 : -1;
      if (row !== 0) this.#layers.life.add('circle', { class: 'score-dot ' + stateClass(pill.span.state), cx: r(pill.along), cy: centre, r: 4 });
      if (row < 0) return;
      ends[row] = start + width + 2;
      this.#pill(pill.span, start, centre + row * 19, width, text);
    });
  }

  #pill(span, x, centre, width, text) {
    const state = stateClass(span.state), layer = this.#layers.pills;
    layer.add('rect', { class: `score-pill ${state}${span.inferred ? ' inferred' : ''}`, x: r(x), y: r(centre - 8.5), width: r(width), height: 17, rx: 8.5, 'data-state': span.state ?? '' });
    layer.add('circle', { class: 'score-dot ' + state, cx: r(x + 8.5), cy: r(centre), r: 3.5, 'data-state': span.state ?? '' });
    layer.add('text', { class: 'name', x: r(x + 15), y: r(centre + 3.8), 'data-state': span.state ?? '' }, text);
  }

  #calls(side) {
    const { view } = this, { layout, track } = view, lane = layout.lanes[`${side}.calls`], list = track.sides[side].calls;
    const down = side === 'client';
    const floor = down ? lane.to - 3 : lane.from + 3;
    let brackets = '';
    // What waits may have begun long before; it is among the last few calls, for a program's thread waits for one.
    for (const [call, along, i] of this.#visible(list, 6)) {
      const end = call.end === null ? view.end - view.from : view.at(call.end) - view.from;
      if (end < -4) continue;
      const waited = call.end === null || call.end - call.time >= 1e6;
      const stop = Math.max(along + 5, Math.min(end, view.size + 40));
      const rise = down ? 6 : -6;
      if (waited) this.#layers.calls.add('rect', { class: 'wait' + (call.end === null ? ' open' : ''), x: r(Math.max(along, -10)), y: down ? floor - 6 : floor, width: r(Math.max(5, stop - Math.max(along, -10))), height: 6, rx: 3 });
      else brackets += `M${r(along)} ${floor}v${-rise}H${r(stop)}v${rise}`;
      if (!this.dense) this.#callLabel(call, along, stop, list, i, lane, down, waited);
    }
    this.#layers.calls.add('path', { class: 'bracket', d: brackets });
  }

  #callLabel(call, along, stop, list, i, lane, down, waited) {
    const { view } = this;
    const place = k => k < 0 ? -Infinity : k < list.length ? view.at(list[k].time) - view.from : Infinity;
    const start = Math.max(along, 4);
    // Beside its bracket, unless the neighbours' labels are there.
    const row = i % 2 === 0 || place(i + 1) - start > 130 && (along < 0 || along - place(i - 1) > 130) ? 0 : 1;
    const y = down ? lane.to - 14 - row * 17 : lane.from + 22 + row * 17;
    if (waited && stop < start) return;
    const room = place(i + 2) - start - 8;
    const full = tellCall(call.event, call.returned), short = tellCall(call.event, call.returned, true);
    const text = widthOf(full) <= room ? full : fit(short, room);
    if (text && start < view.size) {
      this.#layers.labels.add('text', { class: 'call' + (call.returned?.error ? ' failed' : ''), x: r(start), y, 'data-card': call.event.name, 'data-index': call.index }, text);
    }
  }

  /** The vertical picture's outer column: calls and pills share it, each on a line of its own. */
  #column(side) {
    const { view } = this, { layout, track } = view, lane = layout.lanes[`${side}.calls`], right = side === 'server';
    const floor = right ? lane.from - 1 : lane.to + 1;
    const entries = [];
    let brackets = '';
    for (const [call, along, i] of this.#visible(track.sides[side].calls, 6)) {
      const end = call.end === null ? view.end - view.from : view.at(call.end) - view.from;
      if (end < -4) continue;
      const waited = call.end === null || call.end - call.time >= 1e6;
      const stop = Math.max(along + 5, Math.min(end, view.size + 40));
      if (waited) this.#layers.calls.add('rect', { class: 'wait' + (call.end === null ? ' open' : ''), x: r(right ? floor : floor - 5), y: r(Math.max(along, -10)), width: 5, height: r(Math.max(5, stop - Math.max(along, -10))), rx: 2.5 });
      else brackets += `M${floor} ${r(along)}h${right ? 6 : -6}V${r(stop)}h${right ? -6 : 6}`;
      entries.push({ along: along < 12 ? Math.max(along, Math.min(12, stop - 4)) : along, call, i });
    }
    for (const [span, along] of this.#visible(track.sides[side].states, 0)) entries.push({ along, span });
    this.#layers.calls.add('path', { class: 'bracket', d: brackets });
    entries.sort((a, b) => a.along - b.along);
    let lastAt = -Infinity;
    for (const { along, call, span } of entries) {
      const at = Math.max(along, lastAt + 15);
      // Two lines late would point at another event.
      if (at - along > 26 || at < -20) continue;
      lastAt = at;
      const room = lane.to - lane.from - 8;
      if (span) {
        const text = span.state ?? '?', width = widthOf(text, 11) + 20;
        this.#pill(span, right ? lane.from + 8 : lane.to - 8 - Math.min(width, room), at, Math.min(width, room), text);
        lastAt += 3;
      } else {
        const text = fit(tellCall(call.event, call.returned, true), room);
        this.#layers.labels.add('text', { class: `call ${right ? '' : 'end'}${call.returned?.error ? ' failed' : ''}`, x: right ? lane.from + 11 : lane.to - 11, y: r(at + 4), 'data-card': call.event.name, 'data-index': call.index }, text);
      }
    }
  }

  #segments() {
    const { view } = this, { layout, track } = view, lane = layout.lanes.segments;
    const paths = { data: '', control: '', heads: '', inferred: '', reset: '' };
    for (const [segment, along, i] of this.#visible(track.segments, 0)) {
      const slant = this.#slant(segment, along);
      const down = segment.from === 'client';
      const a = down ? lane.from : lane.to, b = down ? lane.to : lane.from;
      paths[segment.inferred ? 'inferred' : segment.length ? 'data' : 'control'] += `M${layout.point(along, a)}L${layout.point(along + slant, b)}`;
      if (segment.reset) paths.reset += this.#cross(along + slant, b + (down ? -7 : 7));
      else if (!this.dense) paths.heads += this.#head(along, a, along + slant, b);
      if (!this.dense) this.#segmentLabel(segment, along, slant, a, b, i);
    }
    if (this.dense) this.#notable(paths, lane);
    for (const kind in paths) this.#layers.arrows.add('path', { class: 'arrow ' + kind, d: paths[kind] });
  }

  /** What must not vanish in a crowd: resets and retransmissions, in the middle of their band. */
  #notable(paths, lane) {
    const { view } = this, middle = (lane.from + lane.to) / 2;
    let before = -Infinity;
    for (const [segment, along] of this.#visible(view.track.notable, 0)) {
      if (segment.reset) paths.reset += this.#cross(along, middle + 14);
      if (!segment.again || along - before < 14) continue;
      before = along;
      const [x, y] = view.layout.vertical ? [middle, along] : [along, middle];
      this.#layers.labels.add('text', { class: 'segment mid', x: r(x), y: r(y) }, '↻');
    }
  }

  #head(t0, c0, t1, c1) {
    const { layout } = this.view;
    const length = Math.hypot(t1 - t0, c1 - c0), dt = (t1 - t0) / length, dc = (c1 - c0) / length;
    const baseT = t1 - dt * 8, baseC = c1 - dc * 8;
    return `M${layout.point(t1, c1)}L${layout.point(baseT - dc * 3.2, baseC + dt * 3.2)}L${layout.point(baseT + dc * 3.2, baseC - dt * 3.2)}Z`;
  }

  #cross(t, c) {
    const { layout } = this.view, s = 5;
    return `M${layout.point(t - s, c - s)}L${layout.point(t + s, c + s)}M${layout.point(t - s, c + s)}L${layout.point(t + s, c - s)}`;
  }

  #segmentLabel(segment, along, slant, a, b, i) {
    const { view } = this, { layout, track } = view, layer = this.#layers.labels;
    const text = (segment.again ? '↻ ' : '') + (segment.reset ? '╳ ' : '') + tellSegment(segment.event);
    const numbers = view.details ? tellNumbers(segment.event) : '';
    const weight = segment.length ? 'segment data' : 'segment';
    if (layout.vertical) {
      const before = track.segments[i - 1];
      if (before && along - (view.at(before.time) - view.from) < (numbers ? 24 : 12)) return;
      // It may reach over the buffers; a byte count alone says more than a name that was cut.
      const room = Math.abs(b - a) + 36;
      const x = r((a + b) / 2), y = r(along - 1);
      layer.add('text', { class: weight + ' mid', x, y, 'data-index': segment.index }, widthOf(text) > room ? fit(tellBytes(segment.event, segment.again), room) : text);
      if (numbers) layer.add('text', { class: 'numbers mid', x, y: y + 14, 'data-index': segment.index }, fit(numbers, room, 9.5));
      return;
    }
    const rows = view.details ? Math.ceil(layout.labelRows / 2) : layout.labelRows;
    const top = Math.min(a, b), height = Math.abs(b - a), share = (i % rows + 0.5) / rows;
    const x = along + slant * (b > a ? share : 1 - share) + 5;
    const peer = track.segments[i + rows];
    const room = (peer ? view.at(peer.time) - view.from : Infinity) - along - 8;
    const shown = fit(text, room);
    if (!shown) return;
    const y = r(top + share * height + (numbers ? -1 : 4));
    layer.add('text', { class: weight, x: r(x), y, 'data-index': segment.index }, shown);
    if (numbers) layer.add('text', { class: 'numbers', x: r(x), y: y + 12, 'data-index': segment.index }, fit(numbers, room, 9.5));
  }

  /** Programs' lines: a small mark at the side that wrote it. */
  #texts() {
    const { view } = this, { layout, track } = view, layer = this.#layers.calls;
    for (const [text, along] of this.#visible(track.texts, 0)) {
      const side = text.side ?? 'server';
      const lane = layout.lanes[`${side}.calls`];
      const edge = (side === 'client') === !layout.vertical ? lane.from + 2 : lane.to - 7;
      const across = layout.vertical ? (side === 'client' ? lane.from : lane.to - 5) : edge;
      const [x, y] = layout.vertical ? [across, along - 2.5] : [along - 2.5, across];
      layer.add('rect', { class: 'line ' + text.stream, x: r(x), y: r(y), width: 5, height: 5, rx: 1, 'data-index': text.index });
    }
  }
}

/** `57 s`: what is left of TIME_WAIT at a time, or null when it is over. */
export function timeWaitLeft(span, time) {
  if (span?.state !== 'TIME_WAIT' || time < span.time) return null;
  const left = span.time + TIME_WAIT - time;
  return left > 0 ? Math.ceil(left / 1e9) + ' s' : null;
}
