// Prints what another implementation reads in a histogram log: each interval's tag, time, percentiles and counts, as JSON.
import { readFileSync } from "node:fs";
import hdr from "hdr-histogram-js";

const percentiles = JSON.parse(process.argv[3]);
const reader = new hdr.HistogramLogReader(readFileSync(process.argv[2], "utf8"));
const intervals = [];
for (let histogram; (histogram = reader.nextIntervalHistogram()) !== null;) {
  const counts = [];
  histogram.recordedValuesIterator.reset();
  while (histogram.recordedValuesIterator.hasNext()) {
    const value = histogram.recordedValuesIterator.next();
    counts.push([value.valueIteratedTo, value.countAddedInThisIterationStep]);
  }
  intervals.push({
    Tag: histogram.tag === "NO TAG" ? null : histogram.tag,
    BeginMilliseconds: Math.round(histogram.startTimeStampMsec),
    LengthMilliseconds: Math.round(histogram.endTimeStampMsec - histogram.startTimeStampMsec),
    Max: histogram.maxValue,
    Percentiles: percentiles.map(percentile => histogram.getValueAtPercentile(percentile)),
    Counts: counts,
  });
}
console.log(JSON.stringify(intervals));
