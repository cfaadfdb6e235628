// PURE: which connection is looked at when nobody has chosen one, or the chosen one is over.

const isOver = pair => !pair || ["closed", "time_wait", "unknown"].includes(pair.client.state) && ["closed", "time_wait", "unknown"].includes(pair.server.state);

export class Follower {
  isByHand = false;
  /** The page has connected a client, which is to be looked at as soon as it is known. */
  awaitsClient = false;

  /** @param seen what the cursor sees; atEnd whether that is the newest */
  choose(chosen, seen, { stage, isLive, atEnd }) {
    const last = seen.last?.event.connection || null;
    const newest = isLive ? stage?.clients.at(-1)?.connection || null : null;
    if (this.awaitsClient && newest && newest !== this.before) { this.awaitsClient = false; this.isByHand = true; return newest; }
    if (chosen === null) return last ?? seen.connections.keys().next().value ?? null;
    // Of a living server with many clients the one that is looked at stays, for each event is another's.
    if (isLive && !stage?.own_server) return last && !this.isByHand && isOver(seen.connections.get(chosen)) ? last : chosen;
    // A stage that was set anew has other connections; the last segments of the old one come after them.
    if (isLive && atEnd && newest && !stage.clients.some(({ connection }) => connection === chosen)) return newest;
    return last && !this.isByHand ? last : chosen;
  }

  await(stage) {
    this.awaitsClient = true;
    this.before = stage?.clients.at(-1)?.connection || null;
  }
}
