using System.Net;
using System.Net.Sockets;
using Meari.Cli.Output;
using Meari.Cli.Watch;
using Meari.Text;

namespace Meari.Cli.Serve;

/// <summary><c>meari serve</c>: listens, serves until a signal, drains.</summary>
internal sealed class ServeCommand(ServeSettings settings, Language language)
{
    /// <summary>The first client often comes at once, and is not to share the processors with work that can wait.</summary>
    static readonly TimeSpan SettleAfter = TimeSpan.FromMilliseconds(200);

    readonly Messages _messages = new(language);

    readonly TaskCompletionSource _allEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>One for each handler that runs, and one for the server.</summary>
    int _running = 1;

    public async Task<int> RunAsync()
    {
        Preload.Begin(settings.Explain, settings.Lens);
        Thread engine = new(() => TcpEngineChoice.Of(settings.Engine)) { IsBackground = true, Name = "engine" };
        engine.Start();
        await using ServerOutput output = new(_messages, settings.Json);
        ServeReport report = settings.Json
            ? new JsonReport(output, TimeProvider.System)
            : new TranscriptReport(output, new Transcript(language));
        using Signals signals = new();
        EchoServer echo = new(settings, report, (connection, traffic) => Ended(connection, traffic, output));
        Preload.Join();
        engine.Join();
        await using Explanation? explanation = settings.Explain ? new(language, output.Tell) : null;
        if (settings.KnownPort is { } port)
            explanation?.Watch(port);
        await using ServerLens? lens = settings.Lens ? new() : null;
        TcpServer? server = Start(connection => Handle(echo, connection), Observer(RefusalObserver(report, output), explanation?.Observer, lens?.Observer), output);
        if (server is null)
            return 1;
        if (settings.KnownPort is null)
            explanation?.Watch(ServeSettings.CommonPort(server.EndPoints.Select(static e => e.Port)));
        await using (server)
        {
            report.Listening(server);
            if (!settings.Book)
                TellListening(server, output);
            using Timer settle = new(_ => Settle(output), null, SettleAfter, Timeout.InfiniteTimeSpan);
            if (lens is not null && !await lens.OpenAsync(server, settings, language, output.Tell))
                return 1;
            await Task.WhenAny(signals.First, server.Completion);
            if (lens is not null)
                await lens.LeaveAsync();
            return server.Completion.IsFaulted ? Broken(server, output) : await DrainAsync(server, signals, output);
        }
    }

    /// <summary>What can wait until the server listens, so that the first client need not wait for it.</summary>
    void Settle(ServerOutput output)
    {
        _ = new AcceptTrouble(
            TimeProvider.System,
            (outcome, error) => output.Tell(_messages.AcceptFailing(Reasons.Phrase(_messages, Enum.Parse<TcpOutcome>(outcome)), error)),
            (call, error) => output.Tell(_messages.UnknownError(call, error)));
        if (!settings.Quiet)
            Rehearsal.Run(settings.Encoding, new Transcript(language));
    }

    void TellListening(TcpServer server, ServerOutput output)
    {
        if (Reasons.NotUsed(_messages, settings.Engine, server.EngineChoice, server.Threads) is { } reason)
            output.Tell(reason);
        output.Tell(_messages.Listening(server.EndPoints, settings.IsDualStack(server.EndPoints), server.EngineName));
    }

    ValueTask Handle(EchoServer echo, TcpConnection connection)
    {
        Interlocked.Increment(ref _running);
        return echo.HandleAsync(connection);
    }

    void Ended(TcpConnection connection, Traffic traffic, ServerOutput output)
    {
        // The chapter's program says nothing of a normal close but the line that the transcript has.
        if (!settings.Book || connection.CloseReason.Kind != TcpCloseKind.PeerFinished)
            output.Tell(Reasons.Ended(_messages, connection.RemoteEndPoint, connection.CloseReason, traffic.Received, traffic.Sent));
        Leave();
    }

    void Leave()
    {
        if (Interlocked.Decrement(ref _running) == 0)
            _allEnded.TrySetResult();
    }

    TcpServer? Start(Func<TcpConnection, ValueTask> handler, TcpObserver? observer, ServerOutput output)
    {
        (IReadOnlyList<IPEndPoint> endPoints, string? unknownHost) = ListenAddresses.Resolve(settings);
        if (unknownHost is not null)
        {
            output.Tell(_messages.UnknownHost(unknownHost, settings.Families));
            return null;
        }
        if (!Socket.OSSupportsIPv6 && ListenAddresses.WithoutIPv6(endPoints, settings) is { } onlyIPv4)
        {
            output.Tell(_messages.NoIPv6());
            endPoints = onlyIPv4;
        }
        try
        {
            return TcpServer.Start(endPoints, handler, settings.ToServerOptions(observer));
        }
        catch (TcpListenException e)
        {
            Owner? owner = e.Outcome == TcpOutcome.AddressInUse ? PortOwner.Find(e.EndPoint) : null;
            output.Tell(Reasons.CannotListen(_messages, settings, e, owner));
        }
        catch (PlatformNotSupportedException)
        {
            output.Tell(_messages.NoReusePort());
        }
        return null;
    }

    /// <summary>One of all that are there; null if there is none.</summary>
    static TcpObserver? Observer(params TcpObserver?[] observers) =>
        observers.Aggregate(static (before, next) => before is null ? next : next is null ? before : new BothObservers(before, next));

    /// <summary>A client beyond the limit has no handler; the observer alone sees it end.</summary>
    Refusals? RefusalObserver(ServeReport report, ServerOutput output) => settings.MaxConnections == int.MaxValue
        ? null
        : new Refusals((connection, client, reason) =>
        {
            report.Refused(connection, client);
            output.Tell(Reasons.Ended(_messages, client, reason, 0, 0));
        });

    int Broken(TcpServer server, ServerOutput output)
    {
        if (server.Completion.Exception?.InnerException is TcpListenException e)
            output.Tell(Reasons.CannotListen(_messages, settings, e, null));
        return 1;
    }

    async Task<int> DrainAsync(TcpServer server, Signals signals, ServerOutput output)
    {
        if (server.ActiveConnections > 0 && settings.Drain > TimeSpan.Zero)
            output.Tell(_messages.Draining(server.ActiveConnections, settings.Drain));
        Task<TcpDrainResult> drain = server.DrainAsync(settings.Drain);
        bool aborted = await Task.WhenAny(drain, signals.Second) != drain;
        TcpDrainResult result = await (aborted ? server.DrainAsync(TimeSpan.Zero) : drain);
        await TellTheCutAsync();
        output.Tell(_messages.Drained(result.Finished, result.Cut));
        return aborted ? 130 : 0;
    }

    /// <summary>The handlers of connections that were cut end now, and each has its line to write.</summary>
    async Task TellTheCutAsync()
    {
        Leave();
        await Task.WhenAny(_allEnded.Task, Task.Delay(TimeSpan.FromSeconds(1)));
    }
}
