using Meari.Benchmarks.Catalog;
using Meari.Benchmarks.Results;

namespace Meari.Benchmarks.Measuring;

/// <summary>Everything that a plan asks for, one thing after the other.</summary>
static class Measurement
{
    /// <param name="plan">What is to be measured.</param>
    /// <param name="failed">Why a server cannot be, by its name.</param>
    /// <param name="cancelled">Ends it, and all processes that it started.</param>
    public static async Task<RunResult> OfAsync(Plan plan, IReadOnlyDictionary<string, string> failed, CancellationToken cancelled)
    {
        Options options = plan.Options;
        RunResult result = new()
        {
            Started = DateTimeOffset.UtcNow,
            Complete = options.Complete,
            Rounds = options.Rounds,
            Seconds = options.Seconds,
            Machine = Facts.OfMachine(),
            Versions = await Facts.OfVersionsAsync(cancelled),
            Reference = plan.Reference.Name,
        };
        foreach (Scenario scenario in plan.Scenarios)
        {
            Say($"{scenario.Title}, {options.Rounds} rounds");
            OthersLoad others = new();
            ScenarioResult measured;
            using (ScenarioMeasurement measurement = new(scenario, options, cancelled))
                measured = await measurement.MeasureAsync(plan.Reference, plan.Servers, failed);
            result.Scenarios.Add(measured with { OthersCores = others.Cores() });
        }
        foreach (Also also in plan.Also)
        {
            Say(Plan.NameOf(also));
            Server[] servers = [.. plan.Servers.Where(s => s.Also.Contains(also))];
            switch (also)
            {
                case Also.Memory:
                    await Samples.TakeAsync(options.MemoryRuns, servers, failed, result.Memory, s => IdleMemory.OfAsync(s, options, cancelled));
                    break;
                case Also.Start:
                    await Samples.TakeAsync(options.Starts, servers, failed, result.Start, s => StartUp.OfAsync(s, options, cancelled));
                    break;
                case Also.Allocations:
                    await Samples.TakeAsync(1, servers, failed, result.AllocatedByEcho, s => Allocations.OfEchoAsync(s, options, cancelled));
                    await Samples.TakeAsync(1, servers, failed, result.AllocatedByConnection, s => Allocations.OfConnectionAsync(s, options, cancelled));
                    break;
                case Also.Clients:
                    await Clients.MeasureAsync(plan, result.Clients, cancelled);
                    break;
                case Also.OpenLoop:
                    await OpenLoop.MeasureAsync(plan, result.OpenLoop = new(), cancelled);
                    break;
            }
        }
        return result;
    }

    static void Say(string what) => Console.Error.WriteLine($"benchmarks: {DateTime.Now:HH:mm:ss} {what}");
}
