// What both ends look like after any event. No DOM: the same code runs under a test.
const SNAPSHOT_EVERY = 500;
const MOST_ITEMS = 20000;
const TRIM = 5000;
const MOST_CONNECTIONS = 1024;
const MOST_CHUNKS = 32;
const MOST_SHOWN_BYTES = 64;
const TIME_WAIT_NS = 60e9;

const SENDING = new Set(["send", "sendto", "sendmsg", "write", "writev"]);
const RECEIVING = new Set(["recv", "recvfrom", "recvmsg", "read", "readv"]);

export const isSending = call => SENDING.has(call.name);
export const isReceiving = call => RECEIVING.has(call.name);

/** Recorded names are those of ss and netstat; the page speaks of states in lower case with underscores. */
export const stateName = name => (name ?? "unknown").toLowerCase();

const newEnd = () => ({
  local: null, remote: null, state: "unknown", inferred: false, call: null, descriptor: null, timeWaitUntil: null,
  send: { bytes: 0, inFlight: 0 }, receive: { bytes: 0 },
  written: 0, read: 0, chunks: [],
});

const newWorld = () => ({ port: null, listener: null, connections: new Map(), last: null });

const copyEnd = end => ({ ...end, send: { ...end.send }, receive: { ...end.receive }, chunks: end.chunks.slice() });

function copyWorld(world) {
  const connections = new Map();
  for (const [number, { client, server }] of world.connections)
    connections.set(number, { number, client: copyEnd(client), server: copyEnd(server) });
  return { ...world, listener: world.listener && { ...world.listener }, connections };
}

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
  let connection = world.connections.get(number);
  if (!connection) {
    if (world.connections.size >= MOST_CONNECTIONS) forgetOne(world.connections);
    connection = { number, client: newEnd(), server: newEnd() };
    world.connections.set(number, connection);
  }
  return connection;
}

/** An ended one first, else the oldest. */
function forgetOne(connections) {
  for (const [number, { client, server }] of connections)
    if (client.state === "closed" && server.state === "closed") return connections.delete(number);
  connections.delete(connections.keys().next().value);
}

function setAddresses(connection, side, event) {
  const own = connection[side], peer = connection[side === "client" ? "server" : "client"];
  if (event.local) own.local = event.local;
  if (event.remote) own.remote = event.remote;
  // A connection is a pair: what one end calls local the other calls remote.
  if (own.local) peer.remote ??= own.local;
  if (own.remote && peer.state !== "unknown") peer.local ??= own.remote;
}

function applyCall(end, event, bytes) {
  end.call = {
    name: event.name, descriptor: event.descriptor ?? null, arguments: event.arguments ?? null, requested: event.requested ?? null,
    result: event.result ?? null, error: event.error ?? null, waiting: event.result === undefined,
  };
  const returned = event.name.startsWith("accept") || event.name === "socket" ? event.result : event.descriptor;
  if (returned >= 0) end.descriptor = returned;
  if (event.name === "close" && event.result === 0) end.descriptor = null;
  if (!(event.result > 0)) return;
  if (isReceiving(event)) end.read += event.result;
  if (!isSending(event)) return;
  end.chunks.push({ start: end.written, length: event.result, bytes });
  if (end.chunks.length > MOST_CHUNKS) end.chunks.shift();
  end.written += event.result;
}

function applyQueue(end, event) {
  if (event.send_queue !== undefined || event.in_flight !== undefined || !event.sampled) end.send = { bytes: event.send_queue ?? 0, inFlight: event.in_flight ?? 0 };
  if (event.receive_queue !== undefined || !event.sampled) end.receive = { bytes: event.receive_queue ?? 0 };
}

function applyListener(world, event) {
  if (event.side !== "server" || !event.local) return;
  const isListening = event.kind === "state" && event.to === "LISTEN" || event.kind === "call" && event.name === "listen" && event.result === 0 || event.accept_queue !== undefined;
  if (!world.listener && !isListening) return;
  world.listener ??= { state: "listen", acceptQueue: 0, acceptQueueLimit: null };
  world.port = portOf(event.local) ?? world.port;
  if (event.kind === "state") world.listener.state = stateName(event.to);
  if (event.accept_queue !== undefined || event.accept_queue_limit !== undefined) {
    world.listener.acceptQueue = event.accept_queue ?? 0;
    world.listener.acceptQueueLimit = event.accept_queue_limit ?? world.listener.acceptQueueLimit;
  }
}

function apply(world, item) {
  const event = item.event;
  world.last = item;
  if (!event.connection) return applyListener(world, event);
  if (event.side !== "client" && event.side !== "server") return;
  const connection = connectionOf(world, event.connection);
  const end = connection[event.side];
  setAddresses(connection, event.side, event);
  if (event.kind === "call") applyCall(end, event, item.bytes ? decode(item.bytes) : null);
  if (event.kind === "queue") applyQueue(end, event);
  if (event.kind === "state") {
    end.state = stateName(event.to);
    end.inferred = event.inferred === true;
    end.timeWaitUntil = end.state === "time_wait" ? event.time + TIME_WAIT_NS : null;
    if (end.state === "closed") { end.send = { bytes: 0, inFlight: 0 }; end.receive = { bytes: 0 }; }
  }
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

function viewOf(end, peer) {
  const { chunks, written, read, ...seen } = end;
  return {
    ...seen,
    send: { ...end.send, data: knownBytes(chunks, written - end.send.bytes, end.send.bytes) },
    receive: { ...end.receive, data: knownBytes(peer.chunks, read, end.receive.bytes) },
  };
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

  /** Ends after event `index`; -1 is before the first. Indexes that were forgotten give the oldest that is held. */
  at(index) {
    const wanted = Math.min(Math.max(index, this.#first - 1), this.count - 1);
    const start = this.#nearest(wanted);
    if (this.#now.index > wanted || this.#now.index < start.index) this.#now = { index: start.index, world: copyWorld(start.world) };
    this.#advance(this.#now, wanted);
    const { port, listener, connections, last } = this.#now.world;
    return {
      port, listener: listener && { ...listener }, last,
      connections: Array.from(connections.values(), ({ number, client, server }) => ({ number, client: viewOf(client, server), server: viewOf(server, client) })),
    };
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
