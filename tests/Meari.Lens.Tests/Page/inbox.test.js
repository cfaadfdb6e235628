import { Inbox } from "../../../src/Meari.Lens/Page/inbox.js";
import { Follower } from "../../../src/Meari.Lens/Page/follow.js";
import { Tracks } from "../../../src/Meari.Lens/Page/score-tracks.js";

let failed = 0;
function check(name, test) {
  try { test(); console.log("ok " + name); }
  catch (error) { failed++; console.error("FAILED " + name + ": " + error.message); }
}
function equal(seen, expected) {
  const [a, b] = [JSON.stringify(seen), JSON.stringify(expected)];
  if (a !== b) throw new Error("saw " + a + ", expected " + b);
}

/** Time that passes by so much at each look. */
const clock = step => { let now = 0; return () => now += step; };
const item = (n, kind, connection) => JSON.stringify({ n, event: { kind, connection, time: n * 1000 } });
const FRAME_MS = 3;
const takeAll = (inbox, chosen) => { const given = []; while (inbox.size) inbox.take(chosen, each => given.push(each), FRAME_MS); return given; };

check("What_fits_into_a_frame_is_taken_whole_and_in_order", () => {
  const inbox = new Inbox(clock(0.01));
  for (let n = 1; n <= 100; n++) inbox.push(item(n, "call", n % 7));
  equal(takeAll(inbox, 1).map(each => each.n), Array.from({ length: 100 }, (_, n) => n + 1));
  equal(inbox.left, 0);
});
check("A_frame_that_has_no_more_time_leaves_the_rest_to_the_next", () => {
  const inbox = new Inbox(clock(1)), given = [];
  for (let n = 1; n <= 200; n++) inbox.push(item(n, "call", 1));
  inbox.take(1, each => given.push(each), 3);
  equal([given.length > 0 && given.length < 200, inbox.size + given.length], [true, 200]);
});
// Else a page whose drawing alone takes a frame's time would never show anything new.
check("A_frame_whose_time_is_over_takes_some_all_the_same", () => {
  const inbox = new Inbox(clock(1)), given = [];
  for (let n = 1; n <= 200; n++) inbox.push(item(n, "call", 1));
  inbox.take(1, each => given.push(each), -2);
  equal([given.length > 0 && given.length < 200, inbox.size + given.length], [true, 200]);
});
// All that the server has kept comes at once when a page is opened; a part of it was left out.
check("What_comes_when_the_page_is_opened_is_taken_whole", () => {
  const inbox = new Inbox(clock(0.5));
  for (let n = 1; n <= 2000; n++) inbox.push(item(n, "call", n % 7));
  equal([takeAll(inbox, 1).length, inbox.left], [2000, 0]);
});
/** A page that has been behind for two seconds: of 308 items its first frame has taken the eight that any frame takes. */
const late = () => { let now = 0; const it = new Inbox(() => now); for (let n = -7; n <= 300; n++) it.push(item(n, "text", 0)); it.take(0, () => { }, 0); now = 2000; return it; };
check("Under_load_the_looked_at_connection_is_whole_and_of_others_the_states", () => {
  const inbox = late(), kinds = ["call", "segment", "queue", "state"];
  for (let n = 301; n <= 1300; n++) inbox.push(item(n, kinds[n % 4], n % 10 + 1));
  const given = takeAll(inbox, 5).filter(({ event }) => event.kind !== "text" || event.stream).filter(({ event }) => event.stream !== "loss");
  equal(given.filter(({ event }) => event.connection === 5).length, 100);
  equal(given.filter(({ event }) => event.connection !== 5).every(({ event }) => event.kind === "state"), true);
  equal(given.filter(({ event }) => event.kind === "state").length, 250);
  equal(inbox.left, 1000 - given.length);
});
check("Where_something_was_left_out_an_item_says_so_before_the_next_one", () => {
  const inbox = late();
  for (let n = 301; n <= 600; n++) inbox.push(item(n, "call", 2));
  inbox.push(item(601, "call", 1));
  const given = takeAll(inbox, 1).slice(300);
  equal(given.map(({ event }) => event.stream ?? event.connection), ["loss", 1]);
  equal(given[0].event.text, "300");
});
// A state that was left out would be shown wrongly for ever.
check("A_page_that_is_far_behind_still_gets_every_state", () => {
  const inbox = new Inbox(clock(0));
  for (let n = 1; n <= 60000; n++) inbox.push(item(n, n % 6 ? "segment" : "state", n));
  equal(takeAll(inbox, 0).filter(({ event }) => event.kind === "state").length, 10000);
});
check("What_is_told_again_after_a_reconnection_is_taken_once", () => {
  const inbox = new Inbox(clock(0));
  for (const n of [1, 2, 3, 2, 3, 4]) inbox.push(item(n, "call", 1));
  equal(takeAll(inbox, 1).map(each => each.n), [1, 2, 3, 4]);
});

const pair = state => ({ client: { state }, server: { state } });
const seen = (last, connections) => ({ last: { event: { connection: last } }, connections: new Map(connections) });
// Each event of a busy server is another connection's: the picture jumped from one to the next.
check("Of_a_busy_server_the_connection_that_is_looked_at_stays", () => {
  const follower = new Follower(), stage = { own_server: false, clients: [] };
  const look = (chosen, last, state) => follower.choose(chosen, seen(last, [[1, pair(state)], [2, pair("established")]]), { stage, isLive: true, atEnd: true });
  equal([look(null, 1, "established"), look(1, 2, "established"), look(1, 2, "closed")], [1, 1, 2]);
});
check("A_client_that_the_page_has_connected_is_looked_at", () => {
  const follower = new Follower(), before = { own_server: false, clients: [{ connection: 1 }] };
  follower.await(before);
  const around = stage => ({ stage, isLive: true, atEnd: true }), world = seen(1, [[1, pair("established")], [2, pair("established")]]);
  equal(follower.choose(1, world, around(before)), 1);
  equal(follower.choose(1, world, around({ own_server: false, clients: [{ connection: 1 }, { connection: 0 }] })), 1);
  equal(follower.choose(1, world, around({ own_server: false, clients: [{ connection: 1 }, { connection: 2 }] })), 2);
});

const segment = (n, connection) => ({ n, event: { kind: "segment", connection, side: "client", time: n, length: 1 } });
check("Tracks_forget_what_was_forgotten_and_know_the_rest", () => {
  const items = Array.from({ length: 100 }, (_, n) => segment(n, n % 2 + 1)), tracks = new Tracks(index => items[index]);
  items.forEach((each, index) => tracks.add(each, index));
  equal(tracks.of(1).segments.length, 50);
  tracks.forget(60, 60);
  equal([tracks.of(1).marks.length, tracks.of(2).marks.length, tracks.all.marks.length], [20, 20, 40]);
});
check("A_track_made_late_is_the_same_as_one_that_grew", () => {
  const items = Array.from({ length: 60 }, (_, n) => n % 5 ? segment(n, n % 3 + 1) : { n, event: { kind: "text", time: n, stream: "note", text: "x" } });
  const grown = new Tracks(index => items[index]), late = new Tracks(index => items[index]);
  grown.of(2);
  items.forEach((each, index) => { grown.add(each, index); late.add(each, index); });
  equal(late.of(2), grown.of(2));
});

if (typeof process !== "undefined") process.exitCode = failed ? 1 : 0;
else document.title = failed ? "failed " + failed : "passed";
