// PURE: what the server has told and the page has not taken yet. Each frame takes what it has time for. Under load the page samples: of the connection that is looked at it takes
// everything, of the others only what changes their state; and what it leaves out it counts.

const BUSY_FROM = 256;
const LOOKS_EVERY = 8;
/** What the server has kept comes at once when a page is opened; it is no load. */
const MOST_WAITING = 20480;
const MOST_STATES = 32768;
const PATIENCE_MS = 1000;

const isKept = ({ kind, connection }, chosen) => !connection || connection === chosen || kind === "state" || kind === "text";

export class Inbox {
  #waiting = []; #at = 0; #n = 0; #left = 0; #leftBefore = 0; #now; #behindSince = null;

  /** @param now milliseconds, for a test of its own */
  constructor(now = () => performance.now()) { this.#now = now; }

  get size() { return this.#waiting.length - this.#at; }

  /** Whether more waits than a frame takes. */
  get isBusy() { return this.size > BUSY_FROM; }

  /** Whether it samples: more has waited for a while. */
  #samples(now) {
    this.#behindSince = this.isBusy ? this.#behindSince ?? now : null;
    return this.#behindSince !== null && now - this.#behindSince > PATIENCE_MS;
  }

  /** All that was left out so far. */
  get left() { return this.#leftBefore + this.#left; }

  /** An item as the server has told it: as text, for most of the work is to read it. */
  push(text) {
    // A state that was left out would be shown wrongly for ever; a buffer's next value puts right what is shown of it.
    if (this.size < MOST_WAITING || this.size < MOST_STATES && text.includes('"kind":"state"')) this.#waiting.push(text);
    else this.#left++;
  }

  /** Gives the items that this frame has time for, and some in any case; after something was left out, an item that says so. */
  take(chosen, give, milliseconds) {
    const begun = this.#now(), until = begun + milliseconds, samples = this.#samples(begun);
    for (let taken = 0; this.size > 0 && (taken === 0 || taken % LOOKS_EVERY > 0 || this.#now() < until); taken++) {
      const item = JSON.parse(this.#waiting[this.#at++]);
      // After a reconnection the server may tell again what is known.
      if (item.n < this.#n) continue;
      this.#n = item.n + 1;
      if (samples && !isKept(item.event, chosen)) { this.#left++; continue; }
      this.#tell(item.event.time, give);
      give(item);
    }
    if (this.size === 0) { this.#waiting = []; this.#at = 0; }
    else if (this.#at > MOST_WAITING) { this.#waiting = this.#waiting.slice(this.#at); this.#at = 0; }
  }

  /** The server has kept fewer than were wanted. */
  lose(count) { this.#left += count; }

  #tell(time, give) {
    if (this.#left === 0) return;
    give({ n: this.#n, event: { kind: "text", time, stream: "loss", text: String(this.#left) }, say: null, left: this.#left });
    this.#leftBefore += this.#left;
    this.#left = 0;
  }
}
