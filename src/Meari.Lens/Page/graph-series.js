// PURE: a connection's figures over time, from its events: throughput, round-trip time, queues. Times are seconds since its first event.

/** Bytes a second in each direction, in as many equal steps as asked for. Retransmissions count: they were sent. */
export function throughput(track, first, last, steps) {
  const step = Math.max(1, (last - first) / steps), sums = { client: new Float64Array(steps + 1), server: new Float64Array(steps + 1) };
  for (const segment of track.segments) {
    if (segment.length && segment.time >= first) sums[segment.from][Math.min(steps, Math.floor((segment.time - first) / step))] += segment.length;
  }
  const line = side => Array.from(sums[side], (bytes, i) => [i * step / 1e9, bytes / (step / 1e9)]);
  return { client: line('client'), server: line('server') };
}

/** From a segment with data to the first acknowledgment that covers it. What was sent twice is not measured (Karn's algorithm, RFC 6298). */
export function roundTrips(track, first) {
  const waiting = { client: [], server: [] }, lines = { client: [], server: [] };
  for (const segment of track.segments) {
    const { event, from, to } = segment;
    const open = waiting[to];
    let newest = null;
    while (event.acknowledgment !== undefined && open.length && open[0].end <= event.acknowledgment) {
      const sent = open.shift();
      if (!sent.again) newest = sent;
    }
    if (newest) lines[to].push([(segment.time - first) / 1e9, (segment.time - newest.time) / 1e6]);
    if (!segment.length) continue;
    const end = (event.sequence ?? 0) + segment.length;
    const same = waiting[from].find(each => each.end === end);
    if (same) same.again = true;
    else if (!segment.again && waiting[from].length < 4096) waiting[from].push({ end, time: segment.time, again: false });
  }
  return lines;
}

/** What lay in a buffer from each time on. */
export function queue(track, side, name, first) {
  const line = [];
  for (const step of track.sides[side].queues) {
    if (step[name] === null) continue;
    line.push([(step.time - first) / 1e9, step[name]]);
  }
  return line;
}

/** Not more points than can be seen: of each group the least and the greatest stay, in their order. */
export function thin(points, most) {
  if (points.length <= most) return points;
  const group = Math.ceil(points.length / (most / 2)), kept = [];
  for (let i = 0; i < points.length; i += group) {
    let low = i, high = i;
    for (let k = i; k < Math.min(points.length, i + group); k++) {
      if (points[k][1] < points[low][1]) low = k;
      if (points[k][1] > points[high][1]) high = k;
    }
    for (const k of low === high ? [low] : low < high ? [low, high] : [high, low]) kept.push(points[k]);
  }
  return kept;
}

/** A round number at or above, from 1, 2, 5 and their tens; for bytes, powers of two. */
export function ceiling(value, binary) {
  if (!(value > 0)) return 1;
  if (binary && value >= 1024) return 2 ** Math.ceil(Math.log2(value));
  const ten = 10 ** Math.floor(Math.log10(value));
  return ten * [1, 2, 5, 10].find(each => each * ten >= value);
}
