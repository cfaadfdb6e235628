// PURE: the tracks of all connections. One is made when it is first looked at, and then grows with what comes.

import { Track } from './score-track.js';

/** A page that looked at thousands does not grow: so many are kept at once. */
const MOST_TRACKS = 64;

export class Tracks {
  #items = new Map(); #apart = []; #made = new Map(); #marks = new Track(null); #sideOfProcess = new Map(); #item;

  /** @param item the item of an index */
  constructor(item) { this.#item = item; }

  /** Takes the next item. */
  add(item, index) {
    const { connection, process, side } = item.event;
    if (process && side) this.#sideOfProcess.set(process, side);
    this.#marks.mark(item, index);
    if (!connection) {
      this.#apart.push(index);
      for (const track of this.#made.values()) track.add(item, index);
      return;
    }
    const known = this.#items.get(connection);
    if (known) known.push(index); else this.#items.set(connection, [index]);
    this.#made.get(connection)?.add(item, index);
  }

  /** All events' places in time, without what they are. */
  get all() { return this.#marks; }

  of(number) {
    let track = this.#made.get(number);
    if (track) return track;
    track = new Track(number, this.#sideOfProcess);
    for (const index of merged(this.#items.get(number) ?? [], this.#apart)) track.add(this.#item(index), index);
    if (this.#made.size >= MOST_TRACKS) this.#made.delete(this.#made.keys().next().value);
    this.#made.set(number, track);
    return track;
  }

  /** Lets go of what was before an index. What a track's lists have from before it only says how things stood then. */
  forget(first, time) {
    const old = indices => indices.findIndex(index => index >= first);
    for (const [number, indices] of this.#items) {
      const kept = old(indices);
      if (kept < 0) this.#items.delete(number); else if (kept > 0) indices.splice(0, kept);
    }
    const kept = old(this.#apart);
    this.#apart.splice(0, kept < 0 ? this.#apart.length : kept);
    for (const track of [this.#marks, ...this.#made.values()]) track.forget(first, time);
  }
}

/** Two rising lists as one. */
function* merged(one, other) {
  let k = 0;
  for (const index of one) {
    while (k < other.length && other[k] < index) yield other[k++];
    yield index;
  }
  while (k < other.length) yield other[k++];
}
