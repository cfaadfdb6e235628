// Stretched time: microseconds become seconds, and idle seconds become short. No DOM.
const STRETCH = 0.365;
const LONGEST_GAP = 1.8;

/** Display seconds for a gap of nanoseconds. Logarithmic: 14 + 6 + 18 µs, one exchange, take 4 s; anything idle at most 1.8 s. */
export const stretched = nanoseconds => nanoseconds <= 0 ? 0 : Math.min(LONGEST_GAP, STRETCH * Math.log2(1 + nanoseconds / 1000));

/** The index of the last value that is no greater; -1 when all are. */
function lastUpTo(values, wanted) {
  let low = 0, high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] <= wanted) low = middle + 1; else high = middle;
  }
  return low - 1;
}

/** Where a value among some stands among others, which go with them one to one. */
function between(from, to, value) {
  const at = lastUpTo(from, value);
  if (at < 0) return to[0] ?? 0;
  if (at === from.length - 1) return to[at];
  return to[at] + (to[at + 1] - to[at]) * (value - from[at]) / (from[at + 1] - from[at]);
}

export class Clock {
  #times = [];
  #marks = [];
  #first = 0;
  position = 0;
  playing = false;
  speed = 1;

  get count() { return this.#first + this.#marks.length; }
  get end() { return this.#marks.at(-1) ?? 0; }
  get begin() { return this.#marks[0] ?? 0; }

  /** Of an event, in nanoseconds of any clock. One that was told late takes no time. */
  add(time) {
    const before = this.#times.at(-1) ?? time;
    this.#marks.push(this.end + stretched(time - before));
    this.#times.push(Math.max(before, time));
  }

  /** Forgets what the model has forgotten. */
  forget(first) {
    this.#times.splice(0, first - this.#first);
    this.#marks.splice(0, first - this.#first);
    this.#first = first;
    this.position = Math.max(this.position, this.begin);
  }

  markOf(index) { return this.#marks[Math.min(Math.max(index - this.#first, 0), this.#marks.length - 1)] ?? 0; }
  timeOf(index) { return this.#times[Math.min(Math.max(index - this.#first, 0), this.#times.length - 1)] ?? 0; }

  /** The last event that has happened at a display second; -1 when there is none. */
  indexAt(position) { return this.#first + lastUpTo(this.#marks, position); }

  /** All display seconds there are. */
  get span() { return this.end - this.begin; }

  /** From nanoseconds since the first event to display seconds; between two events time passes evenly. */
  toDisplay(nanoseconds) { return between(this.#times, this.#marks, (this.#times[0] ?? 0) + nanoseconds) - this.begin; }

  /** And back. */
  fromDisplay(seconds) { return between(this.#marks, this.#times, this.begin + seconds) - (this.#times[0] ?? 0); }

  /** Moves on by real seconds; says whether anything moved. Stops at the end but stays playing, for what is still to come. */
  tick(seconds) {
    if (!this.playing || this.position >= this.end) return false;
    this.position = Math.min(this.end, this.position + seconds * this.speed);
    return true;
  }

  seek(index) { this.position = this.markOf(index); }
}
