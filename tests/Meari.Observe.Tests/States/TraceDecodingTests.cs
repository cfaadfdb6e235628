using System.Buffers.Binary;
using System.Net;

namespace Meari.Observe.Tests.States;

/// <summary>Kernels differ in where their events have their fields, and in which.</summary>
public sealed class TraceDecodingTests
{
    const string Common = """
        ID: 2287
        format:
        	field:unsigned short common_type;	offset:0;	size:2;	signed:0;
        	field:unsigned char common_flags;	offset:2;	size:1;	signed:0;
        	field:unsigned char common_preempt_count;	offset:3;	size:1;	signed:0;
        	field:int common_pid;	offset:4;	size:4;	signed:1;


        """;

    const string States = Common + """
        	field:const void * skaddr;	offset:8;	size:8;	signed:0;
        	field:int oldstate;	offset:16;	size:4;	signed:1;
        	field:int newstate;	offset:20;	size:4;	signed:1;
        	field:__u16 sport;	offset:24;	size:2;	signed:0;
        	field:__u16 dport;	offset:26;	size:2;	signed:0;
        	field:__u16 family;	offset:28;	size:2;	signed:0;
        	field:__u16 protocol;	offset:30;	size:2;	signed:0;
        	field:__u8 saddr[4];	offset:32;	size:4;	signed:0;
        	field:__u8 daddr[4];	offset:36;	size:4;	signed:0;
        	field:__u8 saddr_v6[16];	offset:40;	size:16;	signed:0;
        	field:__u8 daddr_v6[16];	offset:56;	size:16;	signed:0;

        print fmt: "family=%s protocol=%s", REC->family
        """;

    /// <summary>As until Linux 6.9: ports, and no family.</summary>
    const string OldReset = Common + """
        	field:const void * skbaddr;	offset:8;	size:8;	signed:0;
        	field:const void * skaddr;	offset:16;	size:8;	signed:0;
        	field:int state;	offset:24;	size:4;	signed:1;
        	field:__u16 sport;	offset:28;	size:2;	signed:0;
        	field:__u16 dport;	offset:30;	size:2;	signed:0;
        	field:__u8 saddr[4];	offset:32;	size:4;	signed:0;
        	field:__u8 daddr[4];	offset:36;	size:4;	signed:0;
        	field:__u8 saddr_v6[16];	offset:40;	size:16;	signed:0;
        	field:__u8 daddr_v6[16];	offset:56;	size:16;	signed:0;
        """;

    const string NewReset = Common + """
        	field:const void * skbaddr;	offset:8;	size:8;	signed:0;
        	field:const void * skaddr;	offset:16;	size:8;	signed:0;
        	field:int state;	offset:24;	size:4;	signed:1;
        	field:enum sk_rst_reason reason;	offset:28;	size:4;	signed:0;
        	field:__u8 saddr[28];	offset:32;	size:28;	signed:0;
        	field:__u8 daddr[28];	offset:60;	size:28;	signed:0;
        """;

    static readonly IPEndPoint Server = IPEndPoint.Parse("127.0.0.1:9000"), Client = IPEndPoint.Parse("127.0.0.1:40000");

    [Fact]
    public void A_format_says_where_each_field_is()
    {
        TraceEventFormat format = TraceEventFormat.Parse(States)!;
        Assert.Equal((2287, 72), (format.Id, format.Length));
        Assert.Equal((8, 24, 32, 40), (format.OffsetOf("skaddr", 8), format.OffsetOf("sport", 2), format.OffsetOf("saddr", 4), format.OffsetOf("saddr_v6", 16)));
        Assert.Equal((-1, -1), (format.OffsetOf("skaddr", 4), format.OffsetOf("nothing", 4)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("ID: x\nfield:int a;	offset:0;	size:4;")]
    [InlineData("ID: 70000\nfield:int a;	offset:0;	size:4;")]
    [InlineData("ID: 1\n")]
    [InlineData("ID: 1\nfield:int a;	offset:-1;	size:4;")]
    [InlineData("ID: 1\nfield:int a;	offset:0;	size:2147483647;")]
    [InlineData("ID: 1\nfield:int a;	offset:0;")]
    [InlineData("ID: 1\nfield:;	offset:0;	size:4;")]
    public void A_format_that_makes_no_sense_is_none(string text) => Assert.Null(TraceEventFormat.Parse(text));

    [Theory]
    [InlineData("skaddr")]
    [InlineData("oldstate")]
    [InlineData("dport")]
    [InlineData("saddr_v6")]
    [InlineData("common_pid")]
    public void Without_a_field_that_is_needed_there_is_no_source(string field) =>
        Assert.Null(StateDecoder.Of(TraceEventFormat.Parse(States.Replace(field, "other", StringComparison.Ordinal))!, default));

    [Fact]
    public void A_socket_keeps_its_number_until_it_is_closed()
    {
        StateDecoder decoder = StateDecoder.Of(TraceEventFormat.Parse(States)!, default)!;
        StateEvent connecting = Decode(decoder, Change(0xFFFF_8881, 7, 2, 0, 9000));
        StateEvent connected = Decode(decoder, Change(0xFFFF_8881, 2, 1, 40000, 9000));
        StateEvent other = Decode(decoder, Change(0xFFFF_8882, 10, 12, 9000, 40000));
        StateEvent closed = Decode(decoder, Change(0xFFFF_8881, 1, 7, 40000, 9000));
        StateEvent again = Decode(decoder, Change(0xFFFF_8881, 7, 2, 0, 9000));
        Assert.Equal([1, 1, 2, 1, 3], [connecting.Socket, connected.Socket, other.Socket, closed.Socket, again.Socket]);
        Assert.Equal((null, Server), (connecting.Local, connecting.Remote));
        Assert.Equal((Client, Server, TimelineSide.Client), (connected.Local, connected.Remote, connected.Side));
        Assert.Equal((TcpState.Listen, TcpState.SynReceived, TimelineSide.Server), (other.From, other.To, other.Side));
        Assert.Null(again.Local);
    }

    [Fact]
    public void A_change_in_an_interrupt_names_no_process()
    {
        StateDecoder decoder = StateDecoder.Of(TraceEventFormat.Parse(States)!, default)!;
        byte[] change = Change(1, 7, 2, 0, 9000);
        BinaryPrimitives.WriteInt32LittleEndian(change.AsSpan(4), Environment.ProcessId);
        Assert.Equal(OperatingSystem.IsLinux() ? Environment.ProcessId : null, Decode(decoder, change).Process);
        change[2] = 0x10;
        Assert.Null(Decode(decoder, change).Process);
    }

    [Fact]
    public void A_state_that_is_not_known_is_said_to_be()
    {
        StateDecoder decoder = StateDecoder.Of(TraceEventFormat.Parse(States)!, default)!;
        Assert.Equal(TcpState.Unknown, Decode(decoder, Change(1, 1, 99, 9000, 40000)).To);
        Assert.Equal(TcpState.Unknown, Decode(decoder, Change(1, 1, -1, 9000, 40000)).To);
    }

    [Fact]
    public void An_event_that_is_too_short_is_none()
    {
        StateDecoder decoder = StateDecoder.Of(TraceEventFormat.Parse(States)!, default)!;
        Assert.False(decoder.TryDecode(1, Change(1, 7, 2, 0, 9000).AsSpan(0, 71), out _));
        TracedSegments segments = new(default);
        segments.Learn(TraceEventFormat.Parse(NewReset)!, "tcp/tcp_send_reset");
        Assert.False(segments.TryDecode(2287, 1, new byte[87], out _));
        Assert.True(segments.TryDecode(1, 1, new byte[87], out SegmentEvent? seen)); // of another kind
        Assert.Null(seen);
    }

    [Theory]
    [InlineData(OldReset, false)]
    [InlineData(NewReset, true)]
    public void A_reset_is_read_in_either_form(string form, bool isSockAddr)
    {
        TracedSegments segments = new(new(9000));
        Assert.True(segments.Learn(TraceEventFormat.Parse(form)!, "tcp/tcp_send_reset"));
        Assert.True(segments.TryDecode(2287, 5, isSockAddr ? SockAddrReset() : OldFormReset(), out SegmentEvent? seen));
        Assert.Equal((5, Client, Server, TcpControlBits.Rst), (seen!.Time, seen.Local, seen.Remote, seen.ControlBits));
    }

    [Fact]
    public void What_is_forgotten_is_what_changed_least_recently()
    {
        TracedSockets sockets = new(limit: 4);
        long first = sockets.Get(1).Number;
        for (ulong address = 2; address <= 100; address++)
        {
            Assert.Equal(first, sockets.Get(1).Number);
            sockets.Get(address);
            Assert.True(sockets.Count <= 8);
        }
        Assert.Equal(100, sockets.Get(100).Number);
        Assert.Equal(101, sockets.Get(2).Number);
    }

    [Fact]
    public void Events_of_several_processors_come_in_order_and_the_youngest_wait()
    {
        TraceBatch batch = new();
        Taken taken = new();
        foreach (long time in (long[])[10, 20, 40, 15, 30, 50, 20])
            batch.Add(time, [(byte)time, (byte)batch.Held]);
        Assert.True(batch.Give(40, taken));
        Assert.Equal([10, 15, 20, 20, 30], taken.Times);
        batch.Add(45, [45, 0]);
        Assert.False(batch.Give(long.MaxValue, taken));
        Assert.Equal([10, 15, 20, 20, 30, 40, 45, 50], taken.Times);
        Assert.Equal(0, batch.Held);
    }

    [Fact]
    public void Too_many_events_do_not_wait()
    {
        TraceBatch batch = new();
        Taken taken = new();
        byte[] large = new byte[1 << 16];
        for (int i = 0; i <= TraceBatch.MaxHeld / large.Length; i++)
        {
            large[0] = 100;
            batch.Add(100, large);
        }
        Assert.False(batch.Give(50, taken));
        Assert.Equal((TraceBatch.MaxHeld >> 16) + 1, taken.Times.Count);
    }

    [Fact]
    public void Any_mixture_of_runs_is_put_into_order_and_equal_times_stay_as_they_came()
    {
        Random random = new(19);
        for (int round = 0; round < 200; round++)
        {
            TraceBatch batch = new();
            List<(long Time, int Number)> waiting = [];
            int number = 0;
            foreach (long before in (long[])[20, 30, long.MaxValue])
            {
                for (int run = random.Next(5); run > 0; run--)
                {
                    long time = random.Next(50);
                    for (int length = random.Next(20); length > 0; length--, time += random.Next(4))
                    {
                        batch.Add(time, BitConverter.GetBytes(number));
                        waiting.Add((time, number++));
                    }
                }
                waiting = [.. waiting.OrderBy(static e => e.Time)];
                Numbered given = new();
                batch.Give(before, given);
                Assert.Equal(waiting.TakeWhile(e => e.Time < before), given.Events);
                waiting.RemoveRange(0, given.Events.Count);
            }
        }
    }

    sealed class Numbered : ITraceConsumer
    {
        public List<(long Time, int Number)> Events { get; } = [];

        public void Begin()
        {
        }

        public void Take(long time, ReadOnlySpan<byte> payload) => Events.Add((time, BitConverter.ToInt32(payload)));

        public void Lost(long count) => Assert.Fail();

        public void Failed(int processor, int error) => Assert.Fail();
    }

    sealed class Taken : ITraceConsumer
    {
        public List<long> Times { get; } = [];

        public void Begin()
        {
        }

        public void Take(long time, ReadOnlySpan<byte> payload)
        {
            Assert.Equal((byte)time, payload[0]);
            Times.Add(time);
        }

        public void Lost(long count) => Assert.Fail("nothing is lost");

        public void Failed(int processor, int error) => Assert.Fail("nothing fails");
    }

    static StateEvent Decode(StateDecoder decoder, byte[] payload)
    {
        Assert.True(decoder.TryDecode(1, payload, out StateEvent? seen));
        return seen!;
    }

    static byte[] Change(ulong address, int from, int to, ushort localPort, ushort remotePort)
    {
        byte[] payload = new byte[72];
        BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(4), int.MaxValue); // nobody's id
        BinaryPrimitives.WriteUInt64LittleEndian(payload.AsSpan(8), address);
        BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(16), from);
        BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(20), to);
        BinaryPrimitives.WriteUInt16LittleEndian(payload.AsSpan(24), localPort);
        BinaryPrimitives.WriteUInt16LittleEndian(payload.AsSpan(26), remotePort);
        BinaryPrimitives.WriteUInt16LittleEndian(payload.AsSpan(28), 2);
        IPAddress.Loopback.TryWriteBytes(payload.AsSpan(32), out _);
        IPAddress.Loopback.TryWriteBytes(payload.AsSpan(36), out _);
        return payload;
    }

    static byte[] OldFormReset()
    {
        byte[] payload = new byte[72];
        BinaryPrimitives.WriteUInt16LittleEndian(payload.AsSpan(28), 40000);
        BinaryPrimitives.WriteUInt16LittleEndian(payload.AsSpan(30), 9000);
        IPAddress.Loopback.MapToIPv6().TryWriteBytes(payload.AsSpan(40), out _);
        IPAddress.Loopback.MapToIPv6().TryWriteBytes(payload.AsSpan(56), out _);
        return payload;
    }

    static byte[] SockAddrReset()
    {
        byte[] payload = new byte[88];
        payload[32] = 2;
        BinaryPrimitives.WriteUInt16BigEndian(payload.AsSpan(34), 40000);
        IPAddress.Loopback.TryWriteBytes(payload.AsSpan(36), out _);
        payload[60] = 10;
        BinaryPrimitives.WriteUInt16BigEndian(payload.AsSpan(62), 9000);
        IPAddress.Loopback.MapToIPv6().TryWriteBytes(payload.AsSpan(68), out _);
        return payload;
    }
}
