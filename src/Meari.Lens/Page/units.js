// Numbers as people read them. Units are the same in both languages.

const plain = new Intl.NumberFormat('en-US');

export const count = value => plain.format(value);

export const bytes = value => plain.format(value) + ' B';

/** Three digits and the unit that fits: `38 µs`, `1.20 s`. */
export function duration(ns) {
  const size = Math.abs(ns);
  for (const [unit, name] of [[1e9, 's'], [1e6, 'ms'], [1e3, 'µs']]) {
    if (size >= unit) return digits(ns / unit) + ' ' + name;
  }
  return Math.round(ns) + ' ns';
}

/** Bytes for an axis: `64 KiB`. */
export function roughBytes(value) {
  if (value >= 1 << 20) return digits(value / (1 << 20)) + ' MiB';
  return value >= 1024 ? digits(value / 1024) + ' KiB' : digits(value) + ' B';
}

export function digits(value) {
  return value >= 100 || Number.isInteger(value) ? plain.format(Math.round(value)) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
