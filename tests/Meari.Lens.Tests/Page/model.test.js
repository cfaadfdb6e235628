import { Model } from "../../../src/Meari.Lens/Page/model.js";
import { Clock, stretched } from "../../../src/Meari.Lens/Page/clock.js";

let failed = 0;
function check(name, test) {
  try { test(); console.log("ok " + name); }
  catch (error) { failed++; console.error("FAILED " + name + ": " + error.message); }
}
function equal(seen, expected) {
  const [a, b] = [JSON.stringify(seen), JSON.stringify(expected)];
  if (a !== b) throw new Error("saw " + a + ", expected " + b);
}

const on = (side, more) => ({ connection: 1, side, local: side === "client" ? "127.0.0.1:14641" : "127.0.0.1:9000", remote: side === "client" ? "127.0.0.1:9000" : "127.0.0.1:14641", ...more });
const fill = (model, events) => events.forEach((event, n) => model.add({ n, event: { time: n * 1000, ...event }, bytes: event.bytes }));

const whole = ({ connections, pair, ...rest }) => ({ ...rest, pairs: [...connections.keys()].map(pair) });

const exchange = [
  on("client", { kind: "state", from: "SYN_SENT", to: "ESTABLISHED" }),
  on("client", { kind: "call", name: "send", descriptor: 3, requested: 5, result: 5, bytes: "aGVsbG8=" }),
  on("client", { kind: "queue", send_queue: 5, receive_queue: 0 }),
  on("client", { kind: "segment", control_bits: "PSH ACK", length: 5 }),
  on("client", { kind: "queue", send_queue: 5, in_flight: 5, receive_queue: 0 }),
  on("server", { kind: "queue", send_queue: 0, receive_queue: 5 }),
  on("server", { kind: "segment", control_bits: "ACK" }),
  on("client", { kind: "queue" }),
  on("server", { kind: "call", name: "recv", descriptor: 4, requested: 2, result: 2, bytes: "aGU=" }),
  on("server", { kind: "queue", receive_queue: 3 }),
];

check("Bytes_lie_in_the_senders_buffer_after_send_returns_until_the_acknowledgment", () => {
  const model = new Model();
  fill(model, exchange);
  equal(model.at(2).pair(1).client.send, { bytes: 5, inFlight: 0, inferred: false, data: [104, 101, 108, 108, 111] });
  equal(model.at(5).pair(1).client.send.bytes, 5);
  equal(model.at(5).pair(1).server.receive.bytes, 5);
  equal(model.at(7).pair(1).client.send.bytes, 0);
});
check("A_short_recv_leaves_the_rest_in_the_receive_buffer", () => {
  const model = new Model();
  fill(model, exchange);
  equal(model.at(9).pair(1).server.receive, { bytes: 3, inferred: false, data: [108, 108, 111] });
});
check("Scrubbing_back_and_forth_shows_what_playing_straight_shows", () => {
  const events = Array.from({ length: 200 }, () => exchange).flat();
  const straight = new Model(), scrubbed = new Model();
  fill(straight, events);
  fill(scrubbed, events);
  for (const index of [1999, 3, 501, 499, 500, 1500, 0, 998]) {
    const fresh = new Model();
    fill(fresh, events.slice(0, index + 1));
    equal(whole(scrubbed.at(index)), whole(fresh.at(index)));
  }
  equal(whole(straight.at(1999)), whole(scrubbed.at(1999)));
});
check("Old_items_are_forgotten_but_what_they_led_to_is_not", () => {
  const model = new Model();
  fill(model, Array.from({ length: 2300 }, () => exchange).flat());
  equal(model.count - model.first <= 20000, true);
  equal(model.at(0).pair(1).client.state, "established");
});
check("An_inferred_state_stays_marked", () => {
  const model = new Model();
  fill(model, [on("client", { kind: "state", from: "FIN_WAIT2", to: "TIME_WAIT", inferred: true })]);
  equal(model.at(0).pair(1).client.inferred, true);
  equal(model.at(0).pair(1).client.timeWaitUntil, 60e9);
});
check("An_inferred_buffer_stays_marked_until_a_read_one_comes", () => {
  const model = new Model();
  fill(model, [on("client", { kind: "queue", send_queue: 9, inferred: true }), on("client", { kind: "queue", send_queue: 5, sampled: true })]);
  equal([model.at(0), model.at(1)].map(ends => ends.pair(1).client.send.inferred), [true, false]);
});
// Sampling leaves events out; what is shown as bytes then would be other bytes than those that lie there.
check("After_a_loss_bytes_are_counted_but_not_shown_as_known", () => {
  const model = new Model();
  fill(model, [...exchange.slice(0, 3), { kind: "text", stream: "loss", text: "7" }]);
  equal(model.at(2).pair(1).client.send.data.length, 5);
  equal(model.at(3).pair(1).client.send, { bytes: 5, inFlight: 0, inferred: false, data: null });
});
check("Ten_thousand_connections_are_held_and_scrubbed", () => {
  const model = new Model();
  for (let n = 1; n <= 10000; n++) fill(model, [{ ...exchange[0], connection: n, local: `127.0.0.1:${10000 + n}` }, { ...exchange[1], connection: n }]);
  equal(model.at(model.count - 1).connections.size, 10000);
  equal(model.at(model.first + 7001).pair(3501).client.send.bytes, 0);
  equal(model.at(model.first + 7001).connections.size, 3501);
});
check("A_full_accept_queue_is_seen", () => {
  const model = new Model();
  fill(model, [{ kind: "queue", side: "server", local: "0.0.0.0:9000", accept_queue: 2, accept_queue_limit: 1, sampled: true }]);
  equal(model.at(0).listener, { state: "listen", acceptQueue: 2, acceptQueueLimit: 1 });
});
check("One_exchange_of_38_microseconds_plays_in_four_seconds", () => {
  const clock = new Clock();
  for (const time of [0, 14000, 20000, 38000]) clock.add(time);
  equal(Math.abs(clock.end - 4) < 0.1, true);
});
check("Idle_time_is_short_and_late_events_take_none", () => {
  equal(stretched(3600e9), 1.8);
  const clock = new Clock();
  for (const time of [1000, 500, 1000]) clock.add(time);
  equal(clock.end, 0);
});
check("The_cursor_finds_the_last_event_that_has_happened", () => {
  const clock = new Clock();
  for (const time of [0, 10000, 10000, 30000]) clock.add(time);
  equal([clock.indexAt(-1), clock.indexAt(0), clock.indexAt(clock.markOf(1)), clock.indexAt(99)], [-1, 0, 2, 3]);
});

if (typeof process !== "undefined") process.exitCode = failed ? 1 : 0;
else document.title = failed ? "failed " + failed : "passed";
