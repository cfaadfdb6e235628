using Meari.Benchmarks.Catalog;
using Meari.Benchmarks.Processes;
using Meari.Benchmarks.Results;

namespace Meari.Benchmarks.Measuring;

/// <summary>
/// What a request costs the client: <c>meari bench</c> between two runs of the load generator in C, on the same server, as a ratio to their mean.
/// </summary>
static class Clients
{
    static readonly (string Title, int Connections, int Bytes, int InFlight)[] Loads =
    [
        ("50 × 64 B", 50, 64, 1), ("1,000 × 64 B", 1000, 64, 1), ("50 × 4 KiB", 50, 4096, 1), ("1,000 × 4 KiB", 1000, 4096, 1), ("50 × 64 B, 16 in flight", 50, 64, 16),
    ];

    public static async Task MeasureAsync(Plan plan, List<SampleResult> into, CancellationToken cancelled)
    {
        Options options = plan.Options;
        LoadGenerator c = new(options.LoadCore);
        MeariBench meari = new(options.LoadCore);
        foreach ((string title, int connections, int bytes, int inFlight) in Loads)
        {
            SampleResult result = new() { Name = $"c{connections}_{bytes}_{inFlight}", Title = title };
            into.Add(result);
            try
            {
                using ServerProcess server = await ServerProcess.StartAsync(plan.Reference, null, options.ServerCore, cancelled);
                string load = $"pingpong -c {connections} -m {bytes} -p {inFlight}";
                double before = OwnCpu(await c.RunAsync(server, load, 0.2, options.Seconds, cancelled), options.Seconds);
                for (int round = 0; round < options.ClientRounds; round++)
                {
                    BenchFigures own = await meari.RunAsync(server, $"-c {connections} -s {bytes} --pipeline {inFlight}", options.Seconds, cancelled);
                    double after = OwnCpu(await c.RunAsync(server, load, 0.2, options.Seconds, cancelled), options.Seconds);
                    result.Samples.Add(own.CpuUs / ((before + after) / 2));
                    before = after;
                }
            }
            catch (MeasurementException e)
            {
                result.Failure = e.Message;
            }
        }
    }

    static double OwnCpu(LoadResult result, double seconds) => result.LoadUtilization * seconds * 1e6 / result.Echoes;
}
