using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Meari.Cli.Tests;

/// <summary>The ladder that serve and connect draw of themselves on stderr.</summary>
public sealed partial class ExplainTests
{
    static readonly string[] Calls = ["listen(", "accept(", "recv(", "send(", "close("];

    [Theory]
    [InlineData("ko")]
    [InlineData("en")]
    public async Task A_server_draws_its_calls_and_states_and_prints_what_it_prints_without(string language)
    {
        (string plain, string _) = await Serve(language);
        (string explained, string ladder) = await Serve(language, "--explain");
        Assert.Equal(plain, explained);
        foreach (string call in Calls)
            Assert.Contains(call, ladder, StringComparison.Ordinal);
        Assert.Contains("ESTABLISHED", ladder, StringComparison.Ordinal);
    }

    /// <summary>Serves one client; the transcript with the client's port made alike.</summary>
    static async Task<(string Output, string Error)> Serve(string language, params string[] more)
    {
        await using RunningProgram server = RunningProgram.Start(MeariProgram.Path, ["serve", "127.0.0.1:0", .. more], language);
        int port = await MeariProgram.ListeningPort(server);
        using Socket client = await Plain.Connect(port);
        string own = client.LocalPort().ToString(System.Globalization.CultureInfo.InvariantCulture);
        for (int i = 0; i < 10; i++)
        {
            byte[] message = System.Text.Encoding.UTF8.GetBytes($"안녕 {i}");
            Assert.Equal(message, await client.Echo(message));
        }
        if (more.Length > 0)
            await server.ErrorHas("ESTABLISHED");
        client.Finish();
        Assert.Empty(await client.ReceiveToEnd());
        await server.ErrorHas("FIN) (");
        server.Signal(PosixSignal.SIGTERM);
        Assert.Equal(0, await server.Exit());
        return (server.Output.Replace(own, "PORT", StringComparison.Ordinal), server.Error);
    }

    [Theory]
    [InlineData("ko")]
    [InlineData("en")]
    public async Task A_client_draws_its_calls_and_states_and_prints_what_it_prints_without(string language)
    {
        (RunningProgram server, int port) = await MeariProgram.Serve("127.0.0.1:0");
        await using (server)
        {
            (string plain, string silence) = await Talk(port, language);
            (string explained, string ladder) = await Talk(port, language, "--explain");
            Assert.Empty(silence);
            Assert.Equal(plain, explained);
            foreach (string call in (string[])["connect(", "send(", "recv(", "close("])
                Assert.Contains(call, ladder, StringComparison.Ordinal);
            Assert.Contains("ESTABLISHED", ladder, StringComparison.Ordinal);
        }
    }

    static async Task<(string Output, string Error)> Talk(int port, string language, params string[] more)
    {
        await using RunningProgram client = RunningProgram.Start(MeariProgram.Path, ["connect", $":{port}", .. more], language);
        await client.Type("안녕하세요.\n");
        await client.OutputHas("안녕하세요.");
        if (more.Length > 0)
            await client.ErrorHas("ESTABLISHED");
        await client.Type("\n");
        Assert.Equal(0, await client.Exit());
        return (client.Output, client.Error);
    }

    [Fact]
    public async Task A_server_with_a_limit_shows_the_refused_client_too()
    {
        (RunningProgram server, int port) = await MeariProgram.Serve("127.0.0.1:0", "--explain", "--max-connections", "1");
        await using (server)
        {
            using Socket first = await Plain.Connect(port);
            Assert.Equal([1], await first.Echo([1]));
            int refused = await Plain.ConnectToBeReset(port);
            await server.ErrorHas($"127.0.0.1:{refused}: ");
            await server.ErrorHas("recv(");
            Assert.Equal([2], await first.Echo([2]));
        }
    }

    [Fact]
    public async Task A_connect_that_is_refused_still_exits_with_1_and_its_reason()
    {
        (Socket listener, int port) = Plain.Listen();
        listener.Dispose();
        await using RunningProgram client = MeariProgram.StartEnglish("connect", $":{port}", "--explain");
        Assert.Equal(1, await client.Exit());
        Assert.Contains("connect(", client.Error, StringComparison.Ordinal);
        Assert.Contains("ECONNREFUSED", client.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stderr_that_nobody_reads_keeps_no_echo_back_and_the_server_still_ends()
    {
        await using RunningProgram shell = RunningProgram.Start(
            "sh", ["-c", "exec 3>&1; { sh -c 'echo pid $$; exec \"$0\" serve 127.0.0.1:0 -q --json --explain' \"$0\"; echo exit $?; } 2>&1 >&3 | sleep 1000", MeariProgram.Path]);
        string line = await shell.OutputHas("\"listening\"");
        int port = int.Parse(ListeningPort().Match(line).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        using Socket client = await Plain.Connect(port);
        byte[] message = new byte[100];
        for (int i = 0; i < 5000; i++)
            Assert.Equal(message, await client.Echo(message));
        client.Finish();
        Assert.Empty(await client.ReceiveToEnd());
        await using RunningProgram end = RunningProgram.Start("kill", [ProcessId().Match(line).Groups[1].Value]);
        await shell.OutputHas("exit 0\n");
    }

    [GeneratedRegex(@"127\.0\.0\.1:(\d+)")]
    private static partial Regex ListeningPort();

    [GeneratedRegex(@"pid (\d+)")]
    private static partial Regex ProcessId();
}
