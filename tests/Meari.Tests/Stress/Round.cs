using System.Net;
using Meari.Tests.Support;

namespace Meari.Tests.Stress;

/// <summary>Some servers and many conversations at once, all of it decided by one seed.</summary>
sealed class Round
{
    /// <summary>No round takes so long, unless something hangs.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>The most loops that a server has.</summary>
    public const int MaxThreads = 3;

    const int Servers = 4, Lanes = 16, ConversationsInLane = 3;

    readonly Conversation[] _conversations;
    readonly ServerSide _serverSide;
    readonly TcpServer[] _servers;
    readonly TcpServer _echo;

    Round(ulong seed)
    {
        Draw draw = Draw.Of(seed);
        _conversations = [.. Enumerable.Range(0, Lanes * ConversationsInLane)
            .Select(number => new Conversation(Plan.Of(Draw.Of(seed, number), number, Servers), seed))];
        _echo = TcpServer.Start("127.0.0.1:0", TcpServices.Echo, Options(draw));
        _serverSide = new(_conversations, _echo.EndPoints[0]);
        _servers = [.. Enumerable.Range(0, Servers).Select(_ => TcpServer.Start("127.0.0.1:0", _serverSide.ServeAsync, Options(draw)))];
    }

    static TcpServerOptions Options(Draw draw) => new()
    {
        Threads = draw.OneIn(2) ? 1 : draw.Between(2, MaxThreads),
        Dispatch = draw.OneIn(2) ? TcpDispatch.Inline : TcpDispatch.ThreadPool,
        ReceiveSize = draw.OneIn(2) ? 64 * 1024 : draw.Between(1000, 200_000),
        CloseTimeout = Limit,
    };

    /// <summary>How many connections and bytes it was.</summary>
    public static async Task<(int Connections, long Bytes)> RunAsync(ulong seed)
    {
        Round round = new(seed);
        try
        {
            await round.TalkAsync();
            await round.StopAsync();
        }
        finally
        {
            foreach (TcpServer server in (TcpServer[])[.. round._servers, round._echo])
                await server.DisposeAsync();
        }
        foreach (Conversation conversation in round._conversations)
            Verdict.Check(conversation);
        return (Lanes * ConversationsInLane, round._conversations.Sum(static c => c.Up.Received + c.Down.Received));
    }

    async Task TalkAsync()
    {
        Task[] lanes = [.. Enumerable.Range(0, Lanes).Select(lane => Task.Run(() => TalkInLaneAsync(lane)))];
        try
        {
            await Task.WhenAll(lanes).WaitAsync(Limit);
        }
        catch (TimeoutException)
        {
            IEnumerable<Conversation> hanging = _conversations.Where(static c => c.Stage is not ("done" or "not begun"));
            throw _serverSide.Found ?? new StressException($"after {Limit.TotalSeconds} s these go on:\n{string.Join('\n', hanging)}");
        }
    }

    async Task TalkInLaneAsync(int lane)
    {
        for (int i = 0; i < ConversationsInLane; i++)
        {
            Conversation conversation = _conversations[(lane * ConversationsInLane) + i];
            IPEndPoint server = _servers[conversation.Plan.Server].EndPoints[0];
            try
            {
                await new ClientSide(conversation, server).RunAsync();
            }
            catch (StressException e)
            {
                throw new StressException($"the client of {conversation}: {e.Message}");
            }
        }
    }

    /// <summary>All clients have gone; so every handler ends by itself, when it has received what is still on its way.</summary>
    async Task StopAsync()
    {
        for (int i = 0; i < Servers; i++)
        {
            TcpServer server = _servers[i];
            Conversation[] own = [.. _conversations.Where(c => c.Plan.Server == i)];
            await Bounded.UntilAsync(
                () => server.ActiveConnections == 0 && own.All(static c => c.Server is not null || c.Plan.MayBeUnknown),
                $"all handlers have ended: {string.Join('\n', own.Where(static c => c.Server is null or { CloseReason.Kind: TcpCloseKind.Open }))}");
            // A client that has gone may still wait to be accepted.
            Assert.Equal(0, (await server.DrainAsync(Limit)).Cut);
            Assert.InRange(server.TotalConnections, own.Count(static c => c.Plan.Fault != Fault.ConnectIsCancelled), own.Length);
        }
        Assert.Equal(0, (await _echo.DrainAsync(Limit)).Cut);
        int unknown = _conversations.Count(static c => c.Server is null);
        if (_serverSide.Found is { } found)
            throw found;
        if (_serverSide.Unknown > unknown)
            throw new StressException($"{_serverSide.Unknown} connections did not say whose they were, of at most {unknown}");
    }
}
