using System.Net;
using System.Net.Sockets;
using static Meari.Observe.TcpControlBits;

namespace Meari.Observe.Tests.Segments;

[Collection("packet sockets")] // one at a time: what this process has open is counted
public sealed class PacketCaptureTests(ITestOutputHelper output)
{
    static readonly IPAddress OtherLoopback = IPAddress.Parse("127.0.0.2");

    public static TheoryData<string> Addresses => ["127.0.0.1", "::1"];

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task A_connection_is_seen_segment_by_segment_each_once_and_in_order(string address)
    {
        using Loopback loopback = new(IPAddress.Parse(address));
        RecordingSink sink = new();
        MonotonicClock clock = new(TimeProvider.System);
        long before = clock.Nanoseconds;
        await using PacketCapture capture = Started(new(loopback.Address.Port), sink);
        EndPoint client = await ExchangeAsync(loopback);
        await sink.UntilAsync(static seen => seen.Count(static s => s.ControlBits.HasFlag(Fin)) == 2 && seen[^1].ControlBits == Ack);
        await capture.DisposeAsync();
        long after = clock.Nanoseconds;

        SegmentEvent[] seen = sink.Segments;
        Assert.All(seen, s => Assert.InRange(s.Time, before, after));
        Assert.Equal(seen.OrderBy(static s => s.Time), seen);
        Assert.All(seen, s => Assert.Equal([client, loopback.Address], s.Local!.Equals(client) ? [s.Local, s.Remote!] : [s.Remote!, s.Local]));
        SegmentEvent syn = seen[0], synAck = seen[1], ack = seen[2];
        Assert.Equal([Syn, Syn | Ack, Ack], seen[..3].Select(static s => s.ControlBits));
        Assert.Equal([client, loopback.Address, client], seen[..3].Select(static s => s.Local!));
        Assert.Equal(syn.Sequence + 1, synAck.Acknowledgment);
        Assert.Equal([syn.Sequence + 1, synAck.Sequence + 1], [ack.Sequence, ack.Acknowledgment]);
        Assert.All(seen[..2], s =>
        {
            Assert.InRange(s.MaximumSegmentSize ?? 0, 1000, 65535);
            Assert.InRange(s.WindowScale ?? -1, 0, 14);
            Assert.Equal("sackOK TS", s.Options);
        });
        // Beside these there are but acknowledgments without data.
        Assert.Equal([(client, 5), (loopback.Address, 7)], seen.Where(static s => s.Length > 0).Select(static s => ((EndPoint)s.Local!, s.Length)));
        Assert.Equal([syn.Sequence + 1, synAck.Sequence + 1], seen.Where(static s => s.Length > 0).Select(static s => s.Sequence));
        Assert.Equal([client, loopback.Address], seen.Where(static s => s.ControlBits.HasFlag(Fin)).Select(static s => s.Local!));
        Assert.Single(seen, static s => s.ControlBits == Syn);
        Assert.Equal([0L, 0, 0], [capture.Malformed, capture.Dropped, sink.Losses]);
        Assert.All(seen, static s => Assert.Equal(s.PacketLength, s.Packet.Length));
        Assert.Equal("hello"u8, seen.First(static s => s.Length > 0).Packet.Span[^5..]);
    }

    /// <summary>5 bytes and 7 back; the client finishes first.</summary>
    static async Task<EndPoint> ExchangeAsync(Loopback loopback)
    {
        (Socket client, Socket server) = await loopback.ConnectAsync();
        EndPoint address = client.LocalEndPoint!;
        await client.SendAsync("hello"u8.ToArray());
        Assert.Equal(5, await Loopback.ReceiveAsync(server, 5));
        await server.SendAsync("goodbye"u8.ToArray());
        Assert.Equal(7, await Loopback.ReceiveAsync(client, 7));
        client.Shutdown(SocketShutdown.Send);
        Assert.Equal(0, await Loopback.ReceiveAsync(server, 1));
        server.Close();
        Assert.Equal(0, await Loopback.ReceiveAsync(client, 1));
        return address;
    }

    [Fact]
    public async Task A_refusal_is_a_reset_of_the_side_that_does_not_listen()
    {
        using Loopback loopback = new(IPAddress.Loopback);
        RecordingSink sink = new();
        await using PacketCapture capture = Started(new(loopback.Address.Port), sink);
        loopback.StopListening();
        using Socket client = new(SocketType.Stream, ProtocolType.Tcp);
        await Assert.ThrowsAsync<SocketException>(() => client.ConnectAsync(loopback.Address));
        await capture.DisposeAsync();
        Assert.Equal([(Syn, false), (Rst | Ack, true)], sink.Segments.Select(s => (s.ControlBits, s.Local!.Equals(loopback.Address))));
    }

    [Fact]
    public async Task An_abort_is_a_reset_of_the_side_that_aborted()
    {
        using Loopback loopback = new(IPAddress.IPv6Loopback);
        RecordingSink sink = new();
        await using PacketCapture capture = Started(new(loopback.Address.Port), sink);
        (Socket client, Socket server) = await loopback.ConnectAsync();
        server.Close(0);
        await sink.UntilAsync(static seen => seen[^1].ControlBits.HasFlag(Rst));
        Assert.Equal(loopback.Address, sink.Segments[^1].Local);
        Assert.Equal(client.LocalEndPoint, sink.Segments[^1].Remote);
    }

    [Fact]
    public async Task What_is_not_asked_for_does_not_come_out_of_the_kernel()
    {
        using Loopback asked = new(IPAddress.Loopback), other = new(IPAddress.Loopback), elsewhere = new(OtherLoopback);
        RecordingSink byPort = new(), byBoth = new(), byAddress = new(), byWrongAddress = new();
        await using PacketCapture portCapture = Started(new(asked.Address.Port), byPort);
        await using PacketCapture bothCapture = Started(new(asked.Address.Port, IPAddress.Loopback), byBoth);
        await using PacketCapture addressCapture = Started(new(0, OtherLoopback), byAddress);
        await using PacketCapture wrongAddressCapture = Started(new(asked.Address.Port, OtherLoopback), byWrongAddress);
        await ExchangeAsync(other);
        await ExchangeAsync(elsewhere);
        await ExchangeAsync(asked);
        await byPort.UntilAsync(static seen => seen.Count(static s => s.ControlBits.HasFlag(Fin)) == 2 && seen[^1].ControlBits == Ack);
        foreach (PacketCapture capture in new[] { portCapture, bothCapture, addressCapture, wrongAddressCapture })
        {
            await capture.DisposeAsync();
            Assert.Equal(0, capture.Malformed);
        }
        Assert.All(byPort.Segments, s => Assert.Contains(asked.Address, new[] { s.Local, s.Remote }));
        Assert.Equal(byPort.Segments.Length, byBoth.Segments.Length);
        Assert.NotEmpty(byAddress.Segments);
        Assert.All(byAddress.Segments, static s => Assert.Contains(OtherLoopback, new[] { s.Local!.Address, s.Remote!.Address }));
        Assert.Empty(byWrongAddress.Segments);
    }

    [Theory]
    [InlineData("::1", true)]
    [InlineData("::", true)]
    [InlineData("::2", false)]
    [InlineData("127.0.0.1", false)]
    public async Task An_IPv6_address_is_compared_as_a_whole(string address, bool isSeen)
    {
        using Loopback loopback = new(IPAddress.IPv6Loopback);
        RecordingSink sink = new();
        await using PacketCapture capture = Started(new(loopback.Address.Port, IPAddress.Parse(address)), sink);
        await ExchangeAsync(loopback);
        await capture.DisposeAsync();
        Assert.Equal(isSeen, sink.Segments.Length > 0);
    }

    [Fact]
    public async Task All_bytes_of_64_MiB_are_accounted_for_or_told_as_lost()
    {
        const int Total = 64 << 20;
        using Loopback loopback = new(IPAddress.Loopback);
        RecordingSink sink = new();
        await using PacketCapture capture = Started(new(loopback.Address.Port), sink);
        (Socket client, Socket server) = await loopback.ConnectAsync();
        Task<long> receiving = Loopback.ReceiveAsync(server, Total);
        byte[] chunk = new byte[1 << 20];
        for (int sent = 0; sent < Total; sent += chunk.Length)
            await client.SendAsync(chunk);
        Assert.Equal(Total, await receiving);
        await capture.DisposeAsync();
        SegmentEvent[] data = [.. sink.Segments.Where(static s => s.Length > 0)];
        output.WriteLine($"{sink.Segments.Length} segments, the longest {data.Max(static s => s.Length)} bytes, lost {sink.Losses}");
        Assert.Equal(0, capture.Malformed);
        Assert.Equal(capture.Dropped, sink.Losses);
        Assert.All(sink.Segments, static s => Assert.InRange(s.Packet.Length, 40, 256));
        uint first = sink.Segments.First(s => s.ControlBits == Syn).Sequence + 1;
        if (sink.Losses == 0) // bytes that were sent again count once
            Assert.Equal(Total, data.Aggregate(0L, (end, s) => (uint)(s.Sequence - first) <= end ? Math.Max(end, (uint)(s.Sequence - first) + s.Length) : -1));
    }

    [Fact]
    public async Task It_stops_under_load_and_nothing_comes_afterwards()
    {
        using Loopback loopback = new(IPAddress.Loopback);
        RecordingSink sink = new();
        PacketCapture capture = Started(new(loopback.Address.Port), sink);
        (Socket client, Socket server) = await loopback.ConnectAsync();
        Task pumping = Task.Run(async () =>
        {
            byte[] one = new byte[1];
            while (await client.SendAsync(one) == 1 && await server.ReceiveAsync(one) == 1 && await server.SendAsync(one) == 1)
                _ = await client.ReceiveAsync(one);
        });
        await sink.UntilAsync(static seen => seen.Length > 2_000);
        await capture.DisposeAsync();
        int seen = sink.Segments.Length;
        await client.SendAsync(new byte[1]);
        await capture.DisposeAsync(); // again: harmless
        Assert.Equal(seen, sink.Segments.Length);
        Assert.False(pumping.IsFaulted);
        client.Close();
        server.Close();
        await Assert.ThrowsAnyAsync<Exception>(() => pumping);
    }

    [Fact]
    public async Task Starting_and_stopping_leaves_nothing_behind()
    {
        for (int i = 0; i < 20; i++)
        {
            await using PacketCapture capture = Started(TimelineFilter.Everything, new RecordingSink());
        }
        string[] packetSockets = [.. File.ReadLines("/proc/self/net/packet").Skip(1).Select(static line => $"socket:[{line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^1]}]")];
        Assert.Empty(Directory.GetFiles("/proc/self/fd").Select(Target).Intersect(packetSockets));
        Assert.DoesNotContain("socket:[", File.ReadAllText("/proc/self/maps"), StringComparison.Ordinal);

        static string Target(string path)
        {
            try
            {
                return new FileInfo(path).LinkTarget ?? "";
            }
            catch (IOException)
            {
                return ""; // closed meanwhile
            }
        }
    }

    [Fact]
    public async Task Without_the_capability_it_says_so_and_nothing_comes()
    {
        RecordingSink sink = new();
        await using PacketCapture capture = new(new(9000), TimeProvider.System);
        SourceStatus status = await Capabilities.WithoutAny(() => capture.Start(sink));
        Assert.Equal(new SourceStatus(SourceObstacle.NotPermitted, 1, "CAP_NET_RAW"), status);
        Assert.Empty(sink.Segments);
    }

    [Fact]
    public async Task One_that_was_never_started_can_be_disposed() => await new PacketCapture(default, TimeProvider.System).DisposeAsync();

    static PacketCapture Started(TimelineFilter filter, RecordingSink sink)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Packet sockets need Linux and root.");
        PacketCapture capture = new(filter, TimeProvider.System);
        Assert.Equal(SourceStatus.Works, capture.Start(sink));
        return capture;
    }
}
