using System.Text;
using Meari.Observe.Calls;
using Microsoft.Extensions.Time.Testing;

namespace Meari.Observe.Tests.Calls;

public sealed class CallAssemblerTests
{
    const string Connection = "4<TCP:[127.0.0.1:9000->127.0.0.1:54321]>";

    readonly FakeTimeProvider _time = new(DateTimeOffset.MinValue); // its timestamps begin with 0, as the lines' do
    readonly CollectingSink _sink = new();
    readonly CallAssembler _assembler;
    readonly StraceReader _reader;

    public CallAssemblerTests()
    {
        _assembler = new(_sink, "strace", new()
        {
            ToMonotonic = static time => time,
            ProcessOf = static thread => thread < 20 ? 10 : null,
            FindLocal = static (_, _, _) => System.Net.IPEndPoint.Parse("127.0.0.1:40000"),
        });
        _reader = new(Stream.Null, _assembler, _time);
    }

    void Read(string text) => _reader.Take(Encoding.Latin1.GetBytes(text));

    void Wait(int milliseconds) => _time.Advance(TimeSpan.FromMilliseconds(milliseconds));

    (string Name, long Time, long? Result, long? Duration, string? Error)[] ToldNow =>
        [.. _sink.Calls.Select(static c => (c.Name, c.Time, c.Result, c.Duration, c.Error))];

    /// <summary>And what is held until the next line.</summary>
    (string Name, long Time, long? Result, long? Duration, string? Error)[] Told
    {
        get
        {
            _assembler.Complete();
            return ToldNow;
        }
    }

    /// <summary>strace needs time between a call's return and its line: by the length alone accept returned before the SYN that it waited for.</summary>
    [Fact]
    public void A_call_that_waited_returns_when_its_line_was_read()
    {
        Wait(2500);
        Read($"10 1.000000000 read({Connection}, \"\\x61\", 9) = 1 <1.000000000>\n");
        Assert.Single(ToldNow);
        Read("10 2.700000000 close(9) = 0 <0.000001>\n");
        Assert.Equal(("read", 2_500_000_000, 1, 1_000_000_000, null), ToldNow[1]);
    }

    [Fact]
    public void A_call_that_waited_returns_before_the_next_call_of_its_thread_however_late_its_line_was_read()
    {
        Wait(2500);
        Read($"10 1.000000000 read({Connection}, \"\\x61\", 9) = 1 <1.000000000>\n11 2.000000001 close(9) = 0 <0.000001>\n10 2.000300000 close(9) = 0 <0.000001>\n");
        Assert.Equal(("read", 2_000_299_999, 1, 1_000_000_000, null), ToldNow[1]);
    }

    [Fact]
    public void A_call_that_waited_is_told_soon_if_its_thread_makes_no_other()
    {
        Wait(2500);
        Read($"10 1.000000000 read({Connection}, \"\\x61\", 9) = 1 <1.000000000>\n");
        Assert.Single(ToldNow);
        Wait(41);
        Assert.Equal(("read", 2_500_000_000, 1, 1_000_000_000, null), ToldNow[1]);
    }

    [Fact]
    public void A_short_call_is_told_once_when_it_was_made()
    {
        Read($"10 1.000000000 read({Connection}, \"\\x61\", 9) = 1 <0.000999999>\n");
        Assert.Equal([("read", 1_000_000_000, 1, 999_999, null)], Told);
    }

    [Fact]
    public void A_call_that_waited_a_millisecond_is_told_twice()
    {
        Read($"10 1.000000000 read({Connection}, \"\\x61\", 9) = 1 <0.001000000>\n");
        Assert.Equal([("read", 1_000_000_000, null, null, null), ("read", 1_001_000_000, 1, 1_000_000, null)], Told);
        Assert.Equal([null, "a"], _sink.Calls.Select(static c => c.Data));
    }

    [Fact]
    public void A_line_without_an_end_is_a_call_that_waits()
    {
        Read($"10 1.000000000 read({Connection}, ");
        Wait(19);
        Assert.Empty(Told);
        Wait(2);
        Assert.Equal([("read", 1_000_000_000, null, null, null)], Told);
        Wait(1000);
        Read("\"\\x61\", 9) = 1 <0.500000000>\n");
        Assert.Equal([("read", 1_000_000_000, null, null, null), ("read", 1_500_000_000, 1, 500_000_000, null)], Told);
        Assert.Equal("a", _sink.Calls[1].Data);
    }

    [Fact]
    public void A_waiting_line_that_another_thread_breaks_off_is_told_once_as_begun()
    {
        Read($"10 1.000000000 read({Connection}, ");
        Wait(21);
        Read($" <unfinished ...>\n11 1.100000000 close(5<TCP:[1.1.1.1:1->2.2.2.2:2]>) = 0 <0.000001>\n10 1.200000000 <... read resumed>\"\", 9) = 0 <0.200000000>\n");
        Assert.Equal(
            [("read", 1_000_000_000, null, null, null), ("close", 1_100_000_000, 0, 1000, null), ("read", 1_200_000_000, 0, 200_000_000, null)], Told);
    }

    [Fact]
    public void An_unfinished_call_is_told_when_it_has_waited_long_enough()
    {
        Read($"10 1.000000000 read({Connection},  <unfinished ...>\n11 1.1 close(77) = -1 EBADF (Bad file descriptor) <0.000001>\n");
        Assert.Empty(Told);
        Wait(21);
        Assert.Equal([("read", 1_000_000_000, null, null, null)], Told);
    }

    [Fact]
    public void A_call_that_the_kernel_restarts_after_a_signal_is_one_call()
    {
        Read("10 1.000000000 accept(3<TCP:[0.0.0.0:9000]>, NULL, NULL) = ? ERESTARTSYS (To be restarted if SA_RESTART is set) <1.000000000>\n");
        Read($"10 2.100000000 accept(3<TCP:[0.0.0.0:9000]>, NULL, NULL) = {Connection} <0.400000000>\n");
        Assert.Equal([("accept", 1_000_000_000, null, null, null), ("accept", 2_500_000_000, 4, 1_500_000_000, null)], Told);
    }

    [Fact]
    public void A_call_that_a_signal_ended_returned_EINTR()
    {
        Read("10 1.000000000 accept(3<TCP:[0.0.0.0:9000]>, NULL, NULL) = ? ERESTARTSYS (To be restarted if SA_RESTART is set) <1.000000000>\n");
        Read("10 2.100000000 close(3<TCP:[0.0.0.0:9000]>) = 0 <0.000001000>\n");
        Assert.Equal(
            [("accept", 1_000_000_000, null, null, null), ("accept", 2_000_000_000, -1, 1_000_000_000, "EINTR"), ("close", 2_100_000_000, 0, 1000, null)],
            Told);
    }

    [Fact]
    public void A_thread_that_ends_in_a_call_has_none_pending()
    {
        Read($"10 1.000000000 read({Connection},  <unfinished ...>) = ?\n10 1.1 +++ killed by SIGKILL +++\n");
        Read($"11 1.000000000 read({Connection},  <unfinished ...>\n11 1.1 +++ killed by SIGKILL +++\n");
        Wait(100);
        Assert.Empty(Told);
        Assert.False(_assembler.IsWaiting);
    }

    [Fact]
    public void What_is_no_TCP_sockets_is_left_out()
    {
        Read("""
            10 1.0 read(0<\x2f\x64>, "\x61", 1) = 1 <0.5>
            10 1.0 socket(AF_INET, SOCK_DGRAM, IPPROTO_IP) = 3<UDP:[7]> <0.000001>
            10 1.0 sendto(3<UDP:[7]>, "\x61", 1, 0, NULL, 0) = 1 <0.000001>
            10 1.0 socket(AF_UNIX, SOCK_STREAM, 0) = 4<UNIX-STREAM:[8]> <0.000001>
            10 1.0 close(4<UNIX-STREAM:[8]>) = 0 <0.000001>
            10 1.0 write(5<socket:[9]>, "\x61", 1) = 1 <0.000001>

            """);
        Assert.Empty(Told);
        Assert.Equal(0, _sink.LostCount);
    }

    [Fact]
    public void A_socket_of_which_strace_has_only_the_inode_is_known_by_its_calls()
    {
        Read("""
            10 1.0 socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 5<socket:[9]> <0.000001>
            10 1.1 connect(5<socket:[9]>, {sa_family=AF_INET, sin_port=htons(9000), sin_addr=inet_addr("\x31\x30\x2e\x30\x2e\x30\x2e\x31")}, 16) = 0 <0.000001>
            10 1.2 write(5<socket:[9]>, "\x61", 1) = 1 <0.000001>
            10 1.3 write(5<socket:[10]>, "\x61", 1) = 1 <0.000001>

            """);
        Assert.Equal(["socket", "connect", "write"], Told.Select(static t => t.Name));
        Assert.All(_sink.Calls[1..], static c => Assert.Equal("127.0.0.1:40000 10.0.0.1:9000 Client", $"{c.Local} {c.Remote} {c.Side}"));
    }

    [Fact]
    public void A_thread_that_is_gone_when_its_line_is_read_belongs_to_its_creators_process()
    {
        Read($"10 1.0 clone3({{flags=CLONE_VM|CLONE_THREAD, stack_size=0x7fff80}} <unfinished ...>\n20 1.1 close({Connection}) = 0 <0.000001>\n");
        Read($"10 1.2 <... clone3 resumed> => {{parent_tid=[20]}}, 88) = 20 <0.0001>\n");
        Read($"10 1.3 clone(child_stack=0x1, flags=CLONE_VM|CLONE_THREAD) = 21 <0.0001>\n21 1.4 close({Connection}) = 0 <0.000001>\n");
        Read($"10 1.5 clone(child_stack=NULL, flags=SIGCHLD) = 22 <0.0001>\n22 1.6 close({Connection}) = 0 <0.000001>\n");
        Assert.Equal([10, 10, 22], _sink.Calls.Select(static c => c.Process));
    }

    [Fact]
    public void Vectors_are_one_text_and_control_messages_none()
    {
        Read($$"""
            10 1.0 sendmsg({{Connection}}, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="\x68\x65", iov_len=2}, {iov_base="\x79", iov_len=1}], msg_iovlen=2, msg_control=[{cmsg_data="\x7a"}], msg_flags=0}, MSG_NOSIGNAL) = 3 <0.000001>

            """);
        CallEvent call = Assert.Single(_sink.Calls);
        Assert.Equal(("hey", 3, "MSG_NOSIGNAL"), (call.Data, call.Requested, call.Arguments));
    }

    /// <summary>Each way was counted as sent, so what splice had read lay in the receive buffer for ever.</summary>
    [Fact]
    public void A_splice_says_which_way_it_goes()
    {
        Read($"10 1.0 splice({Connection}, NULL, 6<pipe:[7]>, NULL, 64, 0) = 5 <0.000001>\n10 1.1 splice(5<pipe:[7]>, NULL, {Connection}, NULL, 5, 0) = 5 <0.000001>\n");
        Assert.Equal([(4, "to pipe", 64L), (4, "from pipe", 5L)], _sink.Calls.Select(static c => (c.Descriptor!.Value, c.Arguments!, c.Requested!.Value)));
        Assert.Equal([Transfer.Receive, Transfer.Send], _sink.Calls.Select(TransferCalls.DirectionOf));
    }

    /// <summary>strace was not asked for them, and what they read lay in the receive buffer for ever.</summary>
    [Theory]
    [InlineData("recvmmsg", "[{msg_hdr={msg_iov=[{iov_base=\"\\x68\", iov_len=9}], msg_iovlen=1}, msg_len=1}], 2, 0, NULL", Transfer.ReceiveUncounted)]
    [InlineData("sendmmsg", "[{msg_hdr={msg_iov=[{iov_base=\"\\x68\", iov_len=1}], msg_iovlen=1}, msg_len=1}], 2, 0", Transfer.SendUncounted)]
    [InlineData("preadv2", "[{iov_base=\"\\x68\", iov_len=4}], 1, -1, 0", Transfer.Receive)]
    [InlineData("pwritev2", "[{iov_base=\"\\x68\", iov_len=1}], 1, -1, 0", Transfer.Send)]
    public void Every_call_that_moves_bytes_is_asked_for_and_counted(string name, string arguments, object direction)
    {
        Assert.Contains("?" + name, SocketCall.TraceExpression["trace=".Length..].Split(','));
        Read($"10 1.0 {name}({Connection}, {arguments}) = 1 <0.000001>\n");
        Assert.Equal(direction, TransferCalls.DirectionOf(Assert.Single(_sink.Calls)));
    }

    [Fact]
    public void A_ring_of_io_uring_is_told_though_it_is_no_socket()
    {
        Assert.Contains("?io_uring_setup", SocketCall.TraceExpression["trace=".Length..].Split(','));
        Read("10 1.0 io_uring_setup(256, {flags=0, sq_thread_cpu=0, sq_thread_idle=0, sq_entries=256}) = 7<anon_inode:[io_uring]> <0.000040>\n");
        CallEvent call = Assert.Single(_sink.Calls);
        Assert.Equal(("io_uring_setup", 7L, null, 10), (call.Name, call.Result!.Value, call.Descriptor, call.Process!.Value));
    }

    [Fact]
    public void A_line_of_a_mebibyte_is_counted_and_the_next_is_read()
    {
        Read("10 1.0 read(4<TCP:[" + new string('1', 1 << 20));
        Wait(100);
        Read($"]> = 1\n10 1.000000000 close({Connection}) = 0 <0.000001>\n");
        Assert.Equal([("close", 1_000_000_000, 0, 1000, null)], Told);
        Assert.Equal(1, _sink.LostCount);
    }

    [Fact]
    public void Lines_may_come_byte_by_byte()
    {
        foreach (char c in $"10 1.000000000 close({Connection}) = 0 <0.000001>\n11 1.0 garbage\n")
            Read($"{c}");
        Assert.Equal([("close", 1_000_000_000, 0, 1000, null)], Told);
        Assert.Equal(1, _sink.LostCount);
    }
}
