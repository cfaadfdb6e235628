using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Meari.Cli.Tests;

/// <summary><c>meari serve --lens</c>: the server as it always is, and a page that shows it.</summary>
[Trait("Engine", "none")]
public sealed partial class ServeLensTests
{
    [Fact]
    public async Task The_page_shows_the_server_whose_transcript_stays_the_same()
    {
        (RunningProgram server, int port) = await MeariProgram.Serve("127.0.0.1:0", "--lens");
        await using (server)
        {
            Uri page = new((await server.ErrorMatches(PageLine())).Value);
            using HttpClient http = new() { BaseAddress = page, Timeout = Plain.Limit };
            Assert.Contains($"\"port\":{port}", await http.GetStringAsync("/api/hello", TestContext.Current.CancellationToken), StringComparison.Ordinal);
            using (Socket client = await Plain.Connect(port))
            {
                await client.SendAsync("hello"u8.ToArray());
                Assert.Equal(5, await client.ReceiveAsync(new byte[16]));
            }
            await server.OutputHas("클라이언트 종료");
            string own = Regex.Match(server.Output, @"포트 번호=(\d+)").Groups[1].Value;
            Assert.Equal($"\n[TCP 서버] 클라이언트 접속: IP 주소=127.0.0.1, 포트 번호={own}\n[TCP/127.0.0.1:{own}] hello\n[TCP 서버] 클라이언트 종료: IP 주소=127.0.0.1, 포트 번호={own}\n", server.Output);
            using StreamReader events = new(await http.GetStreamAsync("/api/events?from=1", TestContext.Current.CancellationToken));
            string? line;
            do
                line = await events.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Plain.Limit);
            while (line is not null && !(line.Contains("\"name\":\"recv\"", StringComparison.Ordinal) && line.Contains($":{own}\"", StringComparison.Ordinal)));
            Assert.NotNull(line);
            server.Signal(PosixSignal.SIGINT);
            Assert.Equal(0, await server.Exit());
            await Assert.ThrowsAsync<HttpRequestException>(() => http.GetStringAsync("/api/hello", TestContext.Current.CancellationToken));
        }
    }

    // A framework more would take tens of milliseconds of each start, and memory of each server.
    [Fact]
    public async Task Without_the_option_nothing_of_the_page_is_loaded()
    {
        (RunningProgram server, int port) = await MeariProgram.Serve("127.0.0.1:0");
        await using (server)
        {
            using (Socket client = await Plain.Connect(port))
            {
                await client.SendAsync("hello"u8.ToArray());
                Assert.Equal(5, await client.ReceiveAsync(new byte[16]));
            }
            await server.OutputHas("클라이언트 종료");
            Assert.DoesNotMatch("AspNetCore|Meari.Lens|Meari.Lab", Maps(server));
        }
        (server, _) = await MeariProgram.Serve("127.0.0.1:0", "--lens");
        await using (server)
        {
            await server.ErrorMatches(PageLine());
            Assert.Matches("AspNetCore", Maps(server)); // so that what is not found above would be found
        }
    }

    static string Maps(RunningProgram server) => File.ReadAllText($"/proc/{server.Id}/maps");

    [Fact]
    public async Task A_page_beyond_this_machine_is_told_once_with_its_key()
    {
        await using RunningProgram lens = MeariProgram.StartEnglish("lens", "--listen", "0.0.0.0:0");
        Match told = await lens.ErrorMatches(KeyLine());
        Assert.Equal(told.Index, lens.Error.LastIndexOf(told.Value, StringComparison.Ordinal));
        await lens.ErrorHas("not encrypted");
        lens.Signal(PosixSignal.SIGINT);
        Assert.Equal(130, await lens.Exit());
    }

    [Theory]
    [InlineData("192.0.2.1", 1, "192.0.2.1")] // RFC 5737: nobody's
    [InlineData("here", 2, "here")]
    [InlineData("127.0.0.1:99999", 2, "99999")]
    public async Task An_address_that_cannot_be_listened_on_is_named_in_one_line(string address, int code, string named)
    {
        await using RunningProgram lens = MeariProgram.StartEnglish("lens", "--listen", address);
        Assert.Equal(code, await lens.Exit());
        string said = Assert.Single(lens.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => line.StartsWith("meari: ", StringComparison.Ordinal));
        Assert.Contains(named, said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", lens.Error, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+/(?= )")]
    private static partial Regex PageLine();

    [GeneratedRegex(@"http://[\d.]+:\d+/#[0-9a-f]{64}")]
    private static partial Regex KeyLine();
}
