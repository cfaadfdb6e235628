import { Chooser } from "./chooser.js";
import { element, setAttribute, setText } from "./dom.js";
import { glyphs } from "./glyphs.js";
import { t } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const OTHER = { client: "server", server: "client" };
const FLIGHT_SECONDS = 0.9;
const QUEUE_SLOTS = 5;

function callText(call) {
  const inside = call.arguments ?? (call.requested !== null ? String(call.requested) : "");
  const short = inside.length > 24 ? inside.slice(0, 23) + "…" : inside;
  return `${call.name}(${call.name.startsWith("send") || call.name.startsWith("recv") ? "" : short})`;
}

const upper = state => state === "unknown" ? "—" : state.toUpperCase();

class Vessel {
  constructor(kind, side) {
    this.kind = kind;
    this.count = element("span", { class: "count" });
    this.name = element("button", { class: "term", type: "button" });
    this.bytes = element("div", { class: "bytes", "aria-hidden": "true" });
    this.note = element("span", { class: "note" });
    this.root = element("div", { class: `cell ${side} vessel ${kind}`, role: "group" }, element("div", { class: "label" }, this.name, this.count), this.bytes, this.note);
  }

  show({ bytes, inFlight = 0, inferred = false, data }, encoding, end) {
    setText(this.name, t(this.kind));
    setText(this.count, `${bytes.toLocaleString()} B`);
    setAttribute(this.root, "data-full", bytes > 0);
    setAttribute(this.root, "data-flight", inFlight > 0);
    setAttribute(this.root, "data-inferred", inferred);
    setAttribute(this.root, "title", inferred ? t("inferred") : null);
    setAttribute(this.root, "aria-label", `${end}, ${t(this.kind)}: ${t("bytes", bytes)}${inferred ? `. ${t("inferred")}` : ""}`);
    setText(this.note, bytes === 0 ? t("empty") : this.kind === "receive" ? t("unread") : inFlight > 0 ? t("sentHeld", inFlight.toLocaleString()) : t("held"));
    const key = `${bytes}:${encoding}:${data?.join()}`;
    if (key === this.key) return;
    this.key = key;
    const shown = data && bytes <= 64 ? glyphs(data, encoding) : [];
    this.bytes.replaceChildren(...shown.map(({ text, hex }) => element("span", { class: "glyph" }, element("b", {}, text), element("i", {}, hex))));
    // Where the bytes themselves are not known, a level: its scale is logarithmic, for one byte as for a megabyte.
    const isLevel = bytes > 0 && shown.length === 0;
    if (isLevel) this.bytes.append(element("span", { class: "level" }));
    if (isLevel) this.bytes.firstChild.style.setProperty("--level", `${Math.min(100, 8 + 4.6 * Math.log2(bytes))}%`);
  }
}

/** A line with an arrow's way in it, and the segment that crosses. */
class Wire {
  constructor(from) {
    this.from = from;
    this.name = element("span", { class: "segment" });
    this.line = element("span", { class: "line" });
    this.root = element("div", { class: `cell wire from-${from}` }, this.line, this.name);
  }

  show(segment, progress) {
    const crosses = segment !== null && progress < 1;
    setAttribute(this.root, "data-crosses", crosses);
    if (!crosses) return;
    const bits = segment.control_bits || "—";
    setText(this.name, segment.length > 0 ? `${segment.length.toLocaleString()} B` : bits.replace("FIN ACK", "FIN"));
    setAttribute(this.name, "data-inferred", segment.inferred === true);
    setAttribute(this.name, "data-kind", bits.includes("RST") ? "rst" : segment.length > 0 ? "data" : "control");
    const at = this.from === "client" ? progress : 1 - progress;
    this.name.style.setProperty("--at", `${(at * 100).toFixed(1)}%`);
  }
}

class Side {
  constructor(side, api) {
    this.side = side;
    this.title = element("h2", {});
    this.descriptor = element("span", { class: "note" });
    this.call = element("button", { class: "call", type: "button", onclick: () => this.called && api.openCard(this.called) });
    this.result = element("span", { class: "result" });
    this.state = element("button", { class: "pill", type: "button", onclick: () => api.openCard(this.stateName) });
    this.left = element("span", { class: "note left" });
    this.local = new Address("local", side, api);
    this.remote = new Address("remote", side, api);
    this.send = new Vessel("send", side);
    this.receive = new Vessel("receive", side);
    for (const vessel of [this.send, this.receive]) vessel.name.addEventListener("click", () => api.openCard(vessel.kind === "send" ? "send buffer" : "receive buffer"));
    this.head = element("div", { class: `cell ${side} head` }, this.title, this.descriptor);
    this.act = element("div", { class: `cell ${side} act`, role: "group" }, element("div", { class: "called" }, this.call, this.result), element("div", { class: "standing" }, this.left, this.state));
  }

  show(end, { moment, encoding }) {
    const title = t(this.side === "client" ? "client" : "accepted");
    setText(this.title, title);
    setAttribute(this.act, "aria-label", title);
    setText(this.descriptor, end && end.descriptor !== null ? t("descriptor", end.descriptor) : "");
    const call = end?.call ?? null;
    this.called = call?.name;
    setText(this.call, call ? callText(call) : t("noCall"));
    setAttribute(this.call, "disabled", !call);
    setText(this.result, !call ? "" : call.waiting ? t("waits") : `→ ${call.result?.toLocaleString()}${call.error ? ` ${call.error}` : ""}`);
    setAttribute(this.result, "data-waits", call?.waiting);
    setAttribute(this.result, "data-failed", call?.result < 0);
    this.stateName = upper(end?.state ?? "unknown");
    setText(this.state, this.stateName);
    setAttribute(this.state, "data-state", end?.state ?? "unknown");
    setAttribute(this.state, "data-inferred", end?.inferred);
    setAttribute(this.state, "title", end?.inferred ? t("inferred") : null);
    setText(this.left, end?.timeWaitUntil && end.timeWaitUntil > moment ? t("secondsLeft", Math.ceil((end.timeWaitUntil - moment) / 1e9)) : "");
    this.local.show(end?.local, title);
    this.remote.show(end?.remote, title);
    this.send.show(end?.send ?? { bytes: 0 }, encoding, title);
    this.receive.show(end?.receive ?? { bytes: 0 }, encoding, title);
  }
}

class Address {
  constructor(kind, side, api) {
    this.kind = kind;
    this.name = element("button", { class: "term", type: "button", onclick: () => api.openCard(kind === "local" ? "local address" : "remote address") });
    this.value = element("code", {});
    this.root = element("div", { class: `cell ${side} address ${kind}`, role: "group" }, this.name, this.value);
  }

  show(value, end) {
    setAttribute(this.root, "aria-label", end);
    setText(this.name, t(this.kind));
    setText(this.value, value ?? t("undecided"));
    setAttribute(this.value, "data-missing", !value);
  }
}

function joint(kind) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", `cell wire joint ${kind}`);
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SVG, "line");
  for (const [name, value] of [["x1", "0"], ["x2", "100%"], ["y1", "50%"], ["y2", "50%"]]) line.setAttribute(name, value);
  svg.append(line);
  return svg;
}

/** The listening socket, above what it leads to. */
class Listener {
  constructor(api) {
    this.name = element("button", { class: "term strong", type: "button", onclick: () => api.openCard("listening socket") });
    this.port = element("code", {});
    this.state = element("button", { class: "pill", type: "button", onclick: () => api.openCard("LISTEN") });
    this.queueName = element("button", { class: "term", type: "button", onclick: () => api.openCard("accept queue") });
    this.slots = element("span", { class: "slots", "aria-hidden": "true" }, ...Array.from({ length: QUEUE_SLOTS }, () => element("i", {})));
    this.count = element("span", { class: "count" });
    this.root = element("div", { class: "listener", role: "group" }, element("div", {}, this.name, this.port, this.state), element("div", {}, this.queueName, this.slots, this.count));
  }

  show({ listener, port }) {
    setText(this.name, listener ? t("listening") : t("noListener"));
    setAttribute(this.root, "aria-label", t("listening"));
    setText(this.port, listener && port ? `:${port}` : "");
    setText(this.state, listener ? upper(listener.state) : "—");
    setAttribute(this.state, "data-state", listener?.state ?? "unknown");
    setText(this.queueName, t("acceptQueue"));
    const waiting = listener?.acceptQueue ?? 0;
    setText(this.count, listener ? t("queued", waiting, listener.acceptQueueLimit) : "");
    Array.from(this.slots.children, (slot, n) => setAttribute(slot, "data-full", n < waiting));
  }
}

/** The records place bytes in the receive buffer at the time of their segment; on the page they come in when it has crossed. */
function beforeArrival({ bytes, data, ...rest }, length) {
  const left = Math.max(0, bytes - length);
  return { ...rest, bytes: left, data: left > 0 ? data?.slice(0, left) ?? null : null };
}

export function create(root, api) {
  const sides = { client: new Side("client", api), server: new Side("server", api) };
  const { client, server } = sides;
  const wires = { client: new Wire("client"), server: new Wire("server") };
  const listener = new Listener(api), chooser = new Chooser(api);
  const matched = element("span", { class: "cell wire between" });
  api.corner = element("div", { class: "corner" });
  root.append(chooser.root, element("div", { class: "above" }, api.corner, listener.root), element("div", { class: "pair" },
    element("div", { class: "panel client" }), element("div", { class: "panel server" }),
    client.head, matched, server.head, client.act, element("span", { class: "cell wire" }), server.act,
    client.local.root, joint("forth"), server.remote.root, client.remote.root, joint("back"), server.local.root,
    client.send.root, wires.client.root, server.receive.root, client.receive.root, wires.server.root, server.send.root));

  function update(ends, state) {
    chooser.show(ends.connections, state.connection);
    listener.show(ends);
    const pair = ends.pair(state.connection), around = { moment: state.moment, encoding: state.stage?.encoding };
    const { segment, cause } = state;
    const isFlying = state.moving && !state.still && segment !== null && state.since < FLIGHT_SECONDS;
    for (const side of ["client", "server"]) {
      const end = pair?.[side];
      const isOnItsWay = end && isFlying && segment.side === OTHER[side];
      sides[side].show(isOnItsWay ? { ...end, receive: beforeArrival(end.receive, segment.length ?? 0) } : end, around);
    }
    setText(matched, t("network"));
    setAttribute(root, "aria-label", t("bothEnds"));
    const isMatched = pair && pair.client.local && pair.client.local === pair.server.remote;
    setAttribute(root, "data-matched", isMatched);
    setAttribute(root, "title", isMatched ? t("matched") : null);
    for (const side of ["client", "server"]) {
      setAttribute(sides[side].head, "data-acts", cause?.side === side && cause.connection === state.connection);
      // Paused, or with less motion wanted, the segment stands in the middle of its way.
      const progress = state.moving && !state.still ? Math.min(1, state.since / FLIGHT_SECONDS) : 0.5;
      wires[side].show(segment?.side === side ? segment : null, progress);
    }
  }
  return { update, setLanguage() {} };
}
