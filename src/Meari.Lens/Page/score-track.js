// PURE: what the score draws of the events. Calls become brackets, states spans, queues steps. Knows no pixel.

import { stateOf } from './states.js';

const other = { client: 'server', server: 'client' };

/** One connection's events, and those that belong to no connection: the listening socket's and the programs' lines. */
export class Track {
  /** @param sideOfProcess which side a process is, as far as any connection's events say it */
  constructor(connection, sideOfProcess = new Map()) {
    this.connection = connection;
    this.sides = { client: newSide(), server: newSide() };
    this.segments = [];
    this.notable = [];
    this.texts = [];
    this.marks = [];
    this.version = 0;
    this.most = 0;
    this.pending = new Map();
    this.sideOfProcess = sideOfProcess;
  }

  /** Takes one item; index is its place among all. */
  add(item, index) {
    const event = item.event;
    if (event.process && event.side) this.sideOfProcess.set(event.process, event.side);
    const ours = this.connection === null || !event.connection || event.connection === this.connection;
    if (event.kind === 'call') this.#call(event, index, ours);
    if (!ours) return;
    this.mark(item, index);
    if (event.kind === 'state') this.#state(event, index);
    else if (event.kind === 'queue') this.#queue(event, index);
    else if (event.kind === 'segment') this.#segment(event, index);
    else if (event.kind === 'text') {
      insert(this.texts, { time: event.time, index, side: event.side ?? this.sideOfProcess.get(event.process) ?? null, stream: event.stream, text: event.text });
    }
  }

  /** Where an item is in time. */
  mark(item, index) {
    insert(this.marks, { time: item.event.time, index });
    this.version++;
  }

  /** Lets go of what was before an index; of what lasts the newest of it stays. */
  forget(first, time) {
    this.version++;
    const begun = this.marks.findIndex(mark => mark.index >= first);
    this.marks.splice(0, begun < 0 ? this.marks.length : begun);
    for (const list of [this.segments, this.notable, this.texts]) list.splice(0, upTo(list, time) + 1);
    for (const { calls, states, queues } of Object.values(this.sides)) for (const list of [calls, states, queues]) list.splice(0, Math.max(0, upTo(list, time)));
  }

  /** What a side's queues, state and call are at a time. */
  at(side, time) {
    const lane = this.sides[side];
    const state = lane.states[upTo(lane.states, time)] ?? null;
    const queue = lane.queues[upTo(lane.queues, time)] ?? null;
    const call = lane.calls[upTo(lane.calls, time)] ?? null;
    return { state, queue, call };
  }

  // A call that waits is told twice; the second one closes the first one's bracket. Pairing looks at all connections: an accept
  // waits for none and returns with one.
  #call(event, index, ours) {
    const side = event.side ?? this.sideOfProcess.get(event.process);
    if (!side) return;
    const key = `${event.process}|${event.descriptor}|${event.name}`;
    const waits = event.duration === undefined && event.result === undefined;
    const begun = this.pending.get(key);
    if (waits) {
      const call = { time: event.time, end: null, index, lastIndex: index, event, returned: null };
      this.pending.set(key, call);
      if (ours) insert(this.sides[side].calls, call);
    } else if (begun) {
      this.pending.delete(key);
      Object.assign(begun, { end: event.time, returned: event, lastIndex: index });
    } else if (ours) {
      const long = (event.duration ?? 0) >= 1e6;
      insert(this.sides[side].calls, {
        time: long ? event.time - event.duration : event.time,
        end: long ? event.time : event.time + (event.duration ?? 0),
        index, lastIndex: index, event, returned: event,
      });
    }
  }

  #state(event, index) {
    const lane = event.side && this.sides[event.side];
    if (!lane) return;
    // The listening socket is another socket: its state shows until the connection's own socket is there, and not after.
    if (!event.connection && lane.connected) return;
    if (event.connection) lane.connected = true;
    const from = stateOf(event.from);
    if (!lane.states.length && from && from !== 'CLOSED' && from !== 'LISTEN')
      lane.states.push({ time: this.marks[0].time, state: from, inferred: true, index });
    insert(lane.states, { time: event.time, state: stateOf(event.to), inferred: !!event.inferred, index });
  }

  #queue(event, index) {
    const lane = event.side && this.sides[event.side];
    if (!lane || event.accept_queue !== undefined) return;
    const step = { time: event.time, index, send: event.send_queue ?? null, flight: event.in_flight ?? 0, receive: event.receive_queue ?? null, inferred: !!event.inferred };
    this.most = Math.max(this.most, step.send ?? 0, step.receive ?? 0);
    insert(lane.queues, step);
  }

  #segment(event, index) {
    if (!event.side) return;
    const bits = event.control_bits ?? '';
    const segment = {
      time: event.time, index, from: event.side, to: other[event.side], bits, length: event.length ?? 0, event,
      reset: bits.split(' ').includes('RST'), again: !!event.retransmission, inferred: !!event.inferred,
    };
    insert(this.segments, segment);
    if (segment.reset || segment.again) insert(this.notable, segment);
  }
}

function newSide() {
  return { calls: [], states: [], queues: [], connected: false };
}

/** Keeps a list in order of time; nearly always the new one is the last. */
function insert(list, entry) {
  let place = list.length;
  while (place > 0 && list[place - 1].time > entry.time) place--;
  if (place === list.length) list.push(entry); else list.splice(place, 0, entry);
}

/** The last entry whose time is not after this one, or −1. */
export function upTo(list, time) {
  let low = 0, high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle].time <= time) low = middle + 1; else high = middle;
  }
  return low - 1;
}

/** The connections that the items name, with both ends' addresses, in order of appearance. */
export class Connections {
  #all = new Map(); #list = null;

  add(item) {
    const { connection, side, local, remote } = item.event;
    if (!connection) return;
    let known = this.#all.get(connection);
    if (!known) {
      this.#all.set(connection, known = { number: connection, client: null, server: null });
      this.#list = null;
    }
    if (side && local) known[side] ??= local;
    if (side && remote) known[other[side]] ??= remote;
  }

  has(number) { return this.#all.has(number); }

  get list() { return this.#list ??= [...this.#all.values()]; }
}
