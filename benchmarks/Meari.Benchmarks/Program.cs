using System.Runtime.InteropServices;
using Meari.Benchmarks;
using Meari.Benchmarks.Catalog;
using Meari.Benchmarks.Measuring;
using Meari.Benchmarks.Processes;
using Meari.Benchmarks.Results;

using CancellationTokenSource interrupted = new();
using var interrupt = OnSignal(PosixSignal.SIGINT);
using var terminate = OnSignal(PosixSignal.SIGTERM);
using var hangUp = OnSignal(PosixSignal.SIGHUP);
try
{
    Options options = Options.Parse(args);
    if (options.ShowHelp)
    {
        Console.WriteLine(Options.Help);
        return 0;
    }
    Plan plan = Plan.Read(options);
    if (options.List)
    {
        Console.WriteLine($"servers: {string.Join(", ", plan.Servers.Select(static s => s.Name))}");
        Console.WriteLine($"scenarios: {string.Join(", ", plan.Scenarios.Select(static s => s.Name).Concat(plan.Also.Select(Plan.NameOf)))}");
        return 0;
    }
    IReadOnlyDictionary<string, string> failed = await Builds.RunAsync(plan, interrupted.Token);
    Console.WriteLine(ResultFiles.Write(await Measurement.OfAsync(plan, failed, interrupted.Token)));
    return 0;
}
catch (UsageException e)
{
    Console.Error.WriteLine($"benchmarks: {e.Message}");
    return 2;
}
catch (MeasurementException e)
{
    Console.Error.WriteLine($"benchmarks: {e.Message}");
    return 1;
}
catch (OperationCanceledException)
{
    return 130;
}

// The processes that run meanwhile are ended on the way out.
PosixSignalRegistration OnSignal(PosixSignal signal) => PosixSignalRegistration.Create(signal, context =>
{
    context.Cancel = true;
    interrupted.Cancel();
});
