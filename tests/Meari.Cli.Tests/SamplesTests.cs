using System.Runtime.InteropServices;

namespace Meari.Cli.Tests;

/// <summary>
/// The chapter's four programs with each other, as on the slides. A family is "" for IPv4 and "6" for IPv6, as in the programs' names.
/// </summary>
[Collection(SamplePrograms.Collection)]
[Trait("Engine", "none")]
public sealed class SamplesTests(SamplePrograms samples)
{
    public static TheoryData<string, string> FamiliesAndLanguages => new()
    {
        { "", "ko" },
        { "", "en" },
        { "6", "ko" },
        { "6", "en" },
    };

    static string Loopback(string family) => family == "6" ? "::1" : "127.0.0.1";

    [Theory]
    [MemberData(nameof(FamiliesAndLanguages))]
    public async Task Server_and_client_print_what_the_slides_show_one_client_after_another(string family, string language)
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        await using RunningProgram server = await samples.Serve(network, "TCPServer" + family, language);
        Assert.Empty(server.Output);
        string expected = "";
        string[][] dialogues = [["안녕하세요.", "반갑습니다."], ["hello"], []];
        for (int i = 0; i < dialogues.Length; i++)
        {
            await using RunningProgram client = samples.Start(network, "TCPClient" + family, language);
            foreach (string message in dialogues[i])
                await client.Exchange(message);
            await client.Type("\n");
            Assert.Equal(0, await client.Exit());
            Assert.Equal(SampleTranscript.Client(language, dialogues[i]), client.Output);
            Assert.Empty(client.Error);
            expected += SampleTranscript.Server(language, Loopback(family), await server.ClientPort(language, i), dialogues[i]);
            await server.HasWritten(expected);
        }
        Assert.Empty(server.Error);
    }

    [Fact]
    public async Task The_greeting_is_16_bytes_and_stands_behind_the_prompt_that_the_terminal_has_echoed()
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        await using RunningProgram server = await samples.Serve(network, "TCPServer");
        await using RunningProgram client = samples.Start(network, "TCPClient 127.0.0.1");
        await client.Exchange("안녕하세요.");
        await client.Type("\n");
        Assert.Equal(0, await client.Exit());
        // Spelled out once: the other tests put their expectations together.
        Assert.Equal(
            "\n[보낼 데이터] [TCP 클라이언트] 16바이트를 보냈습니다.\n[TCP 클라이언트] 16바이트를 받았습니다.\n[받은 데이터] 안녕하세요.\n\n[보낼 데이터] ",
            client.Output);
    }

    [Theory]
    [InlineData("")]
    [InlineData("6")]
    public async Task Second_client_waits_until_the_first_has_ended(string family)
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        await using RunningProgram server = await samples.Serve(network, "TCPServer" + family);
        await using RunningProgram first = samples.Start(network, "TCPClient" + family);
        await first.Exchange("하나");
        await using RunningProgram second = samples.Start(network, "TCPClient" + family);
        await second.Type("둘\n");
        // Connected, and its message taken by the kernel, though the server's accept() knows nothing of it.
        string sent = SampleTranscript.Prompt("ko") + SampleTranscript.Sent("ko", 3);
        await second.OutputHas(sent);
        for (int i = 0; i < 20; i++)
            await first.Exchange($"{i}");
        Assert.Equal(sent, second.Output);
        int port = await server.ClientPort("ko");
        string[] received = ["하나", .. Enumerable.Range(0, 20).Select(static i => $"{i}")];
        Assert.Equal(
            SampleTranscript.Server("ko", Loopback(family), port, received),
            server.Output + SampleTranscript.Closed("ko", Loopback(family), port));

        await first.Type("\n");
        Assert.Equal(0, await first.Exit());
        await second.OutputHas("[받은 데이터] 둘\n");
        await second.Type("\n");
        Assert.Equal(0, await second.Exit());
        Assert.Equal(SampleTranscript.Client("ko", "둘"), second.Output);
        await server.HasWritten(
            SampleTranscript.Server("ko", Loopback(family), port, received)
            + SampleTranscript.Server("ko", Loopback(family), await server.ClientPort("ko", 1), "둘"));
    }

    [Fact]
    public async Task Both_servers_have_port_9000_at_once_and_each_its_own_family()
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        await using RunningProgram six = await samples.Serve(network, "TCPServer6");
        await using (RunningProgram refused = samples.Start(network, "TCPClient"))
        {
            Assert.Equal(1, await refused.Exit());
            Assert.Equal(SampleTranscript.Refused("ko"), refused.Error);
        }
        await using RunningProgram four = samples.Start(network, "TCPServer");
        await SamplePrograms.Listening(network, sockets: 2);
        foreach ((string family, RunningProgram server) in new[] { ("", four), ("6", six) })
        {
            await using RunningProgram client = samples.Start(network, "TCPClient" + family);
            await client.Exchange("IPv" + family);
            client.EndInput();
            Assert.Equal(0, await client.Exit());
            await server.HasWritten(SampleTranscript.Server("ko", Loopback(family), await server.ClientPort("ko"), "IPv" + family));
        }
    }

    [Theory]
    [MemberData(nameof(FamiliesAndLanguages))]
    public async Task Client_without_a_server_names_the_call_and_exits_1(string family, string language)
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        await using RunningProgram client = samples.Start(network, "TCPClient" + family, language);
        Assert.Equal(1, await client.Exit());
        Assert.Equal(SampleTranscript.Refused(language), client.Error);
        Assert.Empty(client.Output);
    }

    [Theory]
    [MemberData(nameof(FamiliesAndLanguages))]
    public async Task Second_server_on_the_port_names_the_call_and_exits_1_and_the_first_goes_on(string family, string language)
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        await using RunningProgram server = await samples.Serve(network, "TCPServer" + family, language);
        await using RunningProgram second = samples.Start(network, "TCPServer" + family, language);
        Assert.Equal(1, await second.Exit());
        Assert.Equal(SampleTranscript.InUse(language), second.Error);
        Assert.Empty(second.Output);
        await using RunningProgram client = samples.Start(network, "TCPClient" + family, language);
        await client.Exchange("안녕하세요.");
    }

    [Theory]
    [InlineData("TCPClient ::1", "[inet_pton()] IPv4 주소가 아닙니다.\n")]
    [InlineData("TCPClient localhost", "[inet_pton()] IPv4 주소가 아닙니다.\n")]
    [InlineData("TCPClient6 127.0.0.1", "[inet_pton()] IPv6 주소가 아닙니다.\n")]
    [InlineData("TCPClient6 [::1]:80", "[inet_pton()] IPv6 주소가 아닙니다.\n")]
    public async Task What_is_no_address_of_the_family_is_refused(string command, string error)
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        await using RunningProgram client = samples.Start(network, command);
        Assert.Equal(1, await client.Exit());
        Assert.Equal(error, client.Error);
        Assert.Empty(client.Output);
    }

    [Fact]
    public async Task Interrupted_server_is_started_again_at_once_though_its_connection_is_in_TIME_WAIT()
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        await using (RunningProgram server = await samples.Serve(network, "TCPServer"))
        {
            await using RunningProgram client = samples.Start(network, "TCPClient");
            await client.Exchange("안녕하세요.");
            server.Signal(PosixSignal.SIGINT);
            Assert.Equal(130, await server.Exit());
            Assert.Empty(server.Error);
            await client.Type("\n"); // the server has closed first: its side stays in TIME_WAIT when the client closes too
            Assert.Equal(0, await client.Exit());
        }
        await using (RunningProgram sockets = network.Start("ss", ["-Htan", "state", "time-wait", "sport = :9000"]))
        {
            Assert.Equal(0, await sockets.Exit());
            Assert.Contains("127.0.0.1:9000", sockets.Output, StringComparison.Ordinal);
        }
        await using RunningProgram again = await samples.Serve(network, "TCPServer");
        await using RunningProgram next = samples.Start(network, "TCPClient");
        await next.Exchange("다시");
    }

    [Fact]
    public async Task Dotnet_run_starts_a_server_as_the_readme_says()
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        await using RunningProgram server = network.Start("env", samples.Dotnet("run", SamplePrograms.Source("TCPServer")), "en");
        await SamplePrograms.Listening(network);
        await using RunningProgram client = samples.Start(network, "nc -N 127.0.0.1 9000");
        await client.Type("hello");
        await client.OutputHas("hello");
        client.EndInput();
        Assert.Equal(0, await client.Exit());
        await server.HasWritten(SampleTranscript.Server("en", "127.0.0.1", await server.ClientPort("en"), "hello"));
    }
}
