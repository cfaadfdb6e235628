// PURE: where the score's lanes lie. Along is time, across are the lanes: to the right on a wide page, downwards on a narrow one.

/** How wide a text is, nearly, at the score's size; Korean letters are square. */
export function widthOf(text, size = 11) {
  let width = 0;
  for (let i = 0; i < text.length; i++) width += text.charCodeAt(i) > 0x10ff ? size : size * 0.58;
  return width;
}

/** Text that fits, with an ellipsis where it had to be cut; empty where nothing sensible fits. */
export function fit(text, room, size = 11) {
  if (room < size * 2) return '';
  if (widthOf(text, size) <= room) return text;
  let end = text.length;
  while (end > 0 && widthOf(text.slice(0, end) + '…', size) > room) end--;
  return end < 3 ? '' : text.slice(0, end) + '…';
}

/** Time goes right. Heights in pixels; `rows` are what the heads beside the score are called by. */
export function horizontal(large) {
  const band = large ? 176 : 132;
  const sizes = [['ruler', 22], ['client.calls', 50], ['client.state', 46], ['client.send', 28], ['client.receive', 28], ['segments', band],
    ['server.receive', 28], ['server.send', 28], ['server.state', 46], ['server.calls', 50]];
  const lanes = {};
  let from = 0;
  for (const [name, size] of sizes) {
    lanes[name] = { from, to: from + size };
    from += size;
  }
  return { vertical: false, lanes, across: from, rows: sizes, labelRows: large ? 7 : 5, point: (along, across) => `${r(along)} ${r(across)}` };
}

/** Time goes down, as in the ladder. */
export function vertical(width) {
  const half = width / 2, strip = width < 420 ? 11 : 20, outer = Math.min(150, Math.max(100, width * 0.27));
  const lanes = {};
  const mirror = (name, from, to) => {
    lanes['client.' + name] = { from, to };
    lanes['server.' + name] = { from: width - to, to: width - from };
  };
  mirror('calls', 4, outer);
  mirror('state', outer, outer + 12);
  mirror('send', outer + 14, outer + 14 + strip);
  mirror('receive', outer + 16 + strip, outer + 16 + strip * 2);
  lanes.segments = { from: outer + 20 + strip * 2, to: width - outer - 20 - strip * 2 };
  lanes.ruler = { from: half, to: half };
  return { vertical: true, lanes, across: width, rows: [], labelRows: 1, point: (along, across) => `${r(across)} ${r(along)}` };
}

/** Tenths of a pixel are fine enough, and keep paths short. */
export const r = value => Math.round(value * 10) / 10;

/** A queue's height between 0 and 1: logarithmic, so that 16 bytes and a megabyte are both seen. */
export const queueHeight = (bytes, most) => bytes <= 0 ? 0 : 0.16 + 0.84 * Math.log2(1 + bytes) / Math.log2(1 + Math.max(most, 65536));

/**
 * Pixels for a second on the clock, so that most neighbouring events can be told apart: of the distances between them the lower quarter is
 * `apart` pixels. Never less than what fills the view.
 */
export function readableScale(positions, view, span, apart) {
  const least = view / Math.max(span, 1e-9);
  const gaps = [];
  for (let i = 1; i < positions.length; i++) if (positions[i] - positions[i - 1] > 1e-9) gaps.push(positions[i] - positions[i - 1]);
  if (!gaps.length) return least;
  gaps.sort((a, b) => a - b);
  const wanted = apart / gaps[gaps.length >> 2];
  return Math.max(least, Math.min(wanted, 2e7 / Math.max(span, 1e-9)));
}
