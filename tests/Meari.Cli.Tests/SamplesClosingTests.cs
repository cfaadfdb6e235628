namespace Meari.Cli.Tests;

/// <summary>The chapter's programs when the other side ends the connection in a way that the slides do not show.</summary>
[Collection(SamplePrograms.Collection)]
[Trait("Engine", "none")]
public sealed class SamplesClosingTests(SamplePrograms samples)
{
    /// <summary>A client that sends a byte, gets it back and closes with RST.</summary>
    const string ResettingClient = """
        import socket, struct, sys
        s = socket.create_connection((sys.argv[1], 9000))
        s.sendall(b'x')
        assert s.recv(1) == b'x'
        s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
        s.close()
        """;

    /// <summary>A client that has reset its connection before the server accepts it: the server is busy with another one.</summary>
    const string ResettingWaitingClient = """
        import socket, struct, sys
        s = socket.create_connection((sys.argv[1], 9000))
        s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
        s.close()
        """;

    /// <summary>
    /// A server for one client: it sends what its third argument makes of the first message, and then closes, with FIN or RST.
    /// </summary>
    const string ClosingServer = """
        import socket, struct, sys
        six = ':' in sys.argv[1]
        l = socket.create_server((sys.argv[1], 9000), family=socket.AF_INET6 if six else socket.AF_INET)
        c, _ = l.accept()
        data = c.recv(512)
        c.sendall(eval(sys.argv[3], {'data': data}))
        if sys.argv[2] == 'RST':
            c.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
        c.close()
        """;

    static string Loopback(string name) => name.EndsWith('6') ? "::1" : "127.0.0.1";

    static RunningProgram Python(NetworkNamespace network, string script, params string[] arguments) =>
        network.Start("python3", ["-c", script, .. arguments]);

    [Theory]
    [InlineData("", "ko")]
    [InlineData("6", "en")]
    public async Task Client_that_resets_leaves_a_line_on_stderr_and_the_server_serves_the_next(string family, string language)
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        await using RunningProgram server = await samples.Serve(network, "TCPServer" + family, language);
        string address = Loopback("TCPServer" + family);
        await using RunningProgram resetting = Python(network, ResettingClient, address);
        Assert.Equal(0, await resetting.Exit());
        string expected = SampleTranscript.Server(language, address, await server.ClientPort(language), "x");
        await server.HasWritten(expected);
        Assert.Equal(SampleTranscript.Reset(language), server.Error);

        await using RunningProgram next = samples.Start(network, "TCPClient" + family, language);
        await next.Exchange("안녕하세요.");
        await next.Type("\n");
        Assert.Equal(0, await next.Exit());
        await server.HasWritten(expected + SampleTranscript.Server(language, address, await server.ClientPort(language, 1), "안녕하세요."));
        Assert.Equal(SampleTranscript.Reset(language), server.Error);
    }

    [Theory]
    [InlineData("")]
    [InlineData("6")]
    public async Task Client_that_has_reset_while_it_waited_is_accepted_and_named(string family)
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        await using RunningProgram server = await samples.Serve(network, "TCPServer" + family);
        string address = Loopback("TCPServer" + family);
        await using RunningProgram first = samples.Start(network, "TCPClient" + family);
        await first.Exchange("하나");
        await using RunningProgram resetting = Python(network, ResettingWaitingClient, address);
        Assert.Equal(0, await resetting.Exit());
        await using RunningProgram third = samples.Start(network, "TCPClient" + family);
        await first.Type("\n");
        await third.Exchange("셋");
        await third.Type("\n");
        Assert.Equal(0, await third.Exit());
        await server.HasWritten(
            SampleTranscript.Server("ko", address, await server.ClientPort("ko"), "하나")
            + SampleTranscript.Server("ko", address, await server.ClientPort("ko", 1))
            + SampleTranscript.Server("ko", address, await server.ClientPort("ko", 2), "셋"));
        Assert.Equal(SampleTranscript.Reset("ko"), server.Error);
    }

    [Theory]
    [InlineData("TCPClient", "ko")]
    [InlineData("TCPClient6", "en")]
    public async Task Client_is_told_that_the_server_has_reset(string name, string language)
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        await using RunningProgram server = Python(network, ClosingServer, Loopback(name), "RST", "b''");
        await SamplePrograms.Listening(network);
        await using RunningProgram client = samples.Start(network, name, language);
        await client.Type("안녕하세요.\n");
        Assert.Equal(0, await client.Exit());
        Assert.Equal(SampleTranscript.Prompt(language) + SampleTranscript.Sent(language, 16), client.Output);
        Assert.Equal(SampleTranscript.Reset(language), client.Error);
    }

    [Theory]
    [InlineData("TCPClient", "ko")]
    [InlineData("TCPClient6", "en")]
    public async Task Client_is_told_that_the_server_closed_first_and_shows_what_came_before(string name, string language)
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        await using RunningProgram server = Python(network, ClosingServer, Loopback(name), "FIN", "data[:5]");
        await SamplePrograms.Listening(network);
        await using RunningProgram client = samples.Start(network, name, language);
        await client.Type("안녕하세요.\n");
        Assert.Equal(0, await client.Exit());
        Assert.Equal(
            SampleTranscript.Prompt(language) + SampleTranscript.Sent(language, 16) + SampleTranscript.Received(language, 5, @"안\xeb\x85"),
            client.Output);
        Assert.Equal(SampleTranscript.ClosedFirst(language), client.Error);
    }

    [Theory]
    [InlineData("TCPClient", "ko")]
    [InlineData("TCPClient6", "en")]
    public async Task Client_is_told_at_its_next_message_that_the_server_has_closed_meanwhile(string name, string language)
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        await using RunningProgram server = Python(network, ClosingServer, Loopback(name), "FIN", "data");
        await SamplePrograms.Listening(network);
        await using RunningProgram client = samples.Start(network, name, language);
        await client.Exchange("안녕하세요.");
        Assert.Equal(0, await server.Exit());
        await client.Type("반갑습니다.\n");
        Assert.Equal(0, await client.Exit());
        Assert.Equal(SampleTranscript.Client(language, "안녕하세요.") + SampleTranscript.Sent(language, 16), client.Output);
        Assert.Equal(SampleTranscript.ClosedFirst(language), client.Error);
    }

    [Fact]
    public async Task What_comes_back_is_shown_even_if_it_is_not_what_was_sent()
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        await using RunningProgram server = Python(network, ClosingServer, "127.0.0.1", "FIN", "b'\\xff\\x1b\\n' + data[3:]");
        await SamplePrograms.Listening(network);
        await using RunningProgram client = samples.Start(network, "TCPClient");
        await client.Type("abcdef\n");
        await client.OutputHas(SampleTranscript.Received("ko", 6, @"\xff\x1b\ndef"));
    }
}
