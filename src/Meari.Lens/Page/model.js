// What both ends look like after any event. No DOM: the same code runs under a test.
const SNAPSHOT_EVERY = 500;
const MOST_ITEMS = 20000;
const TRIM = 5000;
const MOST_CONNECTIONS = 10240;
const MOST_LOOKED_AT = 256;
const MOST_CHUNKS = 32;
const MOST_SHOWN_BYTES = 64;
const TIME_WAIT_NS = 60e9;

const SENDING = new Set(["send", "sendto", "sendmsg", "write", "writev"]);
const RECEIVING = new Set(["recv", "recvfrom", "recvmsg", "read", "readv"]);

export const isSending = call => SENDING.has(call.name);
export const isReceiving = call => RECEIVING.has(call.name);

/** Recorded names are those of ss and netstat; the page speaks of states in lower case with underscores. */
export const stateName = name => (name ?? "unknown").toLowerCase();

/** Ends and connections are never changed, only replaced: so what was before costs nothing to keep, whatever came since. */
const NEW_END = Object.freeze({
  local: null, remote: null, state: "unknown", inferred: false, call: null, descriptor: null, timeWaitUntil: null,
  send: { bytes: 0, inFlight: 0, inferred: false }, receive: { bytes: 0, inferred: false },
  written: 0, read: 0, chunks: [],
});

const newWorld = () => ({ port: null, listener: null, connections: new Map(), last: null });

const copyWorld = world => ({ ...world, connections: new Map(world.connections) });

function decode(base64) {
  try {
    return Uint8Array.from(atob(base64), letter => letter.charCodeAt(0));
  } catch {
    return null;
  }
}

export const portOf = address => {
  const port = Number(address?.slice(address.lastIndexOf(":") + 1));
  return Number.isInteger(port) ? port : null;
};

function connectionOf(world, number) {
  const known = world.connections.get(number);
  if (known) return known;
  if (world.connections.size >= MOST_CONNECTIONS) forgetOne(world.connections);
  return { number, client: NEW_END, server: NEW_END, isKnown: true };
}

/** An ended one among the oldest, else the oldest. */
function forgetOne(connections) {
  let looked = 0;
  for (const [number, { client, server }] of connections) {
    if (client.state === "closed" && server.state === "closed") return connections.delete(number);
    if (++looked === MOST_LOOKED_AT) break;
  }
  connections.delete(connections.keys().next().value);
}

/** A connection is a pair: what one end calls local the other calls remote. */
function withAddresses(own, peer, event) {
  const local = event.local ?? own.local, remote = event.remote ?? own.remote;
  const peerRemote = peer.remote ?? local, peerLocal = peer.local ?? (peer.state === "unknown" ? null : remote);
  return [
    local === own.local && remote === own.remote ? own : { ...own, local, remote },
    peerLocal === peer.local && peerRemote === peer.remote ? peer : { ...peer, local: peerLocal, remote: peerRemote },
  ];
}

function afterCall(end, event, bytes) {
  const call = {
    name: event.name, descriptor: event.descriptor ?? null, arguments: event.arguments ?? null, requested: event.requested ?? null,
    result: event.result ?? null, error: event.error ?? null, waiting: event.result === undefined,
  };
  const returned = event.name.startsWith("accept") || event.name === "socket" ? event.result : event.descriptor;
  const descriptor = event.name === "close" && event.result === 0 ? null : returned >= 0 ? returned : end.descriptor;
  const moved = event.result > 0 ? event.result : 0;
  if (moved && isReceiving(event)) return { ...end, call, descriptor, read: end.read + moved };
  if (!moved || !isSending(event)) return { ...end, call, descriptor };
  return { ...end, call, descriptor, chunks: [...end.chunks.slice(1 - MOST_CHUNKS), { start: end.written, length: moved, bytes }], written: end.written + moved };
}

function afterQueue(end, event) {
  const inferred = event.inferred === true, isWhole = !event.sampled;
  const send = isWhole || event.send_queue !== undefined || event.in_flight !== undefined ? { bytes: event.send_queue ?? 0, inFlight: event.in_flight ?? 0, inferred } : end.send;
  return { ...end, send, receive: isWhole || event.receive_queue !== undefined ? { bytes: event.receive_queue ?? 0, inferred } : end.receive };
}

function afterState(end, event) {
  const state = stateName(event.to), isOver = state === "closed";
  return {
    ...end, state, inferred: event.inferred === true, timeWaitUntil: state === "time_wait" ? event.time + TIME_WAIT_NS : null,
    send: isOver ? NEW_END.send : end.send, receive: isOver ? NEW_END.receive : end.receive,
  };
}

function applyListener(world, event) {
  if (event.side !== "server" || !event.local) return;
  const isListening = event.kind === "state" && event.to === "LISTEN" || event.kind === "call" && event.name === "listen" && event.result === 0 || event.accept_queue !== undefined;
  if (!world.listener && !isListening) return;
  const known = world.listener ?? { state: "listen", acceptQueue: 0, acceptQueueLimit: null };
  world.port = portOf(event.local) ?? world.port;
  const isQueue = event.accept_queue !== undefined || event.accept_queue_limit !== undefined;
  world.listener = {
    state: event.kind === "state" ? stateName(event.to) : known.state,
    acceptQueue: isQueue ? event.accept_queue ?? 0 : known.acceptQueue, acceptQueueLimit: event.accept_queue_limit ?? known.acceptQueueLimit,
  };
}

/** Where something was left out, which bytes lie in a buffer is not known any more; only how many. */
function applyLoss(world) {
  for (const [number, connection] of world.connections) if (connection.isKnown) world.connections.set(number, { ...connection, isKnown: false });
}

function apply(world, item) {
  const event = item.event;
  world.last = item;
  if (event.kind === "text") return event.stream === "loss" ? applyLoss(world) : undefined;
  if (!event.connection) return applyListener(world, event);
  const { side } = event;
  if (side !== "client" && side !== "server") return;
  const connection = connectionOf(world, event.connection), other = side === "client" ? "server" : "client";
  let [own, peer] = withAddresses(connection[side], connection[other], event);
  if (event.kind === "call") own = afterCall(own, event, item.bytes ? decode(item.bytes) : null);
  else if (event.kind === "queue") own = afterQueue(own, event);
  else if (event.kind === "state") own = afterState(own, event);
  world.connections.set(event.connection, { ...connection, [side]: own, [other]: peer });
}

/** The sender's bytes from `from` on, as far as they are known without a gap; null if not even the first is. */
export function knownBytes(chunks, from, count) {
  const found = [];
  const wanted = Math.min(count, MOST_SHOWN_BYTES);
  for (const chunk of chunks) {
    const at = from + found.length;
    if (found.length === wanted || at >= chunk.start + chunk.length) continue;
    if (at < chunk.start || !chunk.bytes) break;
    const offset = at - chunk.start;
    found.push(...chunk.bytes.subarray(offset, offset + wanted - found.length));
    if (chunk.bytes.length < chunk.length) break;
  }
  return found.length > 0 ? found : null;
}

function viewOf(end, peer, isKnown) {
  const { chunks, written, read, ...seen } = end;
  return {
    ...seen,
    send: { ...end.send, data: isKnown ? knownBytes(chunks, written - end.send.bytes, end.send.bytes) : null },
    receive: { ...end.receive, data: isKnown ? knownBytes(peer.chunks, read, end.receive.bytes) : null },
  };
}

function pairOf({ number, client, server, isKnown }) {
  return { number, client: viewOf(client, server, isKnown), server: viewOf(server, client, isKnown) };
}

/** A recording's items, and what the two ends look like after each of them. At most 20,000 are held; older ones live on only in what they led to. */
export class Model {
  #items = [];
  #first = 0;
  #snapshots = new Map();
  #now = { index: -1, world: newWorld() };
  #head = { index: -1, world: newWorld() };

  get first() { return this.#first; }
  get count() { return this.#first + this.#items.length; }
  item(index) { return this.#items[index - this.#first] ?? null; }

  add(item) {
    this.#items.push(item);
    this.#advance(this.#head, this.count - 1);
    if ((this.#head.index + 1) % SNAPSHOT_EVERY === 0) this.#snapshots.set(this.#head.index, copyWorld(this.#head.world));
    if (this.#items.length > MOST_ITEMS) this.#trim();
  }

  /**
   * Ends after event `index`; -1 is before the first. Indexes that were forgotten give the oldest that is held. `connections` are by number, and good until the next
   * look; `pair` has one of them with the bytes in its buffers.
   */
  at(index) {
    const wanted = Math.min(Math.max(index, this.#first - 1), this.count - 1);
    const { port, listener, connections, last } = this.#worldAt(wanted);
    return { port, listener, last, connections, pair: number => connections.has(number) ? pairOf(connections.get(number)) : null };
  }

  #worldAt(wanted) {
    if (wanted === this.#head.index) return this.#head.world;
    const start = this.#nearest(wanted);
    if (this.#now.index > wanted || this.#now.index < start.index) this.#now = { index: start.index, world: copyWorld(start.world) };
    this.#advance(this.#now, wanted);
    return this.#now.world;
  }

  #advance(place, index) {
    while (place.index < index) apply(place.world, this.item(++place.index));
  }

  #nearest(index) {
    const at = Math.floor((index + 1) / SNAPSHOT_EVERY) * SNAPSHOT_EVERY - 1;
    return { index: at, world: this.#snapshots.get(at) ?? newWorld() };
  }

  #trim() {
    this.#items.splice(0, TRIM);
    this.#first += TRIM;
    for (const index of this.#snapshots.keys())
      if (index < this.#first - 1) this.#snapshots.delete(index);
    if (this.#now.index < this.#first - 1) this.#now = { index: this.#first - 1, world: copyWorld(this.#snapshots.get(this.#first - 1)) };
  }
}
