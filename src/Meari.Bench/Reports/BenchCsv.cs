using System.Globalization;
using System.Text;

namespace Meari.Bench.Reports;

/// <summary>The course of a run, a line each second: for spreadsheets. Fields are as in the JSON.</summary>
internal static class BenchCsv
{
    const string Heading = "second,length_seconds,measured,requests,errors,bytes_sent,bytes_received,p50_ns,p99_ns,p999_ns,max_ns\n";

    public static string Print(BenchResult result)
    {
        StringBuilder table = new(Heading);
        foreach (Moment m in result.Course)
        {
            table.Append(CultureInfo.InvariantCulture, $"{m.Second:0.000},{m.Length:0.000},{(m.IsMeasured ? "true" : "false")},{m.Requests},{m.Faults},")
                .Append(CultureInfo.InvariantCulture, $"{m.BytesSent},{m.BytesReceived},{m.P50},{m.P99},{m.P999},{m.Max}\n");
        }
        return table.ToString();
    }
}
