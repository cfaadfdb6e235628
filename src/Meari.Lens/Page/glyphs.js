// PURE: bytes as the characters that they are. No DOM.

const UTF8 = "utf-8", KOREAN = "euc-kr"; // which browsers read as CP949 (the Encoding standard)

const reader = name => new TextDecoder(name, { fatal: true });
const readers = { [UTF8]: reader(UTF8), [KOREAN]: reader(KOREAN) };

const lengthIn = { [UTF8]: lead => lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4, [KOREAN]: lead => lead < 0x80 ? 1 : 2 };

const hex = bytes => Array.from(bytes, byte => byte.toString(16).padStart(2, "0")).join(" ");

function shown(text, lead) {
  if (text === null) return "·";
  if (lead < 0x20) return String.fromCharCode(0x2400 + lead);
  if (text === " ") return "␠";
  return lead === 0x7f || /[\p{C}\p{Z}]/u.test(text) ? "·" : text;
}

/** Whole characters with their bytes; what is none, byte by byte. Controls are shown by their symbols. */
function readIn(bytes, encoding) {
  const found = [];
  let odd = 0;
  for (let at = 0; at < bytes.length;) {
    const lead = bytes[at], part = bytes.slice(at, at + lengthIn[encoding](lead));
    let text;
    try { text = readers[encoding].decode(Uint8Array.from(part)); } catch { text = null; odd++; }
    const taken = text === null ? [lead] : part;
    found.push({ text: shown(text, lead), hex: hex(taken) });
    at += taken.length;
  }
  return { found, odd };
}

/**
 * In the encoding in which more of them are characters; where both do, in the one that is preferred. A program does not say in which it writes, and
 * bytes that were sent before it was changed are still in the other.
 */
export function glyphs(bytes, preferred = "utf-8") {
  const first = preferred === "cp949" ? KOREAN : UTF8, one = readIn(bytes, first);
  if (one.odd === 0) return one.found;
  const other = readIn(bytes, first === UTF8 ? KOREAN : UTF8);
  return other.odd < one.odd ? other.found : one.found;
}
