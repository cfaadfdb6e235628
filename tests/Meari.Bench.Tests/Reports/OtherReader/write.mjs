// Writes a histogram log with another implementation: { digits, highest, values, tag } as JSON comes in, the log goes out.
import hdr from "hdr-histogram-js";

const wanted = JSON.parse(process.argv[2]);
const writer = new hdr.HistogramLogWriter(text => process.stdout.write(text));
writer.outputLogFormatVersion();
writer.outputStartTime(1_700_000_000_000);
writer.outputLegend();
for (const { values, tag } of wanted.intervals) {
  const histogram = hdr.build({ lowestDiscernibleValue: 1, highestTrackableValue: wanted.highest, numberOfSignificantValueDigits: wanted.digits, bitBucketSize: 64 });
  values.forEach(value => histogram.recordValue(value));
  if (tag !== null)
    histogram.tag = tag;
  writer.outputIntervalHistogram(histogram, 1_700_000_000, 1_700_000_001, 1e6);
}
