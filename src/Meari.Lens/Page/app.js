// Boots the page, owns its state and wires the parts. One frame is asked for at a time, and only when something changed or plays.
import { Model } from "./model.js";
import { Clock } from "./clock.js";
import { Follower } from "./follow.js";
import { Inbox } from "./inbox.js";
import { setText } from "./dom.js";
import { language, say, setLanguage, t } from "./words.js";
import { questionBefore } from "./sentence.js";
import * as ends from "./ends.js";
import * as hands from "./hands.js";
import * as sentence from "./sentence.js";
import * as score from "./score.js";
import { changeTheme, createTop, remembered } from "./top.js";
import * as diagram from "./diagram.js";
import * as cards from "./cards.js";
import * as drawers from "./drawers.js";

const PARTS = { sentence, ends, hands, score, diagram, drawers, cards };
/** For script in a frame: what drawing leaves of it, reading what has come may take. */
const FRAME_MS = 6;
const KEEP_SEGMENT_SECONDS = 0.9;
const TOO_FAR_BEHIND_SECONDS = 60;
const settings = new URLSearchParams(location.search);
const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** What the server tells lives on while a recording is looked at instead. */
const made = name => ({ name, model: new Model(), clock: new Clock(), events: [], stage: null });
const living = made(""), inbox = new Inbox();
let shown = living, { model, clock } = shown;
const state = {
  model, clock, events: shown.events, stage: null, hello: null, inbox, cursor: -1, moment: 0, all: false, playing: false, moving: false, still: calm.matches, since: 0, segment: null, cause: null,
  connection: null, actedAt: null, predict: false, asking: false, answeredAt: -1, notice: "", language: "ko", live: true,
};
const views = {};
let frame = 0, lastFrame = 0, arrived = 0, follower = new Follower();

const invalidate = () => { frame ||= requestAnimationFrame(draw); };

const api = {
  t, say,
  get model() { return model; },
  get clock() { return clock; },
  items: () => state.events,
  cursor: () => state.cursor - model.first,
  setCursor: index => api.seek(model.first + index),
  connection: () => state.connection,
  first: () => model.first,
  openDiagram: side => views.diagram?.open?.(side),
  pageToken: () => state.hello?.page_token,
  load(items, name) {
    const recording = made(name);
    for (const item of items) put(recording, item);
    show(recording);
    moveTo(firstSend());
    play();
  },
  backToLive() { show(living); api.toEnd(); },
  seek(index) {
    pause();
    moveTo(settle(index));
  },
  step(by) {
    pause();
    let index = state.cursor;
    while (by < 0 && index > model.first && follows(index)) index--;
    moveTo(settle(index + by));
  },
  play, pause,
  toggle() { state.playing ? pause() : play(); },
  /** Of a recording it is the end, from which playing would begin anew. */
  toEnd() { moveTo(model.count - 1); isLive() ? play() : pause(); },
  /** What was done last, in stretched time. */
  replay() { api.seek(state.actedAt - 1); play(); },
  setSpeed(speed) { clock.speed = speed; invalidate(); },
  setPredict(on) { state.predict = on; state.asking = on && state.asking; invalidate(); },
  answered() { state.answeredAt = state.cursor + 1; api.step(1); },
  choose(number) {
    Object.assign(state, { connection: number, all: false });
    follower.isByHand = true;
    invalidate();
  },
  setAll(on) { state.all = on; invalidate(); },
  openCard(name) { if (name) views.cards?.open?.(name); },
  act, notice, invalidate, changeLanguage,
};

/** A queue's change belongs to the event before it: both are one step. */
const follows = index => model.item(index)?.event.kind === "queue" && model.item(index).event.time === model.item(index - 1)?.event.time;

function settle(index) {
  let settled = Math.min(Math.max(index, model.first - 1), model.count - 1);
  while (follows(settled + 1)) settled++;
  return settled;
}

function moveTo(index) {
  state.cursor = Math.min(Math.max(index, model.first - 1), model.count - 1);
  clock.seek(state.cursor);
  state.asking = state.predict;
  invalidate();
}

function play() {
  if (state.cursor >= model.count - 1 && !isLive()) moveTo(model.first - 1);
  state.playing = clock.playing = true;
  state.asking = false;
  lastFrame = 0;
  invalidate();
}

function pause() {
  state.playing = clock.playing = false;
  invalidate();
}

const isLive = () => state.live && state.hello !== null;

function notice(text) {
  state.notice = text;
  invalidate();
}

/** Where playing has come to; it stops before a step that can be predicted, and each such step is asked once. */
function advance(seconds) {
  clock.tick(seconds);
  const target = clock.indexAt(clock.position);
  while (state.cursor < target) {
    const next = state.cursor + 1;
    if (state.predict && state.answeredAt !== next && questionBefore(model.item(next), model.at(state.cursor))) {
      pause();
      clock.seek(state.cursor);
      state.asking = true;
      return;
    }
    state.cursor = next;
  }
}

/** What a change in a queue came from. */
function causeAt(index) {
  while (follows(index)) index--;
  return model.item(index)?.event ?? null;
}

function recentSegment() {
  for (let index = state.cursor; index >= model.first; index--) {
    const age = clock.position - clock.markOf(index);
    if (state.playing ? age > KEEP_SEGMENT_SECONDS : clock.markOf(state.cursor) !== clock.markOf(index)) return null;
    const { event } = model.item(index);
    if (event.kind !== "segment" || event.connection !== state.connection) continue;
    state.since = age;
    return event;
  }
  return null;
}

function draw(now) {
  const begun = performance.now();
  frame = 0;
  if (state.playing) advance(lastFrame ? Math.min(0.1, (now - lastFrame) / 1000) : 0);
  lastFrame = now;
  state.moving = state.playing && clock.position < clock.end;
  const seen = model.at(state.cursor);
  const atEnd = state.cursor >= model.count - 1;
  state.connection = follower.choose(state.connection, seen, { stage: state.stage, isLive: isLive(), atEnd });
  // Time goes on while the newest event is looked at.
  state.moment = (seen.last?.event.time ?? 0) + (atEnd && isLive() ? (performance.now() - arrived) * 1e6 : 0);
  state.segment = recentSegment();
  state.cause = causeAt(state.cursor);
  for (const view of Object.values(views)) view.update(seen, state);
  if (take(FRAME_MS - (performance.now() - begun)) || state.playing && clock.position < clock.end) invalidate();
  else {
    lastFrame = 0;
    state.moving = false;
  }
}

function put(to, item) {
  to.model.add(item);
  to.clock.add(item.event.time);
  to.events.push(item);
  if (to.model.first > to.model.count - to.events.length) {
    to.events.splice(0, to.events.length - (to.model.count - to.model.first));
    to.clock.forget(to.model.first);
  }
}

/** Another source of what is seen: the living one, or a recording. */
function show(set) {
  pause();
  shown = set;
  ({ model, clock } = set);
  Object.assign(state, { model, clock, events: set.events, stage: set.stage, live: set === living, recording: set.name, connection: null, segment: null, cause: null, answeredAt: -1 });
  follower = new Follower();
  invalidate();
}

/** Some of what has come, for the next frame to show. False if there was nothing. */
function take(milliseconds) {
  if (inbox.size === 0) return false;
  inbox.take(state.connection, addItem, milliseconds);
  arrived = performance.now();
  return true;
}

function addItem(item) {
  // Who predicts is to be asked before it is seen: nothing is shown at once then.
  const wasAtEnd = state.playing && !state.predict && clock.position >= clock.end;
  put(living, item);
  if (shown !== living) return;
  // The wait for it is over already: what was idle is not waited for again.
  if (wasAtEnd) clock.position = Math.max(clock.position, clock.end);
  if (wasAtEnd) state.cursor = Math.max(state.cursor, model.count - 2);
  if (state.playing && clock.end - clock.position > TOO_FAR_BEHIND_SECONDS) clock.position = clock.end;
}

/** The socket call that an act makes, where it has another name. */
const CALL_OF = { send_bytes: "send", send_byte_by_byte: "send", half_close: "shutdown", reset: "close", close_server: "close" };

const isAsked = () => state.asking && questionBefore(model.item(state.cursor + 1), model.at(state.cursor)) !== null;

async function act(name, parameters = {}) {
  const before = living.model.count;
  if (name === "connect") follower.await(state.stage);
  try {
    const response = await fetch("/api/act", {
      method: "POST", headers: { "Content-Type": "application/json", "X-Meari-Page": state.hello.page_token }, body: JSON.stringify({ act: name, ...parameters }),
    });
    const answer = await response.json();
    notice(!response.ok ? say(answer.error) || t("unknownError") : answer.error ? `${CALL_OF[name] ?? name}() → ${answer.result} ${answer.error}` : "");
    if (response.ok) state.actedAt = before;
    // The events may come before the answer, and a question of them stands.
    if (response.ok && !state.playing && !isAsked()) api.toEnd();
    return answer;
  } catch {
    notice(t("unreachable"));
    return null;
  }
}

function listen() {
  const source = new EventSource("/api/events?from=0");
  source.onmessage = message => {
    for (const item of message.data.split("\n")) inbox.push(item);
    invalidate();
  };
  source.addEventListener("stage", message => {
    living.stage = JSON.parse(message.data);
    state.stage = shown.stage;
    invalidate();
  });
  source.addEventListener("dropped", message => inbox.lose(JSON.parse(message.data).count));
  source.onopen = () => { if (state.notice === t("lost")) notice(""); };
  source.onerror = () => notice(t("lost"));
}

function changeLanguage(code) {
  setLanguage(code);
  state.language = language();
  document.documentElement.lang = state.language;
  document.title = t("title");
  setText(document.getElementById("skip"), t("skip"));
  for (const view of Object.values(views)) view.setLanguage(state.language);
  invalidate();
}

/** Keys act where no control has its own use for them. */
function onKey(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest("input, select, textarea, dialog, [role=slider], [role=grid], [role=table], [role=listbox]")) return;
  if (event.key === " " && event.target.closest("button, summary, a")) return;
  const action = { " ": api.toggle, ArrowLeft: () => api.step(-1), ArrowRight: () => api.step(1), Home: () => api.seek(model.first - 1), End: api.toEnd }[event.key];
  if (!action) return;
  event.preventDefault();
  action();
}

/** The first thing to see is a send that has returned, with its bytes still in the sender's buffer. */
function showFirstSend(isPaused) {
  moveTo(firstSend());
  if (!isPaused) play();
}

function firstSend() {
  const at = state.events.findIndex(({ event }) => event.kind === "call" && event.name.startsWith("send") && event.result > 0);
  return settle(at < 0 ? model.count - 1 : model.first + at);
}

/** TIME_WAIT counts down while nothing else happens. */
const isCounting = () => isLive() && ["client", "server"].some(side => model.at(state.cursor).connections.get(state.connection)?.[side].timeWaitUntil);

async function boot() {
  changeTheme(settings.get("theme") ?? remembered("meari.theme"));
  // A page that was exported has all it shows in itself.
  const recording = document.getElementById("meari-items"), saved = document.getElementById("meari-cards");
  if (recording) Object.assign(api, { offline: true, cards: async () => JSON.parse(saved?.textContent ?? "{}") });
  if (!recording) await greet();
  views.top = createTop(document.getElementById("top"), api);
  for (const [name, part] of Object.entries(PARTS)) views[name] = part.create(document.getElementById(name), api);
  changeLanguage(settings.get("lang") ?? remembered("meari.language") ?? state.hello?.language ?? navigator.language.slice(0, 2));
  document.addEventListener("keydown", onKey);
  setInterval(() => { if (isCounting()) invalidate(); }, 1000);
  calm.addEventListener("change", () => { state.still = calm.matches; invalidate(); });
  if (recording) for (const item of JSON.parse(recording.textContent)) addItem(item);
  else if (state.hello) listen();
  else notice(state.refusal ? say(state.refusal) : t("unreachable"));
  await firstItems();
  if (settings.has("at")) api.seek(Number(settings.get("at")));
  // Who was quicker than that is not taken back.
  else if (state.cursor >= 0) return;
  else if (model.count > 0) showFirstSend(calm.matches);
  else play();
}

/** The key, where one is needed, is what follows the # of the address; it is shown once, and then is the browser's to keep. */
async function greet() {
  try {
    const key = location.hash.slice(1);
    if (/^[0-9a-f]{64}$/.test(key)) {
      await fetch("/api/enter", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ key }) });
      history.replaceState(null, "", location.pathname + location.search);
    }
    const answer = await fetch("/api/hello"), body = await answer.json();
    if (answer.ok) state.hello = body;
    else state.refusal = body.error;
  } catch {
    state.unreachable = true;
  }
}

const hasSend = () => state.events.some(({ event }) => event.kind === "call" && event.name.startsWith("send") && event.result > 0);

/** What happened before the page was opened comes at once; it is over when the first send is there and nothing has come for three frames, or a second has passed. */
function firstItems() {
  const began = performance.now();
  return new Promise(resolve => {
    let before = -1, quiet = 0;
    const look = () => {
      quiet = model.count === before && model.count > 0 ? quiet + 1 : 0;
      before = model.count;
      const isEnough = settings.has("at") ? model.count > Number(settings.get("at")) : quiet >= 3 && (hasSend() || state.hello?.watching || state.hello?.serving);
      if (isEnough || performance.now() - began > 1000 * (settings.has("at") ? 10 : 1)) resolve();
      else requestAnimationFrame(look);
    };
    look();
  });
}

boot();
