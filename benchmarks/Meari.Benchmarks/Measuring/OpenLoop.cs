using System.Globalization;
using Meari.Benchmarks.Catalog;
using Meari.Benchmarks.Processes;
using Meari.Benchmarks.Results;

namespace Meari.Benchmarks.Measuring;

/// <summary>
/// Latency where a server is not at its limit: <c>meari serve</c> and the reference under the same open loop, half of the highest rate that the reference
/// reaches, in turns.
/// </summary>
static class OpenLoop
{
    const double Seconds = 3;

    static readonly Server MeariServe = new() { Name = "meari-serve", Title = "**`meari serve`**", Command = MeariBench.Program + " serve 127.0.0.1:{port} --quiet --threads 1", Environment = MeariBench.Environment };

    public static async Task MeasureAsync(Plan plan, OpenLoopResult into, CancellationToken cancelled)
    {
        Options options = plan.Options;
        MeariBench client = new(options.LoadCore);
        try
        {
            using ServerProcess reference = await ServerProcess.StartAsync(plan.Reference, null, options.ServerCore, cancelled);
            using ServerProcess meari = await ServerProcess.StartAsync(MeariServe, null, options.ServerCore, cancelled);
            LoadResult top = await new LoadGenerator(options.LoadCore).RunAsync(reference, "pingpong -c 50 -m 64", 0.5, 2 * options.Seconds, cancelled);
            into.Rate = Math.Max(100, Math.Floor(top.Rps / 200) * 100);
            string load = $"-c 50 -s 64 --rate {into.Rate.ToString(CultureInfo.InvariantCulture)}";
            for (int round = 0; round < options.OpenLoopRounds; round++)
            {
                BenchFigures theirs = await client.RunAsync(reference, load, MeariBench.WarmUp, Seconds, cancelled);
                BenchFigures ours = await client.RunAsync(meari, load, MeariBench.WarmUp, Seconds, cancelled);
                into.Rounds.Add(new(Of(theirs), Of(ours)));
            }
        }
        catch (MeasurementException e)
        {
            into.Failure = e.Message;
        }

        static Percentiles Of(BenchFigures figures) => new(figures.P50Us, figures.P99Us, figures.P999Us);
    }
}
