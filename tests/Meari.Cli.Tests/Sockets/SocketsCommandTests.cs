using System.Net.Sockets;
using System.Text.Json;
using static Meari.Cli.Tests.SocketsProgram;

namespace Meari.Cli.Tests;

/// <summary><c>meari sockets</c>: its options, and what it says besides the table.</summary>
[Trait("Engine", "none")]
public sealed class SocketsCommandTests
{
    [Fact]
    public async Task Json_is_one_object_a_socket()
    {
        (Socket listener, int port) = Plain.Listen();
        using (listener)
        {
            (int exit, string output, _) = await Run(false, ["-p", $"{port}", "--json", "--info", .. ButTimeWait]);
            Assert.Equal(0, exit);
            JsonElement socket = JsonDocument.Parse(Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries))).RootElement;
            Assert.Equal(
                ["protocol", "local", "remote", "state", "receive_queue", "send_queue", "inode", "uid", "cookie", "processes", "memory"],
                socket.EnumerateObject().Select(static member => member.Name));
            Assert.Equal(Environment.ProcessId, socket.GetProperty("processes")[0].GetProperty("pid").GetInt32());
        }
    }

    [Theory]
    [InlineData(true, "meari: 조건에 맞는 소켓이 없습니다.\n")]
    [InlineData(false, "meari: no socket matches.\n")]
    public async Task That_nothing_matches_is_said_on_stderr(bool korean, string told)
    {
        (Socket listener, int port) = Plain.Listen();
        listener.Dispose();
        (int exit, string output, string error) = await Run(korean, "-p", $"{port}", "--state", "listen");
        Assert.Equal((0, "", told), (exit, output, error));
    }

    [Theory]
    [InlineData("-p 0", "meari: --port takes a whole number from 1 to 65535, not '0'. See meari sockets --help.")]
    [InlineData("-4 -6", "meari: -4 and -6 do not go together. See meari sockets --help.")]
    [InlineData("--netstat --json", "meari: --netstat and --json do not go together. See meari sockets --help.")]
    [InlineData("--netstat --watch", "meari: --netstat and --watch do not go together. See meari sockets --help.")]
    [InlineData("--watch 1ms", "meari: --watch must be at least 100ms. See meari sockets --help.")]
    [InlineData("--watch soon", "meari: --watch takes a duration such as 500ms, 10s, 2m or 1h, a bare number being seconds (at most 30 days), not 'soon'. See meari sockets --help.")]
    [InlineData("--state lisen", "meari: --state must be one of ESTABLISHED, SYN_SENT, SYN_RECV, FIN_WAIT1, FIN_WAIT2, TIME_WAIT, CLOSED, CLOSE_WAIT, LAST_ACK, LISTEN, CLOSING, not 'lisen'. See meari sockets --help.")]
    [InlineData("--process", "meari: --process needs a value. See meari sockets --help.")]
    [InlineData("9000", "meari: '9000' is one argument too many. See meari sockets --help.")]
    public async Task Wrong_usage_is_one_line_and_exit_2(string line, string told)
    {
        (int exit, string output, string error) = await Run(false, line.Split(' '));
        Assert.Equal((2, "", told + "\n"), (exit, output, error));
    }

    [Fact]
    public async Task Help_fits_a_hundred_columns_in_both_languages()
    {
        foreach (bool korean in new[] { true, false })
            Assert.All((await Run(korean, "--help")).Output.Split('\n'), static l => Assert.InRange(Text.Columns.Width(l), 0, 100));
    }
}
