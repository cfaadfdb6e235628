using System.Net;
using Microsoft.Extensions.Time.Testing;
using static Meari.Observe.TcpState;

namespace Meari.Observe.Tests.States;

public sealed class PolledStatesTests
{
    static readonly IPEndPoint Server = new(IPAddress.Loopback, 9000), Client = new(IPAddress.Loopback, 40000);

    [Fact]
    public async Task What_is_there_at_the_beginning_is_told_as_it_is()
    {
        await using Polls polls = new();
        Assert.Equal(
            ["UNKNOWN→LISTEN", "UNKNOWN→ESTABLISHED"],
            await polls.NextAsync(Socket(1, Listen, remote: new(IPAddress.Any, 0)), Socket(2, Established)));
        Assert.Null(polls.Sink.States[0].Remote);
        Assert.Equal(TimelineSide.Server, polls.Sink.States[0].Side);
        Assert.NotEqual(polls.Sink.States[0].Socket, polls.Sink.States[1].Socket);
    }

    [Fact]
    public async Task Single_steps_are_observed_and_their_times_are_the_tables()
    {
        await using Polls polls = new();
        await polls.NextAsync(Socket(1, Established));
        Assert.Equal(["ESTABLISHED→CLOSE_WAIT"], await polls.NextAsync(Socket(1, CloseWait)));
        Assert.Equal(["CLOSE_WAIT→LAST_ACK"], await polls.NextAsync(Socket(1, LastAck)));
        Assert.Equal(["LAST_ACK→CLOSED"], await polls.NextAsync());
        Assert.Equal([0, 100, 200, 300], polls.Sink.States.Select(s => (s.Time - polls.Sink.States[0].Time) / 1_000_000));
        Assert.Single(polls.Sink.States.Select(static s => s.Socket).Distinct());
    }

    [Fact]
    public async Task States_that_were_certainly_between_are_inferred()
    {
        await using Polls polls = new();
        await polls.NextAsync(Socket(1, SynSent));
        Assert.Equal(
            ["(SYN_SENT→ESTABLISHED)", "(ESTABLISHED→CLOSE_WAIT)", "CLOSE_WAIT→LAST_ACK"], await polls.NextAsync(Socket(1, LastAck)));
        Assert.True(polls.Sink.States.Zip(polls.Sink.States.Skip(1)).All(static p => p.First.Time < p.Second.Time));
        Assert.All(polls.Sink.States, static s => Assert.Equal(TimelineSide.Client, s.Side));
    }

    [Fact]
    public async Task A_change_that_may_have_had_others_between_is_inferred()
    {
        await using Polls polls = new();
        await polls.NextAsync(Socket(1, SynSent));
        Assert.Equal(["(SYN_SENT→ESTABLISHED)"], await polls.NextAsync(Socket(1, Established)));
        Assert.Equal(["(ESTABLISHED→CLOSED)"], await polls.NextAsync());
    }

    [Theory]
    [InlineData(1, 5)] // sock_diag: TIME_WAIT has another cookie
    [InlineData(0, 0)] // /proc/net/tcp
    public async Task TIME_WAIT_is_observed_and_the_same_connection(ulong before, ulong after)
    {
        await using Polls polls = new();
        await polls.NextAsync(Socket(before, Established));
        Assert.Equal(["(ESTABLISHED→FIN_WAIT1)", "FIN_WAIT1→TIME_WAIT"], await polls.NextAsync(Socket(after, TimeWait)));
        Assert.Empty(await polls.NextAsync(Socket(after, TimeWait)));
        Assert.Equal(["TIME_WAIT→CLOSED"], await polls.NextAsync());
        Assert.Single(polls.Sink.States.Select(static s => s.Socket).Distinct());
    }

    [Theory]
    [InlineData(1, 2, CloseWait, Established)]
    [InlineData(1, 2, Established, Established)]
    [InlineData(0, 0, TimeWait, Established)]
    [InlineData(0, 0, CloseWait, Established)]
    public async Task An_address_pair_that_is_used_again_at_once_is_another_socket(ulong before, ulong after, TcpState was, TcpState now)
    {
        await using Polls polls = new();
        await polls.NextAsync(Socket(before, was));
        string[] told = await polls.NextAsync(Socket(after, now));
        Assert.EndsWith("→CLOSED", told[0].Trim('(', ')'), StringComparison.Ordinal);
        Assert.Equal("UNKNOWN→ESTABLISHED", told[1]);
        Assert.Equal(2, polls.Sink.States.Select(static s => s.Socket).Distinct().Count());
    }

    [Fact]
    public async Task Another_inode_is_another_socket()
    {
        await using Polls polls = new();
        await polls.NextAsync(Socket(0, Established) with { Inode = 7 });
        Assert.Equal(["(ESTABLISHED→CLOSED)", "UNKNOWN→ESTABLISHED"], await polls.NextAsync(Socket(0, Established) with { Inode = 8 }));
    }

    [Fact]
    public async Task Listening_sockets_that_share_a_port_are_told_apart()
    {
        await using Polls polls = new();
        SocketEntry shared = Socket(0, Listen, remote: new(IPAddress.Any, 0));
        Assert.Equal(["UNKNOWN→LISTEN", "UNKNOWN→LISTEN"], await polls.NextAsync(shared, shared));
        Assert.Empty(await polls.NextAsync(shared, shared));
        Assert.Equal(["LISTEN→CLOSED"], await polls.NextAsync(shared));
    }

    [Fact]
    public async Task Mapped_addresses_are_IPv4_and_other_ports_are_not_told()
    {
        await using Polls polls = new();
        SocketEntry mapped = Socket(1, Established) with { Local = new(IPAddress.Parse("::ffff:127.0.0.1"), 9000), Owners = [new(77, "x", 3)] };
        SocketEntry other = Socket(2, Established) with { Local = new(IPAddress.Loopback, 1) };
        await polls.NextAsync(mapped, other);
        StateEvent told = Assert.Single(polls.Sink.States);
        Assert.Equal((Server, Client, 77), (told.Local, told.Remote, told.Process));
    }

    [Fact]
    public async Task Queues_are_told_when_they_change()
    {
        await using Polls polls = new(withQueues: true);
        SocketEntry listening = Socket(1, Listen, remote: new(IPAddress.Any, 0)) with { ReceiveQueue = 0, SendQueue = 4096 };
        SocketEntry connection = Socket(2, Established) with { SendQueue = 0 };
        await polls.NextAsync(listening, connection);
        await polls.NextAsync(listening with { ReceiveQueue = 2 }, connection with { ReceiveQueue = 16 });
        await polls.NextAsync(listening with { ReceiveQueue = 2 }, connection with { ReceiveQueue = 16, SendQueue = 8 });
        Assert.Equal(
            [(0, 4096, null, null), (2, 4096, null, null), (null, null, 16L, 0L), (null, null, 16L, 8L)],
            polls.Sink.Seen.OfType<QueueEvent>().Select(static q => (q.AcceptQueue, q.AcceptQueueLimit, q.ReceiveQueue, q.SendQueue)));
        Assert.All(polls.Sink.Seen.OfType<QueueEvent>(), static q => Assert.True(q.Sampled));
        Assert.Equal(2, polls.Sink.States.Length);
    }

    [Fact]
    public async Task A_table_that_cannot_be_read_is_said_and_changes_nothing()
    {
        await using Polls polls = new();
        await polls.NextAsync(Socket(1, Established));
        await polls.NextAsync(null);
        Assert.Equal(1, polls.Sink.LostCount);
        Assert.Equal(["ESTABLISHED→CLOSE_WAIT"], await polls.NextAsync(Socket(1, CloseWait)));
    }

    [Fact]
    public async Task A_table_that_cannot_be_read_at_all_is_an_obstacle()
    {
        await using PolledStates none = new(static () => null, default), thrown = new(static () => throw new UnauthorizedAccessException("\e[31m"), default);
        Assert.Equal(SourceObstacle.Failed, none.Start(new CollectingSink()).Obstacle);
        SourceStatus status = thrown.Start(new CollectingSink());
        Assert.Equal(SourceObstacle.NotPermitted, status.Obstacle);
        Assert.DoesNotContain('\e', status.Detail!);
    }

    [Fact]
    public async Task Where_reading_takes_long_the_pauses_are_longer()
    {
        WaitedTime time = new();
        int reads = 0;
        await using SampledQueues source = new(
            () =>
            {
                Interlocked.Increment(ref reads);
                time.Advance(TimeSpan.FromMilliseconds(50));
                return [];
            },
            default, time);
        Assert.Equal(SourceStatus.Works, source.Start(new CollectingSink()));
        await time.IsWaitedForAsync();
        time.Advance(TimeSpan.FromMilliseconds(4949));
        Assert.Equal(1, Volatile.Read(ref reads));
        time.Advance(TimeSpan.FromMilliseconds(1));
        await time.IsWaitedForAsync();
        Assert.Equal(2, Volatile.Read(ref reads));
    }

    [Fact]
    public void More_sockets_than_the_bound_are_counted()
    {
        PolledSockets sockets = new(default, limit: 2);
        SocketEntry[] table = [.. Enumerable.Range(1, 5).Select(static i => Socket((ulong)i, Established))];
        sockets.Take(table);
        Assert.Equal((2, 3), (sockets.Present.Count(), sockets.Unfollowed));
        sockets.Take(table[..2]);
        Assert.Equal((2, 0, 0), (sockets.Present.Count(), sockets.Unfollowed, sockets.Gone.Count));
    }

    static SocketEntry Socket(ulong cookie, TcpState state, IPEndPoint? remote = null) =>
        new() { Local = Server, Remote = remote ?? Client, State = state, Cookie = cookie };

    /// <summary>Lets a test wait until something waits for the time to pass.</summary>
    sealed class WaitedTime : FakeTimeProvider
    {
        readonly SemaphoreSlim _waits = new(0);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            ITimer timer = base.CreateTimer(callback, state, dueTime, period);
            _waits.Release();
            return timer;
        }

        public async Task IsWaitedForAsync() => Assert.True(await _waits.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    /// <summary>A source that is given one table after another.</summary>
    sealed class Polls(bool withQueues = false) : IAsyncDisposable
    {
        readonly WaitedTime _time = new();
        SocketEntry[]? _table = [];
        PolledStates? _source;

        public CollectingSink Sink { get; } = new();

        /// <summary>What changes with this table; in parentheses what is inferred.</summary>
        public async Task<string[]> NextAsync(params SocketEntry[]? table)
        {
            int before = Sink.States.Length;
            _table = table;
            if (_source is null)
            {
                _source = new(() => _table, new(9000), withQueues, _time);
                Assert.Equal(SourceStatus.Works, _source.Start(Sink));
            }
            else
            {
                _time.Advance(SocketPoll.Period);
            }
            await _time.IsWaitedForAsync();
            return [.. Sink.States[before..].Select(static s => s.Inferred
                ? $"({TcpStates.NameOf(s.From)}→{TcpStates.NameOf(s.To)})" : $"{TcpStates.NameOf(s.From)}→{TcpStates.NameOf(s.To)}")];
        }

        public ValueTask DisposeAsync() => _source?.DisposeAsync() ?? default;
    }
}
