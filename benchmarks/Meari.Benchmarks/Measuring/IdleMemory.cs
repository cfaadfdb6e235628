using Meari.Benchmarks.Catalog;
using Meari.Benchmarks.Processes;

namespace Meari.Benchmarks.Measuring;

/// <summary>Resident memory for each idle connection that has echoed once: the slope between few and many, which leaves the program itself out.</summary>
static class IdleMemory
{
    const int Few = 5000, Many = 15000;

    public static async Task<double> OfAsync(Server server, Options options, CancellationToken cancelled)
    {
        using ServerProcess process = await ServerProcess.StartAsync(server, null, options.ServerCore, cancelled);
        (long few, long many) = await new LoadGenerator(options.LoadCore).HoldIdleAsync(process, Few, Many, process.ResidentMemory, cancelled);
        return (double)(many - few) / (Many - Few);
    }
}
