import { element, setAttribute, setText } from "./dom.js";
import { t } from "./words.js";

const RECV_SIZE = 512;
const MEGABYTE = 1048576;
const BUSY_MS = 3000;
const SPEEDS = [0.25, 0.5, 1, 2, 4];

function duration(nanoseconds) {
  if (nanoseconds < 1e3) return `${Math.round(nanoseconds)} ns`;
  if (nanoseconds < 1e6) return `${Math.round(nanoseconds / 1e3)} µs`;
  return nanoseconds < 1e9 ? `${(nanoseconds / 1e6).toFixed(1)} ms` : `${(nanoseconds / 1e9).toFixed(2)} s`;
}

/** Play, step, scrub: works on a recording as on a living stage. */
function createTransport(api) {
  const button = (key, sign, act) => ({ key, root: element("button", { type: "button", class: "round", onclick: act }, sign) });
  const first = button("first", "|◀", () => api.seek(api.model.first - 1)), back = button("back", "←", () => api.step(-1));
  const forward = button("forward", "→", () => api.step(1)), live = button("live", "▶|", () => api.toEnd());
  const replay = element("button", { type: "button", onclick: () => api.replay() });
  const play = element("button", { type: "button", class: "primary play", onclick: () => api.toggle() });
  const range = element("input", { type: "range", step: "1", oninput: () => api.seek(Number(range.value)) });
  const clocks = element("span", { class: "clocks" });
  const speed = element("select", { onchange: () => api.setSpeed(Number(speed.value)) }, ...SPEEDS.map(times => element("option", { value: times, selected: times === 1 }, `×${times}`)));
  const predict = element("input", { type: "checkbox", onchange: () => api.setPredict(predict.checked) }), predictName = element("span", {});
  const root = element("div", { class: "transport" }, first.root, back.root, play, forward.root, live.root, replay, range, clocks, speed, element("label", {}, predict, predictName));
  return {
    root,
    update({ model, clock, cursor, playing, stage, actedAt }) {
      for (const { key, root: target } of [first, back, forward, live]) { setAttribute(target, "aria-label", t(key)); setAttribute(target, "title", t(key)); }
      setAttribute(replay, "hidden", !stage || actedAt === null);
      setText(replay, t("replay"));
      setAttribute(replay, "title", t("replayWhy"));
      setText(play, t(playing ? "pause" : "play"));
      setAttribute(range, "min", model.first - 1);
      setAttribute(range, "max", Math.max(model.first, model.count - 1));
      if (range.value !== String(cursor)) range.value = cursor;
      setAttribute(range, "aria-label", t("position"));
      setAttribute(range, "aria-valuetext", t("step", cursor + 1, model.count));
      setText(clocks, t("clocks", `${(clock.position - clock.begin).toFixed(1)} s`, duration(cursor < model.first ? 0 : clock.timeOf(cursor) - clock.timeOf(model.first))));
      setAttribute(speed, "aria-label", t("speed"));
      setText(predictName, t("predict"));
    },
  };
}

/** Two words of which one holds: the blocking switch, the tap. */
function createSwitch(names, act) {
  const buttons = names.map((_, n) => element("button", { type: "button", onclick: () => act(n === 0) }));
  const root = element("div", { class: "switch", role: "group" }, ...buttons);
  return {
    root,
    update(label, isFirst, isEnabled) {
      setAttribute(root, "aria-label", label);
      buttons.forEach((button, n) => {
        setText(button, t(names[n]));
        setAttribute(button, "aria-pressed", String((n === 0) === isFirst));
        setAttribute(button, "aria-disabled", isEnabled ? null : "true");
      });
    },
  };
}

export function create(root, api) {
  let client = null, accepted = null, stage = null, told = 0, toldAt = 0;
  // A non-blocking call is about to return; the server makes the next one when it has.
  const isOpen = () => client?.open === true, isWaiting = () => client.waiting && client.blocking;
  const canSend = () => isOpen() && !client.half_closed && !isWaiting();
  const canRecv = () => isOpen() && !isWaiting();
  /** Why the client's hands cannot do something just now; null if they can. A press that cannot be done is answered, never swallowed. */
  const whyNot = () => !client ? "noClient" : !client.open ? "closedClient" : isWaiting() ? "clientWaits" : client.half_closed ? "halfClosedClient" : null;
  const refuse = why => api.notice(t(why, client?.waiting));
  const guarded = (isPossible, act, why = whyNot) => () => isPossible() ? act() : refuse(why() ?? "notNow");
  const withClient = (name, more, isPossible) => guarded(isPossible, () => api.act(name, { client: client.id, ...more?.() }));
  const text = element("input", { type: "text", autocomplete: "off", spellcheck: "false", maxlength: "4096", value: t("sample") });
  const buttons = [];
  const button = (key, act, isPossible, className = "") => {
    const made = element("button", { type: "button", class: className, onclick: act });
    buttons.push({ key, made, isPossible });
    return made;
  };
  const sendText = withClient("send", () => ({ text: text.value }), canSend);
  const send = button("doSend", null, canSend, "primary");
  send.type = "submit";
  const form = element("form", { class: "message", onsubmit: event => { event.preventDefault(); sendText(); } }, text, send);
  const blocking = createSwitch(["blocking", "nonblocking"], on => isOpen() ? api.act("blocking", { client: client.id, on }) : refuse(whyNot()));
  const tap = createSwitch(["on", "off"], on => accepted?.open ? api.act("reading", { accepted: accepted.id, on }) : refuse("closedServer"));
  const family = element("select", { onchange: () => api.act("family", { family: family.value }) }, element("option", { value: "ipv4" }, "IPv4"), element("option", { value: "ipv6" }, "IPv6"));
  const encoding = element("select", { onchange: () => api.act("encoding", { encoding: encoding.value }) }, element("option", { value: "utf-8" }, "UTF-8"), element("option", { value: "cp949" }, "CP949"));
  const tapName = element("span", { class: "label" }), familyName = element("span", { class: "label" }), encodingName = element("span", { class: "label" });
  const clientName = element("h2", {}), serverName = element("h2", {}), furtherName = element("h2", {});
  const notice = element("p", { class: "notice", role: "status" }), why = element("p", { class: "note" }), busy = element("p", { class: "note busy", role: "status" });
  const ofClient = element("div", { class: "panel hand" }, clientName,
    element("div", { class: "row" }, button("byByte", withClient("send_byte_by_byte", () => ({ text: text.value }), canSend), canSend), button("megabyte", withClient("send_bytes", () => ({ count: MEGABYTE }), canSend), canSend), button("recv", withClient("recv", () => ({ size: RECV_SIZE }), canRecv), canRecv)),
    element("div", { class: "row" }, blocking.root),
    element("div", { class: "row" }, button("halfClose", withClient("half_close", null, canSend), canSend), button("close", withClient("close", null, isOpen), isOpen), button("reset", withClient("reset", null, isOpen), isOpen, "danger")));
  const isAccepted = () => accepted?.open === true, isThere = () => stage !== null;
  // What only a server of the stage's own can do; of another one only the clients are ours.
  const ownServer = [element("div", { class: "row" }, tapName, tap.root, button("closeServer", guarded(isAccepted, () => api.act("close_server", { accepted: accepted.id }), () => "closedServer"), isAccepted))];
  const served = element("p", { class: "note" });
  const ofServer = element("div", { class: "panel hand" }, serverName, served, ...ownServer, furtherName,
    element("div", { class: "row" }, button("connect", () => api.act("connect", { family: stage.family }), isThere), button("newStage", () => api.act("new_stage"), isThere)),
    element("div", { class: "row" }, element("label", { class: "pick" }, familyName, family), element("label", { class: "pick" }, encodingName, encoding)));
  const controls = element("div", { class: "controls" }, ofClient, ofServer);
  const transport = createTransport(api);
  // The message is written above the client that sends it.
  api.corner.append(form);
  root.append(transport.root, busy, notice, why, controls);

  function update(ends, state) {
    stage = state.stage;
    client = stage?.clients.find(({ connection }) => connection === state.connection) ?? (state.connection === null ? stage?.clients[0] : null) ?? null;
    accepted = stage?.accepted.find(({ connection }) => connection === state.connection) ?? null;
    transport.update(state);
    setText(notice, state.notice);
    // A stage of our own comes a moment after the page; it is no recording until then.
    const isRecording = api.offline || !state.live;
    setText(why, stage || !isRecording && !state.hello?.watching ? "" : t(isRecording ? "recording" : "watching"));
    const { left } = state.inbox;
    if (left !== told) [told, toldAt] = [left, performance.now()];
    setText(busy, !left || !state.live ? "" : performance.now() - toldAt < BUSY_MS ? t("sampling", state.connection) : t("leftOut", left));
    for (const row of ownServer) setAttribute(row, "hidden", stage?.own_server === false);
    setText(served, stage?.own_server === false ? t("servedHands") : "");
    for (const option of family.options) setAttribute(option, "disabled", stage?.families?.includes(option.value) === false);
    setAttribute(controls, "hidden", !stage);
    setAttribute(form, "hidden", !stage);
    setText(clientName, t("client"));
    setText(serverName, t("server"));
    setText(tapName, t("reading"));
    setText(furtherName, t("further"));
    setText(familyName, t("family"));
    setText(encodingName, t("encoding"));
    setAttribute(root, "aria-label", t("hands"));
    setAttribute(text, "aria-label", t("text"));
    for (const { key, made, isPossible } of buttons) { setText(made, t(key)); setAttribute(made, "aria-disabled", isPossible() ? null : "true"); }
    blocking.update(`${t("blocking")} / ${t("nonblocking")}`, client?.blocking !== false, isOpen());
    tap.update(t("reading"), accepted?.reading !== false, accepted?.open === true);
    for (const [select, value, key] of [[family, stage?.family, "family"], [encoding, stage?.encoding, "encoding"]]) {
      setAttribute(select, "aria-label", t(key));
      if (value && select.value !== value && document.activeElement !== select) select.value = value;
    }
  }
  return { update, setLanguage() {} };
}
