using System.Diagnostics;
using System.Globalization;
using System.IO.Pipes;
using System.Net;
using Meari.Observe.Segments;
using static Meari.Observe.TcpControlBits;

namespace Meari.Observe.Tests.Segments;

[Collection("packet sockets")]
public sealed class PcapngWriterTests : IDisposable
{
    readonly string _path = Path.Combine(Path.GetTempPath(), $"meari-{Guid.NewGuid():N}.pcapng");

    public void Dispose() => File.Delete(_path);

    static SegmentEvent Segment(long time, int connection = 1, TcpControlBits bits = Psh | Ack, string data = "hello", bool isIPv6 = false)
    {
        byte[] tcp = Packets.Tcp(bits, data: System.Text.Encoding.UTF8.GetBytes(data));
        byte[] packet = isIPv6 ? Packets.IPv6(tcp) : Packets.IPv4(tcp);
        Assert.True(SegmentParser.TryParse(packet, packet.Length, time, 0, out SegmentEvent? segment));
        return segment with { Connection = connection, Side = TimelineSide.Client };
    }

    static StateEvent State(long time, TcpState from, TcpState to, int connection = 1) => new()
    {
        Time = time,
        Connection = connection,
        Side = TimelineSide.Server,
        Local = Packets.ServerIPv4,
        Remote = Packets.ClientIPv4,
        From = from,
        To = to,
    };

    PcapngWriter Writer(TimeProvider? time = null, Func<TimelineEvent, string>? describe = null) => new(new FileStream(_path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, 0), time, describe);

    async Task<string[]> CommentsAsync() => [.. (await Tshark.ReadAsync(_path, "frame.comment")).Select(static fields => fields[0])];

    [Fact]
    public async Task Tshark_reads_packets_of_both_families_with_their_times_and_lengths()
    {
        long now = new MonotonicClock(TimeProvider.System).Nanoseconds, realTime = (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100;
        using (PcapngWriter writer = Writer())
        {
            writer.Dropped = 3;
            Assert.True(writer.TryWrite(Segment(now, bits: Syn, data: "")));
            Assert.True(writer.TryWrite(Segment(now + 1, isIPv6: true)));
            SegmentEvent cut = Segment(now + 2, data: new('x', 1000));
            Assert.True(writer.TryWrite(cut with { Packet = cut.Packet[..256] }));
            Assert.Equal(3, writer.Packets);
        }
        string[][] packets = await Tshark.ReadAsync(_path, "frame.time_epoch", "frame.len", "frame.cap_len", "ip.src", "ipv6.src", "tcp.len", "tcp.flags.syn");
        Assert.Equal(["40", "40", "192.0.2.1", "", "0", "1"], packets[0][1..]);
        Assert.Equal(["65", "65", "", "2001:db8::1", "5", "0"], packets[1][1..]);
        Assert.Equal(["1040", "256", "192.0.2.1", "", "1000", "0"], packets[2][1..]);
        decimal[] times = [.. packets.Select(static packet => decimal.Parse(packet[0], CultureInfo.InvariantCulture))];
        Assert.Equal([1e-9m, 1e-9m], [times[1] - times[0], times[2] - times[1]]);
        Assert.InRange(times[0], realTime / 1e9m - 0.01m, realTime / 1e9m + 0.01m);
    }

    [Fact]
    public async Task What_happened_since_the_last_packet_is_in_the_comments_of_the_next_of_its_connection()
    {
        using (PcapngWriter writer = Writer())
        {
            writer.TryWrite(new CallEvent { Time = 1_000_000, Local = Packets.ServerIPv4, Side = TimelineSide.Server, Name = "listen", Descriptor = 3, Arguments = "backlog 4096", Result = 0, Duration = 2_000 });
            writer.TryWrite(Segment(2_000_000, bits: Syn, data: ""));
            writer.TryWrite(State(2_500_000, TcpState.Listen, TcpState.SynReceived));
            writer.TryWrite(Segment(3_000_000, connection: 2));
            writer.TryWrite(new CallEvent { Time = 3_500_000, Connection = 1, Side = TimelineSide.Client, Name = "recv", Descriptor = 4, Requested = 512 });
            writer.TryWrite(new QueueEvent { Time = 3_600_000, Connection = 1, Side = TimelineSide.Client, SendQueue = 5, InFlight = 5, ReceiveQueue = 0 });
            writer.TryWrite(new TextEvent { Time = 3_700_000, Connection = 1, Stream = TimelineText.Output, Text = "안녕하세요." });
            writer.TryWrite(Segment(4_000_000, isIPv6: true));
            writer.TryWrite(State(4_000_001, TcpState.LastAck, TcpState.Closed));
            writer.TryWrite(State(5_000_000, TcpState.FinWait2, TcpState.TimeWait, connection: 2) with { Inferred = true });
        }
        Assert.Equal(
            [
                "-1.000 ms 192.0.2.2:9000 server listen(3, backlog 4096) = 0 <0.002 ms>",
                "",
                "-1.500 ms server LISTEN → SYN_RECV|-0.500 ms client recv(4, 512 bytes) …|-0.400 ms client send queue 5 bytes, in flight 5 bytes, receive queue 0 bytes|-0.300 ms output: 안녕하세요."
                    + "|+0.000 ms server LAST_ACK → CLOSED",
            ],
            await CommentsAsync());
        // No packet of its connection came after it: it stands at the end, and not with another's packet.
        Assert.Contains("+1.000 ms 192.0.2.1:14641 ↔ 192.0.2.2:9000 server FIN_WAIT2 → TIME_WAIT (inferred)", await File.ReadAllTextAsync(_path, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_segment_that_nobody_captured_is_a_comment()
    {
        using (PcapngWriter writer = Writer())
        {
            writer.TryWrite(Segment(1_000_000) with { Inferred = true, Sequence = 1, Acknowledgment = 1 });
            writer.TryWrite(Segment(2_000_000) with { Packet = default, ControlBits = Fin | Ack, Length = 0, Sequence = 6, Acknowledgment = 1 });
            writer.TryWrite(Segment(3_000_000));
            Assert.Equal(1, writer.Packets);
        }
        Assert.Equal(["-2.000 ms client segment PSH ACK seq 1 ack 1 length 5 bytes (inferred)|-1.000 ms client segment FIN ACK seq 6 ack 1 length 0 bytes"], await CommentsAsync());
    }

    [Fact]
    public async Task Comments_are_bounded_in_number_and_length_and_escaped()
    {
        using (PcapngWriter writer = Writer(describe: static seen => ((TextEvent)seen).Text))
        {
            TextEvent text = new() { Time = 1, Connection = 1, Stream = TimelineText.Output, Text = "\e]0;title\a" };
            writer.TryWrite(text);
            writer.TryWrite(text with { Text = new('한', 100_000) });
            writer.TryWrite(text with { Text = string.Concat(Enumerable.Repeat("\U0001F600", 1000)) });
            for (int i = 0; i < 1_000; i++)
                writer.TryWrite(text with { Text = "line" });
            writer.TryWrite(Segment(1));
        }
        string[] comments = Assert.Single(await CommentsAsync()).Split('|');
        Assert.Equal(PacketComments.MostOfOne + 1, comments.Length);
        Assert.Equal(@"+0.000 ms \x1b]0;title\x07", comments[0]);
        Assert.All(comments, static comment => Assert.InRange(comment.Length, 1, PacketComments.MaxLength));
        Assert.Equal($"… {1_003 - PacketComments.MostOfOne} more", comments[^1]);
        Assert.EndsWith("한…", comments[1], StringComparison.Ordinal);
        Assert.EndsWith("\U0001F600…", comments[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_listening_sockets_comments_wait_for_a_packet_of_its_port()
    {
        CallEvent listen = new() { Time = 1_000_000, Local = new(IPAddress.Any, 4000), Side = TimelineSide.Server, Name = "listen", Descriptor = 3, Result = 0 };
        using (PcapngWriter writer = Writer())
        {
            writer.TryWrite(listen);
            writer.TryWrite(listen with { Local = new(IPAddress.Any, 9000), Descriptor = 4 });
            writer.TryWrite(Segment(2_000_000));
        }
        Assert.Equal(["-1.000 ms 0.0.0.0:9000 server listen(4) = 0"], await CommentsAsync());
        Assert.Contains("-1.000 ms 0.0.0.0:4000 server listen(3) = 0", await File.ReadAllTextAsync(_path, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_buffers_values_the_last_before_a_packet_counts()
    {
        using (PcapngWriter writer = Writer())
        {
            QueueEvent queue = new() { Time = 1_000_000, Connection = 1, Side = TimelineSide.Client, SendQueue = 5, InFlight = 5 };
            writer.TryWrite(queue);
            writer.TryWrite(queue with { SendQueue = 1, InFlight = 1 });
            writer.TryWrite(queue with { Side = TimelineSide.Server, SendQueue = null, InFlight = null, ReceiveQueue = 7 });
            writer.TryWrite(Segment(2_000_000));
        }
        Assert.Equal(["-1.000 ms client send queue 1 byte, in flight 1 byte|-1.000 ms server receive queue 7 bytes"], await CommentsAsync());
    }

    [Fact]
    public async Task Connections_that_wait_too_long_give_their_comments_to_the_end_of_the_file()
    {
        using (PcapngWriter writer = Writer())
        {
            for (int connection = 1; connection <= 66; connection++)
                writer.TryWrite(State(connection, TcpState.SynSent, TcpState.Established, connection));
            writer.TryWrite(Segment(1_000_000, connection: 1000));
            for (int connection = 1; connection <= 10_000; connection++)
                writer.TryWrite(State(1_000_000 + connection, TcpState.SynSent, TcpState.Established, connection));
            writer.TryWrite(Segment(2_000_000, connection: 1000));
        }
        Assert.Equal(["", ""], await CommentsAsync());
        string text = await File.ReadAllTextAsync(_path, TestContext.Current.CancellationToken);
        Assert.Equal(PacketComments.MostAtEnd, text.Split("SYN_SENT → ESTABLISHED").Length - 1);
        Assert.Contains($"… {10_066 - PacketComments.MostAtEnd} more", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_without_packets_is_one_too()
    {
        using (PcapngWriter writer = Writer())
            writer.TryWrite(State(1, TcpState.Closed, TcpState.Listen));
        Assert.Empty(await CommentsAsync());
    }

    [Fact]
    public async Task What_was_captured_is_what_tshark_shows()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Packet sockets need Linux and root.");
        RecordingSink sink = new();
        using Loopback loopback = new(IPAddress.IPv6Loopback);
        await using (PacketCapture capture = new(new(loopback.Address.Port), TimeProvider.System))
        {
            Assert.Equal(SourceStatus.Works, capture.Start(sink));
            (var client, var server) = await loopback.ConnectAsync();
            await client.SendAsync(new byte[100_000]);
            Assert.Equal(100_000, await Loopback.ReceiveAsync(server, 100_000));
        }
        using (PcapngWriter writer = Writer())
            Assert.All(sink.Segments, segment => Assert.True(writer.TryWrite(segment)));
        string[][] packets = await Tshark.ReadAsync(_path, "tcp.srcport", "tcp.len", "tcp.seq_raw", "tcp.window_size_value");
        Assert.Equal(sink.Segments.Select(static s => new object[] { s.Local!.Port, s.Length, s.Sequence, s.Window }.Select(static o => $"{o}")), packets);
    }

    [Fact]
    public void A_full_disk_is_a_value()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/dev/full is Linux's.");
        using PcapngWriter writer = new(new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 0));
        Assert.Equal(RecordingObstacle.DiskFull, writer.Error?.Obstacle);
        Assert.False(writer.TryWrite(Segment(1)));
        Assert.False(writer.TryFlush());
    }

    [Fact]
    public async Task A_disk_that_becomes_full_leaves_a_file_that_can_be_read()
    {
        await using (FileStream file = new(_path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, 0))
        {
            using PcapngWriter writer = new(new SmallDisk(file, 100_001));
            int written = 0;
            while (writer.TryWrite(Segment(written)))
                Assert.InRange(++written, 0, 10_000);
            Assert.Equal(RecordingObstacle.DiskFull, writer.Error?.Obstacle);
        }
        Assert.InRange(new FileInfo(_path).Length, 99_000, 100_001);
        Assert.InRange((await CommentsAsync()).Length, 900, 2_000);
    }

    [Fact]
    public async Task A_file_system_that_becomes_full_leaves_a_file_that_can_be_read()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Mounting a small file system needs Linux and root.");
        string disk = Directory.CreateTempSubdirectory("meari-").FullName, path = Path.Combine(disk, "full.pcapng");
        await RunAsync("mount", "-t", "tmpfs", "-o", "size=96k", "tmpfs", disk);
        try
        {
            using (PcapngWriter writer = new(new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 0)))
            {
                int written = 0;
                while (writer.TryWrite(Segment(written)))
                    Assert.InRange(++written, 0, 10_000);
                Assert.Equal(RecordingObstacle.DiskFull, writer.Error?.Obstacle);
            }
            Assert.InRange(new FileInfo(path).Length, 80_000, 96 << 10);
            Assert.NotEmpty(await Tshark.ReadAsync(path, "frame.comment"));
        }
        finally
        {
            await RunAsync("umount", disk);
            Directory.Delete(disk);
        }
    }

    static async Task RunAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public void A_pipe_that_nobody_reads_any_more_is_a_value()
    {
        using AnonymousPipeServerStream reader = new(PipeDirection.In);
        using PcapngWriter writer = new(new AnonymousPipeClientStream(PipeDirection.Out, reader.ClientSafePipeHandle));
        Assert.Null(writer.Error);
        reader.Dispose();
        writer.TryWrite(Segment(1));
        writer.TryWrite(Segment(2));
        Assert.False(writer.TryFlush());
        Assert.Equal(RecordingObstacle.Failed, writer.Error?.Obstacle);
        Assert.NotEmpty(writer.Error?.Detail ?? "");
    }

    /// <summary>A file on a disk with so much room: a write takes what fits before it fails, as the kernel's does.</summary>
    sealed class SmallDisk(FileStream file, long room) : Stream
    {
        const int ENOSPC = 28;

        public override bool CanRead => false;
        public override bool CanSeek => true;
        public override bool CanWrite => true;
        public override long Length => file.Length;
        public override long Position { get => file.Position; set => file.Position = value; }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            file.Write(buffer[..(int)Math.Min(buffer.Length, room - file.Position)]);
            if (file.Position == room)
                throw new IOException("No space left on device", ENOSPC);
        }

        public override void SetLength(long value) => file.SetLength(value);
        public override void Flush() => file.Flush();
        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));
        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => file.Seek(offset, origin);
    }
}
