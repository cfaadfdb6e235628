#:project ../src/Meari.Observe/Meari.Observe.csproj
#:property RestorePackagesWithLockFile=false
#:property NoWarn=$(NoWarn);CS1591;CA1305;CA1806;CA2000;CA1849;IL2026;IL3050
#:property PublishAot=false
#:property TieredPGO=false
// What watching a server costs: sudo dotnet run -c Release benchmarks/watching.cs [ROUNDS] [SECONDS] [states|queues]
// Compiled as the command is (TieredPGO). Needs the command and the load generator: dotnet build src/Meari.Cli -c Release; benchmarks/run --quick --only c-epoll
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Meari.Observe;

const int Port = 9417;
int rounds = args.Length > 0 ? int.Parse(args[0]) : 9;
double seconds = args.Length > 1 ? double.Parse(args[1], CultureInfo.InvariantCulture) : 2;
string what = args.Length > 2 ? args[2] : "both"; // or states, queues
(string Name, string Load, int Connections)[] scenarios =
    [("50 × 64 B", "pingpong", 50), ("1,000 × 64 B", "pingpong", 1000), ("connect, echo, close", "connect", 20)];

foreach ((string name, string load, int connections) in scenarios)
{
    using Process server = Start("sh", "-c", $"exec taskset -c 0 artifacts/bin/Meari.Cli/release/meari serve -q 127.0.0.1:{Port} 2>/dev/null");
    await Task.Delay(1000);
    // What compiles at run time has compiled, in the server and in the watcher.
    await RunAsync(server, load, connections, 4);
    for (int warming = 0; warming < 3; warming++)
        await WatchAsync(server, load, connections);
    List<Run> alone = [], watched = [];
    for (int round = 0; round < rounds; round++)
    {
        alone.Add(await RunAsync(server, load, connections, seconds));
        watched.Add(await WatchAsync(server, load, connections));
    }
    server.Kill();
    double[] shares = [.. watched.Select(static r => r.Watcher / r.Server * 100)];
    double[] more = [.. watched.Zip(alone, static (w, a) => ((w.PerEcho / a.PerEcho) - 1) * 100)];
    Console.WriteLine($"| {name} | {Median(alone.Select(static r => r.Rate)) / 1000:F1} | {Median(watched.Select(static r => r.Rate)) / 1000:F1} "
        + $"| {Median(shares):F1} % ({shares.Min():F1}–{shares.Max():F1}) | {Median(more):F1} % ({more.Min():F1}–{more.Max():F1}) "
        + $"| {Median(watched.Select(static r => r.Events)):N0} | {watched.Sum(static r => r.Lost)} |");
}

async Task<Run> WatchAsync(Process server, string load, int connections)
{
    Counter sink = new();
    using SocketTableReader reader = new();
    // TIME_WAIT has no queues, and of it there are thousands.
    SocketQuery query = new() { Port = Port, States = [.. Enum.GetValues<TcpState>().Where(static s => s is not (TcpState.Unknown or TcpState.Closed or TcpState.TimeWait))] };
    TracedStates states = new(new(Port));
    SampledQueues queues = new(() => reader.Read(query) is { Status.IsWorking: true } table ? table.Entries : null, new(Port));
    if (what != "queues" && states.Start(sink) is { IsWorking: false } states1)
        Console.Error.WriteLine(states1);
    if (what != "states" && queues.Start(sink) is { IsWorking: false } queues1)
        Console.Error.WriteLine(queues1);
    TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
    long began = Stopwatch.GetTimestamp();
    Run run = await RunAsync(server, load, connections, seconds);
    double time = Stopwatch.GetElapsedTime(began).TotalSeconds;
    double watcher = (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds / time;
    await states.DisposeAsync();
    await queues.DisposeAsync();
    return run with { Watcher = watcher, Events = sink.Events / time, Lost = sink.LostEvents };
}

async Task<Run> RunAsync(Process server, string load, int connections, double length)
{
    using Process generator = Start("taskset", "-c", "1", "artifacts/benchmarks/load", load, $"{Port}", "-c", $"{connections}", "-m", "64",
        "-d", length.ToString(CultureInfo.InvariantCulture), "-s", $"{server.Id}");
    string json = await generator.StandardOutput.ReadToEndAsync();
    JsonElement result = JsonDocument.Parse(json).RootElement;
    return new(result.GetProperty("rps").GetDouble(), result.GetProperty("cpu_us").GetDouble(), result.GetProperty("server_utilization").GetDouble());
}

static Process Start(string program, params string[] arguments) =>
    Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;

static double Median(IEnumerable<double> values)
{
    double[] sorted = [.. values.Order()];
    return sorted[sorted.Length / 2];
}

/// <param name="Rate">Echoes a second.</param>
/// <param name="PerEcho">The server's CPU time for each, in microseconds.</param>
/// <param name="Server">Processors that the server keeps busy.</param>
/// <param name="Watcher">And the watcher.</param>
/// <param name="Events">A second.</param>
/// <param name="Lost">In all.</param>
sealed record Run(double Rate, double PerEcho, double Server, double Watcher = 0, double Events = 0, long Lost = 0);

sealed class Counter : TimelineSink
{
    long _events, _lost;

    public long Events => _events;

    public long LostEvents => _lost;

    public override void Add(TimelineEvent seen) => Interlocked.Increment(ref _events);

    public override void Lost(string source, long count) => Interlocked.Add(ref _lost, count);
}
