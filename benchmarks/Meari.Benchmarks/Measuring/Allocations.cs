using Meari.Benchmarks.Catalog;
using Meari.Benchmarks.Processes;

namespace Meari.Benchmarks.Measuring;

/// <summary>Bytes that a server allocates: the slope between a short run and a long one, which leaves out what does not grow with the work.</summary>
static class Allocations
{
    /// <summary>The connections stay, so that their own cost is in both runs.</summary>
    const string Echoes = "pingpong -c 50 -m 64";

    const string Connections = "connect -c 20 -m 64 -a 250";

    public static Task<double> OfEchoAsync(Server server, Options options, CancellationToken cancelled) => SlopeAsync(server, Echoes, options, cancelled);

    public static Task<double> OfConnectionAsync(Server server, Options options, CancellationToken cancelled) => SlopeAsync(server, Connections, options, cancelled);

    static async Task<double> SlopeAsync(Server server, string load, Options options, CancellationToken cancelled)
    {
        using ServerProcess process = await ServerProcess.StartAsync(server, null, options.ServerCore, cancelled);
        LoadGenerator generator = new(options.LoadCore);
        await generator.RunAsync(process, load, 0, options.WarmUpSeconds, cancelled);
        await process.AllocatedAsync(cancelled); // the first answer allocates what the others use again
        (double bytes, long echoes) few = await RunAsync(options.Seconds), many = await RunAsync(4 * options.Seconds);
        return (many.bytes - few.bytes) / (many.echoes - few.echoes);

        async Task<(double Bytes, long Echoes)> RunAsync(double seconds)
        {
            long before = await process.AllocatedAsync(cancelled);
            LoadResult run = await generator.RunAsync(process, load, 0, seconds, cancelled);
            return (await process.AllocatedAsync(cancelled) - before, run.Echoes);
        }
    }
}
