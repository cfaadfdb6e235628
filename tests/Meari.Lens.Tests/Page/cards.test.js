import { cardOf, finder } from "../../../src/Meari.Lens/Page/cards.js";

const card = (name, ko, en, ...aliases) => ({ name, title: { ko, en }, aliases });
const find = finder([card("listen", "listen()", "listen()"), card("sendto", "sendto(), recvfrom()", "sendto(), recvfrom()", "recvfrom"), card("LISTEN", "LISTEN", "LISTEN"), card("send-buffer", "송신 버퍼", "send buffer", "SO_SNDBUF")]);
// What is asked for, and the card that is found: as meari explain finds it.
const wanted = [
  ["listen", "listen"], ["LISTEN", "LISTEN"], ["Listen", "listen"], ["listen()", "listen"], ["send buffer", "send-buffer"], ["송신버퍼", "send-buffer"], ["so_sndbuf", "send-buffer"],
  ["recvfrom", "sendto"], ["nothing", undefined],
];
let failed = 0;
for (const [name, expected] of wanted) {
  if (find(name)?.name !== expected) { failed++; console.error(`FAILED A_card_is_found_by_any_of_its_names: ${name}: ${find(name)?.name}`); }
}
// What a process was seen to call on a TCP connection is the chapter's recv; what a card refers to is that card.
for (const [seen, expected] of [["recvfrom", "recv"], ["accept4", "accept"], ["send", "send"], ["TIME_WAIT", "TIME_WAIT"]]) {
  if (cardOf(seen) !== expected) { failed++; console.error(`FAILED What_was_seen_has_the_chapters_card: ${seen}: ${cardOf(seen)}`); }
}
if (failed === 0) console.log("ok A_card_is_found_by_any_of_its_names");
if (typeof process !== "undefined") process.exitCode = failed ? 1 : 0;
else document.title = failed ? "failed " + failed : "passed";
