using Meari.Benchmarks.Catalog;
using Meari.Benchmarks.Processes;
using Meari.Benchmarks.Results;

namespace Meari.Benchmarks.Measuring;

/// <summary>
/// One scenario. All servers run at once on one core, and each round loads one after the other from another core, the reference before and
/// after every few. A server's ratio is taken to the mean of the two runs of the reference around it, so that slow phases of the machine,
/// which last longer than that, cancel out.
/// </summary>
sealed class ScenarioMeasurement(Scenario scenario, Options options, CancellationToken cancelled) : IDisposable
{
    const int BetweenReferences = 3;

    readonly LoadGenerator _load = new(options.LoadCore);
    readonly List<Contender> _contenders = [];

    sealed record Contender(ServerProcess Process, ServerResult Result);

    /// <summary>Measures all servers; one that fails says why in its result.</summary>
    public async Task<ScenarioResult> MeasureAsync(Server reference, IEnumerable<Server> servers, IReadOnlyDictionary<string, string> failed)
    {
        ScenarioResult result = new()
        {
            Name = scenario.Name,
            Title = scenario.Title,
            Load = scenario.Load,
            Servers = [.. servers.Where(s => s == reference || s.IsIn(scenario)).Select(s => new ServerResult
            {
                Name = s.Name,
                Title = s.Title,
                Failure = failed.GetValueOrDefault(s.Name),
            })],
        };
        ServerResult referenceResult = result.Servers.First(s => s.Name == reference.Name);
        foreach (ServerResult server in result.Servers.Where(static s => s.Failure is null))
            await StartAsync(servers.First(s => s.Name == server.Name), server);
        if (_contenders.Find(c => c.Result == referenceResult) is { } standard)
        {
            for (int round = 1; round <= options.Rounds && referenceResult.Failure is null; round++)
                await RoundAsync(round, standard);
        }
        if (referenceResult.Failure is { } failure)
        {
            foreach (ServerResult server in result.Servers)
                server.Failure ??= $"{referenceResult.Title} failed: {failure}";
        }
        return result;
    }

    async Task StartAsync(Server server, ServerResult result)
    {
        try
        {
            Contender contender = new(await ServerProcess.StartAsync(server, scenario, options.ServerCore, cancelled), result);
            _contenders.Add(contender);
            await _load.RunAsync(contender.Process, scenario.Load, 0, options.WarmUpSeconds, cancelled);
        }
        catch (MeasurementException e)
        {
            result.Failure = e.Message;
        }
    }

    async Task RoundAsync(int round, Contender reference)
    {
        // Each round begins with another one, so that nobody always follows the same neighbour.
        Contender[] standing = [.. _contenders.Where(c => c != reference && c.Result.Failure is null)];
        int first = standing.Length == 0 ? 0 : round % standing.Length;
        Contender[] order = [.. standing[first..], .. standing[..first]];

        LoadResult? before = await RunAsync(reference);
        Note(reference, before, null);
        foreach (Contender[] few in order.Chunk(BetweenReferences))
        {
            List<(Contender, LoadResult)> runs = [];
            foreach (Contender contender in few)
            {
                if (await RunAsync(contender) is { } run)
                    runs.Add((contender, run));
            }
            LoadResult? after = await RunAsync(reference);
            if (before is null || after is null)
                return;
            foreach ((Contender contender, LoadResult run) in runs)
                Note(contender, run, run.CpuUs / ((before.CpuUs + after.CpuUs) / 2));
            Note(reference, after, null);
            before = after;
        }

        void Note(Contender contender, LoadResult? run, double? ratio)
        {
            if (run is not null)
                contender.Result.Runs.Add(new(round, run.CpuUs, ratio, run.Rps, run.P50Us, run.P99Us, run.ServerUtilization, run.LoadUtilization));
        }
    }

    async Task<LoadResult?> RunAsync(Contender contender)
    {
        try
        {
            return await _load.RunAsync(contender.Process, scenario.Load, 0.1, options.Seconds, cancelled);
        }
        catch (MeasurementException e)
        {
            contender.Result.Failure = e.Message;
            return null;
        }
    }

    public void Dispose()
    {
        foreach (Contender contender in _contenders)
            contender.Process.Dispose();
    }
}
