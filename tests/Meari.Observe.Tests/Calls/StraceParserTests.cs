using System.Globalization;
using System.Net;
using Meari.Observe.Calls;

namespace Meari.Observe.Tests.Calls;

public sealed class StraceParserTests
{
    const string Time = "12 1795561069.721699341 ";

    static StraceLine Parsed(string text, bool isPartial = false)
    {
        Assert.True(StraceParser.TryParse(text, isPartial, out StraceLine line), text);
        return line;
    }

    [Fact]
    public void A_call_has_its_thread_time_name_arguments_result_and_duration()
    {
        StraceLine line = Parsed(Time + @"recvfrom(4<TCP:[127.0.0.1:9456->127.0.0.1:59520]>, ""\xec\x95"", 512, 0, NULL, NULL) = 7 <0.000032919>");
        Assert.Equal(StraceLineKind.Call, line.Kind);
        Assert.Equal((12, 1_795_561_069_721_699_341, "recvfrom"), (line.Thread, line.Time, line.Name));
        Assert.Equal(@"4<TCP:[127.0.0.1:9456->127.0.0.1:59520]>, ""\xec\x95"", 512, 0, NULL, NULL", line.Arguments);
        Assert.Equal((7, null, 32_919), (line.Result, line.Error, line.Duration));
    }

    [Theory]
    [InlineData("close(99) = -1 EBADF (Bad file descriptor) <0.000001>", -1, "EBADF", 1000)]
    [InlineData("close(3<TCP:[1]>)        = 0", 0, null, null)]
    [InlineData("accept(3<TCP:[0.0.0.0:1]>, NULL, NULL) = ? ERESTARTSYS (To be restarted if SA_RESTART is set) <0.5>", null, "ERESTARTSYS", 500_000_000)]
    [InlineData("read(3<TCP:[1]>,  <unfinished ...>) = ?", null, null, null)]
    [InlineData("setsockopt(3<TCP:[1]>, SOL_SOCKET, SO_LINGER, {l_onoff=1, l_linger=5}, 8) = 0 <0.000036575>", 0, null, 36_575)]
    [InlineData("execve(\"\\x2f\", [\"\\x2f\"], 0x7ffe980d3b70 /* 47 vars */) = 0 <0.000213169>", 0, null, 213_169)]
    public void Results_are_read(string text, int? result, string? error, int? duration)
    {
        StraceLine line = Parsed(Time + text);
        Assert.Equal(StraceLineKind.Call, line.Kind);
        Assert.Equal((result, error, duration), (line.Result, line.Error, line.Duration));
        Assert.DoesNotContain("unfinished", line.Arguments, StringComparison.Ordinal);
    }

    [Fact]
    public void A_returned_descriptor_has_its_decoration() =>
        Assert.Equal("TCP:[1.2.3.4:5->6.7.8.9:10]", Parsed(Time + "accept(3, NULL, NULL) = 4<TCP:[1.2.3.4:5->6.7.8.9:10]> <0.5>").ResultDecoration);

    [Theory]
    [InlineData("read(4<TCP:[1]>,  <unfinished ...>", false, "4<TCP:[1]>,")]
    [InlineData("read(4<TCP:[1]>, <detached ...>", false, "4<TCP:[1]>,")]
    [InlineData("read(4<TCP:[1]>, ", true, "4<TCP:[1]>,")]
    public void A_call_that_waits_is_begun(string text, bool isPartial, string arguments)
    {
        StraceLine line = Parsed(Time + text, isPartial);
        Assert.Equal((StraceLineKind.Begun, "read", arguments), (line.Kind, line.Name, line.Arguments));
    }

    [Fact]
    public void The_rest_of_a_call_is_resumed()
    {
        StraceLine line = Parsed(Time + @"<... read resumed>""\x61"", 10) = 1 <0.100000000>");
        Assert.Equal((StraceLineKind.Resumed, "read", @"""\x61"", 10", 1), (line.Kind, line.Name, line.Arguments, line.Result));
    }

    [Theory]
    [InlineData("+++ exited with 0 +++", StraceLineKind.Ended)]
    [InlineData("+++ killed by SIGKILL +++", StraceLineKind.Ended)]
    [InlineData("--- SIGCHLD {si_signo=SIGCHLD} ---", StraceLineKind.Other)]
    public void Ends_and_signals_are_told_apart(string text, object kind) => Assert.Equal(kind, Parsed(Time + text).Kind);

    [Theory]
    [InlineData("+++ exited with 7 +++", 7)]
    [InlineData("+++ killed by SIGKILL +++", 137)]
    [InlineData("+++ killed by SIGSEGV (core dumped) +++", 139)]
    [InlineData("+++ killed by SIGRT_3 +++", null)]
    [InlineData("+++ exited with 256 +++", null)]
    [InlineData("+++ superseded by execve in pid 7 +++", null)]
    public void An_end_has_the_exit_code_as_far_as_strace_says_it(string text, int? code) => Assert.Equal(code, Parsed(Time + text).Exit);

    [Fact]
    public void A_line_may_lack_the_thread() => Assert.Equal(0, Parsed("1795561069.7 close(3) = 0").Thread);

    [Theory]
    [InlineData("")]
    [InlineData("12")]
    [InlineData("12 ")]
    [InlineData("x")]
    [InlineData("99999999999999999999 1.0 close(3) = 0")]
    [InlineData("12 99999999999.0 close(3) = 0")]
    [InlineData("12 9999999999.999999999 close(3) = 0")]
    [InlineData("12 1.1234567890 close(3) = 0")]
    [InlineData("12 1.-1 close(3) = 0")]
    [InlineData("12 1.0 close(3) = 99999999999999999999")]
    [InlineData("12 1.0 close(3")]
    [InlineData("12 1.0 close")]
    [InlineData("12 1.0 (3) = 0")]
    [InlineData("12 1.0 CLOSE(3) = 0")]
    [InlineData("12 1.0 close(3) = 4<TCP")]
    [InlineData("12 1.0 <... close resumed>")]
    [InlineData("12 1.0 <... resumed>) = 0")]
    [InlineData("12 1.0 +++ exited")]
    [InlineData("strace: Process 12 attached")]
    public void What_is_no_line_is_refused(string text) => Assert.False(StraceParser.TryParse(text, isPartial: false, out _));

    [Fact]
    public void Random_bytes_and_broken_lines_break_nothing()
    {
        Random random = new(4);
        string line = Time + @"sendmsg(4<TCP:[127.0.0.1:1->127.0.0.1:2]>, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base=""\x68"", iov_len=3}], msg_iovlen=1, msg_flags=0}, 0) = 6 <0.000038447>";
        CollectingSink sink = new();
        CallAssembler assembler = Assembler(sink);
        for (int i = 0; i < 200_000; i++)
        {
            char[] broken = line.ToCharArray();
            for (int faults = random.Next(1, 8); faults > 0; faults--)
                broken[random.Next(broken.Length)] = (char)random.Next(random.Next(2) == 0 ? 128 : 256);
            ReadOnlySpan<char> text = broken.AsSpan(0, random.Next(broken.Length + 1));
            assembler.OnPartial(text, i);
            assembler.OnLine(text, i);
            assembler.Tick(i);
        }
        Assert.InRange(sink.LostCount, 1, 200_000);
    }

    static CallAssembler Assembler(CollectingSink sink) => new(sink, "strace", new()
    {
        ToMonotonic = static time => time,
        ProcessOf = static thread => thread,
        FindLocal = static (_, _, _) => null,
    });

    [Theory]
    [InlineData("4<TCP:[127.0.0.1:9000->127.0.0.1:54321]>", 4, "TCP", 0, "127.0.0.1:9000", "127.0.0.1:54321")]
    [InlineData("3<TCP:[0.0.0.0:9000]>", 3, "TCP", 0, "0.0.0.0:9000", null)]
    [InlineData("3<TCPv6:[[::1]:9000->[::1]:54321]>", 3, "TCPv6", 0, "[::1]:9000", "[::1]:54321")]
    [InlineData("5<TCPv6:[[::ffff:127.0.0.1]:1->[::ffff:127.0.0.1]:2]>", 5, "TCPv6", 0, "127.0.0.1:1", "127.0.0.1:2")]
    [InlineData("3<TCP:[57998746]>", 3, "TCP", 57_998_746, null, null)]
    [InlineData("3<socket:[123]>", 3, "socket", 123, null, null)]
    [InlineData("3<UNIX-STREAM:[123->456]>", 3, "", 0, null, null)]
    [InlineData("3<UDP:[127.0.0.1:53]>", 3, "", 0, null, null)]
    [InlineData(@"1<\x2f\x64>", 1, "", 0, null, null)]
    [InlineData("0", 0, "", 0, null, null)]
    public void Descriptors_say_what_they_are(string text, int number, string protocol, long inode, string? local, string? remote)
    {
        StraceDescriptor descriptor = StraceArguments.Descriptor(text)!.Value;
        IPEndPoint? localEnd = local is null ? null : IPEndPoint.Parse(local), remoteEnd = remote is null ? null : IPEndPoint.Parse(remote);
        bool isSocket = protocol.Length > 0;
        Assert.Equal((number, protocol), (descriptor.Number, descriptor.Protocol));
        if (isSocket)
            Assert.Equal((inode, localEnd, remoteEnd), (descriptor.Inode, descriptor.Local, descriptor.Remote));
    }

    [Theory]
    [InlineData(@"{sa_family=AF_INET, sin_port=htons(9456), sin_addr=inet_addr(""\x30\x2e\x30\x2e\x30\x2e\x30"")}", "0.0.0.0:9456")]
    [InlineData(@"{sa_family=AF_INET6, sin6_port=htons(1), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, ""\x3a\x3a\x31"", &sin6_addr), sin6_scope_id=0}", "[::1]:1")]
    [InlineData(@"{sa_family=AF_INET, sin_port=htons(70000), sin_addr=inet_addr(""\x30"")}", null)]
    [InlineData(@"{sa_family=AF_UNIX, sun_path=""\x2f""}", null)]
    [InlineData("0x7ffe", null)]
    [InlineData("", null)]
    public void Addresses_are_read(string text, string? expected) => Assert.Equal(expected, StraceArguments.Address(text)?.ToString());

    [Theory]
    [InlineData("ec9588eb8595", 6, "안녕")]
    [InlineData("ec9588eb85", 9, "안…")]
    [InlineData("ec9588eb85", 5, @"안\xeb\x85")]
    [InlineData("ff41", 2, @"\xffA")]
    [InlineData("1b5b324a", 4, @"\x1b[2J")]
    [InlineData("", 0, "")]
    public void A_preview_is_harmless_and_ends_at_a_character(string bytes, long moved, string expected) =>
        Assert.Equal(expected, DataPreview.Of(Convert.FromHexString(bytes), moved));

    [Fact]
    public void Errno_names_and_numbers_agree() =>
        Assert.Equal("ECONNRESET 104", string.Create(CultureInfo.InvariantCulture, $"{Interop.Linux.Errno.NameOf(104)} {Interop.Linux.Errno.NumberOf("ECONNRESET")}"));
}
