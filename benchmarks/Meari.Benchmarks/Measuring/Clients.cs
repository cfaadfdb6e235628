using Meari.Benchmarks.Catalog;
using Meari.Benchmarks.Processes;
using Meari.Benchmarks.Results;

namespace Meari.Benchmarks.Measuring;

/// <summary>
/// What a request costs the client: <c>meari bench</c> as a ratio to the load generator in C. Both load one server from one core, in turns (<see cref="Turns"/>).
/// </summary>
static class Clients
{
    static readonly (string Title, int Connections, int Bytes, int InFlight)[] Loads =
    [
        ("50 × 64 B", 50, 64, 1), ("1,000 × 64 B", 1000, 64, 1), ("50 × 4 KiB", 50, 4096, 1), ("1,000 × 4 KiB", 1000, 4096, 1), ("50 × 64 B, 16 in flight", 50, 64, 16),
    ];

    /// <summary>So many seconds <c>meari bench</c> takes at most to start and to open its connections, at half speed.</summary>
    const double Later = 2;

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
                for (int round = 0; round < options.TurnRounds; round++)
                    result.Samples.Add(await RatioAsync(server, connections, bytes, inFlight));
            }
            catch (MeasurementException e)
            {
                result.Failure = e.Message;
            }
        }

        async Task<double> RatioAsync(ServerProcess server, int connections, int bytes, int inFlight)
        {
            Turns turns = new();
            // Half of the seconds each, of the warm-up, too, which C does not need. C is started first, and goes on until the other has ended.
            double warmUp = 2 * MeariBench.WarmUp, seconds = options.TurnSeconds;
            Task<LoadResult> theirs = c.RunAsync(server, $"pingpong -c {connections} -m {bytes} -p {inFlight}", warmUp, seconds + Later, cancelled, turns);
            Task<BenchFigures> ours = meari.RunAsync(server, $"-c {connections} -s {bytes} --pipeline {inFlight}", warmUp, seconds, cancelled, turns);
            await turns.RunAsync();
            await Task.WhenAll(theirs, ours);
            return (await ours).CpuUs / OwnCpu(await theirs);
        }
    }

    static double OwnCpu(LoadResult result) => result.LoadUtilization * 1e6 / result.Rps;
}
