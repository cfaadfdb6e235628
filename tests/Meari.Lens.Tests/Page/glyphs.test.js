import { glyphs } from "../../../src/Meari.Lens/Page/glyphs.js";
import { matches } from "../../../src/Meari.Lens/Page/chooser.js";

let failed = 0;
function check(name, test) {
  try { test(); console.log("ok " + name); }
  catch (error) { failed++; console.error("FAILED " + name + ": " + error.message); }
}
function equal(seen, expected) {
  const [a, b] = [JSON.stringify(seen), JSON.stringify(expected)];
  if (a !== b) throw new Error("saw " + a + ", expected " + b);
}
const text = (bytes, preferred) => glyphs(bytes, preferred).map(glyph => glyph.text).join("");
const utf8 = string => Array.from(new TextEncoder().encode(string));
// "안녕하세요." as the Windows programs of the chapter send it: 11 bytes.
const cp949 = [0xbe, 0xc8, 0xb3, 0xe7, 0xc7, 0xcf, 0xbc, 0xbc, 0xbf, 0xe4, 0x2e];

check("UTF_8_is_shown_as_characters_with_their_bytes", () => {
  equal(text(utf8("안녕하세요.")), "안녕하세요.");
  equal(glyphs(utf8("안"))[0].hex, "ec 95 88");
});
// They were shown as hexadecimal bytes.
check("CP949_is_shown_as_characters_with_their_bytes", () => {
  equal(text(cp949, "cp949"), "안녕하세요.");
  equal(glyphs(cp949, "cp949")[0], { text: "안", hex: "be c8" });
  equal(text([0x8c, 0x63, 0xb9, 0xe6, 0xb0, 0xa2, 0xc7, 0xcf], "cp949"), "똠방각하");
});
check("Bytes_from_before_the_encoding_was_changed_are_read_in_theirs", () => {
  equal(text(utf8("안녕하세요."), "cp949"), "안녕하세요.");
  equal(text(cp949, "utf-8"), "안녕하세요.");
});
check("What_is_no_character_is_shown_byte_by_byte", () => {
  equal(glyphs([0xff, 0x41]), [{ text: "·", hex: "ff" }, { text: "A", hex: "41" }]);
  equal(text([0x0d, 0x0a, 0x20, 0x7f]), "␍␊␠·");
});
check("A_character_that_was_cut_leaves_the_others_readable", () => equal(text(utf8("안녕").slice(0, 5)), "안··"));
check("A_connection_is_found_by_number_and_by_address", () => {
  const pair = { number: 14, client: { local: "127.0.0.1:14641", remote: "127.0.0.1:9000" }, server: { local: null, remote: null } };
  equal([matches(pair, "14641"), matches(pair, "#14"), matches(pair, "14"), matches(pair, "#1"), matches(pair, "9001")], [true, true, true, false, false]);
});

if (typeof process !== "undefined") process.exitCode = failed ? 1 : 0;
else document.title = failed ? "failed " + failed : "passed";
