using static Meari.Observe.Tests.Make;

namespace Meari.Observe.Tests;

/// <summary>Sockets of other network namespaces with the watched port took numbers, and their resets were drawn as segments that were seen.</summary>
public sealed class ConnectionOriginsTests
{
    static readonly TimelineOptions Captures = new() { CapturesSegments = true };

    static StateEvent[] Opening(SocketOrigin origin) =>
    [
        State(0, true, TcpState.Closed, TcpState.SynSent, 1) with { Origin = origin },
        State(3, true, TcpState.SynSent, TcpState.Established, 1) with { Origin = origin },
        State(4, false, TcpState.Listen, TcpState.SynReceived, 2) with { Origin = origin },
    ];

    static SegmentEvent Mark(SocketOrigin origin) => Segment(5, true, Rst) with { Packet = default, PacketLength = 0, Origin = origin };

    [Fact]
    public void Of_another_namespace_nothing_is_shown_nor_numbered() =>
        Assert.Empty(Run(new TimelineOptions(), [.. Opening(SocketOrigin.Elsewhere), Mark(SocketOrigin.Elsewhere), State(0, false, TcpState.Closed, TcpState.Listen, 3) with { Remote = null, Origin = SocketOrigin.Elsewhere }]));

    [Fact]
    public void Where_a_capture_runs_an_undecided_connection_without_segments_is_anothers() =>
        Assert.Empty(Run(Captures, [.. Opening(SocketOrigin.Undecided), Mark(SocketOrigin.Undecided)]));

    [Fact]
    public void An_undecided_connection_with_segments_is_shown_whole() =>
        Assert.Equal(7, Run(Captures, [.. Handshake(1), .. Opening(SocketOrigin.Undecided), Mark(SocketOrigin.Undecided)]).Count(static e => e.Connection == 1));

    [Fact]
    public void Without_a_capture_an_undecided_connection_is_shown() =>
        Assert.Equal(4, Run(new TimelineOptions(), [.. Opening(SocketOrigin.Undecided), Mark(SocketOrigin.Undecided)]).Count);

    [Fact]
    public void Once_segments_were_lost_their_absence_proves_nothing()
    {
        Upcoming upcoming = new();
        Connections connections = new(Captures, upcoming);
        List<TimelineEvent> output = [];
        upcoming.MissSegments();
        foreach (StateEvent state in Opening(SocketOrigin.Undecided)[1..])
            connections.Add(state, output);
        Assert.Equal(2, output.Count);
    }

    [Fact]
    public void A_watched_program_is_shown_wherever_it_is()
    {
        TimelineOptions options = new() { WatchesProcesses = true, CapturesSegments = true };
        Assert.Equal(4, Run(options, [Call(0, "connect", 7, 3, 0, Client, Server), .. Opening(SocketOrigin.Elsewhere)]).Count);
    }
}
