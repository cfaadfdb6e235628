using System.Net;
using Meari.Bench;
using Meari.Bench.Loads;
using Meari.Bench.Reports;
using Meari.Bench.Statistics;
using Meari.Cli.Connect;
using Meari.Cli.Output;
using Meari.Text;

namespace Meari.Cli.Bench;

/// <summary><c>meari bench</c>: finds the server, loads it, reports.</summary>
internal sealed class BenchCommand(BenchSettings settings, Language language)
{
    public const int Interrupted = 130;

    readonly Messages _messages = new(language);
    readonly BenchTexts _texts = new(language);
    readonly bool _isScreen = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb";

    public async Task<int> RunAsync()
    {
        using Signals signals = new();
        using CancellationTokenSource interruption = new();
        _ = signals.First.ContinueWith(_ => interruption.Cancel(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        using BenchFiles files = new(_messages);
        if (!files.TryOpen(settings.Html, settings.Csv, settings.HistogramLog) || !HasDescriptors())
            return 1;
        if (Reasons.NotUsed(_messages, settings.Load.Engine, TcpEngineChoice.Of(settings.Load.Engine)) is { } reason)
            TextOutput.TellError(reason);
        try
        {
            return await FindAsync(interruption.Token) is { } server ? await LoadAsync(settings.Load with { Server = server }, files, interruption.Token) : 1;
        }
        catch (OperationCanceledException) // while the server was looked for; later, what there is is reported
        {
            return Interrupted;
        }
    }

    Task<int> LoadAsync(BenchOptions options, BenchFiles files, CancellationToken interruption) => settings.FindRate is { } target
        ? new BenchSearch(settings, target, Story(), _messages).RunAsync(options, interruption)
        : MeasureAsync(options, files, interruption);

    /// <summary>The server's address, once somebody there has taken a connection; null, after one line, if nobody does.</summary>
    async Task<IPEndPoint?> FindAsync(CancellationToken interruption)
    {
        ConnectSettings connect = new() { Address = settings.Address, Encoding = WireEncoding.Utf8, Timeout = settings.Load.Timeout, Engine = settings.Load.Engine };
        TcpConnectResult result = await ConnectAsync(connect.Host, connect.ToConnectOptions(), interruption);
        if (result.Connection is not { } connection)
        {
            TextOutput.TellError(Reasons.CannotConnect(_messages, connect, result));
            return null;
        }
        IPEndPoint server = connection.RemoteEndPoint;
        connection.Abort(); // nothing is waited for: chargen would never end
        await connection.DisposeAsync();
        return server;
    }

    /// <summary>As the load itself, from another of this machine's addresses where an earlier run has used up the ports of the first.</summary>
    async Task<TcpConnectResult> ConnectAsync(string host, TcpConnectOptions options, CancellationToken interruption)
    {
        TcpConnectResult result = await TcpConnection.ConnectAsync(host, settings.Address.Port, options, interruption);
        if (result.IsConnected || result.Attempts.FirstOrDefault(static attempt => attempt.Outcome == TcpOutcome.AddressNotAvailable) is not { EndPoint: { } server })
            return result;
        SourceAddresses sources = new(server);
        while (sources.MoveOn(sources.Current))
        {
            options.SourceAddress = sources.Current;
            result = await TcpConnection.ConnectAsync(server, options, interruption);
            if (result.Outcome != TcpOutcome.AddressNotAvailable)
                break;
        }
        return result;
    }

    /// <summary>Before anything is opened: .NET itself does not survive having none left.</summary>
    bool HasDescriptors()
    {
        _ = TcpEngineChoice.Of(settings.Load.Engine); // raises the limit
        if (BenchLimits.Descriptors() is not var (free, limit) || settings.Load.AllConnections <= free)
            return true;
        TextOutput.TellError(_messages.TooFewDescriptors(settings.Load.AllConnections, limit));
        return false;
    }

    async Task<int> MeasureAsync(BenchOptions options, BenchFiles files, CancellationToken interruption)
    {
        BenchProgress? progress = settings.Quiet ? null : new(_texts, options, _isScreen, !settings.NoColor && Colours.AreWantedOnError);
        progress?.Opening();
        RunLog? log = files.Log is { } writer ? new(writer, options.TimeProvider) : null;
        BenchResult result = await BenchRun.RunAsync(options, See, interruption);
        progress?.End();
        if (result.End == BenchEnd.NotOpened)
        {
            if (settings.Json) // a page would be of figures that there are not
                _ = new ResultPrinter(_messages).TryPrint(result, Story(), settings);
            TextOutput.TellError(ServerReasons.WhyEnded(_messages, Story(), result, isReported: false));
            return 1;
        }
        if (IsMeasured(result))
            log?.Finish(result);
        return Report(result, files);

        void See(Interval second)
        {
            progress?.Show(second);
            log?.Add(second);
        }
    }

    int Report(BenchResult result, BenchFiles files)
    {
        BenchStory story = Story();
        bool isPrinted = new ResultPrinter(_messages).TryPrint(result, story, settings);
        bool isWritten = !IsMeasured(result) || files.Write(() => story.Page(result), () => BenchCsv.Print(result), isPrinted);
        if (result.End == BenchEnd.ServerLost)
            TextOutput.TellError(ServerReasons.WhyEnded(_messages, story, result, isReported: true));
        bool isUnanswered = result.Requests == 0 && result.Options.Mode is (BenchMode.Echo or BenchMode.Connect);
        if (isUnanswered && result.End == BenchEnd.Done)
            TextOutput.TellError(_messages.NothingAnswered);
        bool isGood = isPrinted && isWritten && result.End == BenchEnd.Done && result.Faults.IsEmpty && !isUnanswered;
        return result.End == BenchEnd.Interrupted ? Interrupted : isGood ? 0 : 1;
    }

    /// <summary>Whether there is something to put in the place of what the files hold: not if the user ended it, or the server was lost, before the measured time.</summary>
    static bool IsMeasured(BenchResult result) => result.End == BenchEnd.Done || result.Window > TimeSpan.Zero;

    BenchStory Story() => new(_texts, outcome => Reasons.Phrase(_messages, outcome));
}
