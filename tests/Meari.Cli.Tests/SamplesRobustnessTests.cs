using System.Text;

namespace Meari.Cli.Tests;

/// <summary>
/// The chapter's programs where textbook code fails: long messages, harmful bytes, cut characters, streams that do not work.
/// </summary>
[Collection(SamplePrograms.Collection)]
public sealed class SamplesRobustnessTests(SamplePrograms samples)
{
    const int Long = 100_000;

    /// <summary>33,333 syllables of 3 bytes and a letter: a piece of 512 bytes never ends where a syllable does.</summary>
    static readonly string Hangul = string.Concat(Enumerable.Range(0, Long / 3).Select(static i => (char)('가' + (i % 11_172)))) + ".";

    /// <summary>Buffers of one page, so that a long message does not fit into those of both sides together.</summary>
    static async Task ShrinkBuffers(NetworkNamespace network)
    {
        await using RunningProgram shrink = network.Start(
            "sh", ["-c", "cd /proc/sys/net/ipv4 && echo 4096 4096 4096 > tcp_rmem && echo 4096 4096 4096 > tcp_wmem"]);
        Assert.SkipUnless(await shrink.Exit() == 0, "The buffers' sizes cannot be set: " + shrink.Error);
    }

    static async Task TypeBytes(RunningProgram program, byte[] bytes)
    {
        Stream input = program.Process.StandardInput.BaseStream;
        await input.WriteAsync(bytes);
        await input.FlushAsync();
    }

    /// <summary>The texts of the lines that the server printed, one for each receive.</summary>
    static string[] Texts(RunningProgram server) =>
        [.. server.Output.Split('\n')
            .Where(static line => line.StartsWith("[TCP/", StringComparison.Ordinal))
            .Select(static line => line.Split("] ")[1])];

    [Theory]
    [InlineData("TCPServer", "TCPClient")]
    [InlineData("TCPServer6", "TCPClient6")]
    [InlineData("TCPServer", "meari connect")]
    [InlineData("meari serve --book", "TCPClient")]
    [InlineData("meari serve", "TCPClient6")]
    public async Task Message_larger_than_all_buffers_comes_back_whole(string serving, string connecting)
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        await ShrinkBuffers(network);
        await using RunningProgram server = await samples.Serve(network, serving);
        await using RunningProgram client = samples.Start(network, connecting);
        await client.Exchange(Hangul);
        await client.Type("\n");
        Assert.Equal(0, await client.Exit());
        Assert.Equal(SampleTranscript.Client("ko", Hangul), client.Output);
        await server.OutputHas("클라이언트 종료");
        Assert.Equal(Hangul, string.Concat(Texts(server)));
    }

    [Theory]
    [InlineData("TCPServer", "nc -N 127.0.0.1 9000")]
    [InlineData("TCPServer6", "nc -N ::1 9000")]
    public async Task Server_receives_at_most_512_bytes_and_prints_cut_characters_whole(string serving, string connecting)
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        await using RunningProgram server = await samples.Serve(network, serving);
        await using RunningProgram client = samples.Start(network, connecting);
        await client.Type(Hangul);
        client.EndInput();
        Assert.Equal(0, await client.Exit());
        Assert.Equal(Hangul, client.Output);
        await server.OutputHas("클라이언트 종료");
        string[] texts = Texts(server);
        Assert.Equal(Hangul, string.Concat(texts));
        // At the most two bytes of a cut syllable come before the 512.
        Assert.All(texts, static text => Assert.InRange(Encoding.UTF8.GetByteCount(text), 0, 514));
    }

    [Theory]
    [InlineData("TCPServer", "127.0.0.1")]
    [InlineData("TCPServer6", "::1")]
    public async Task Character_cut_between_two_receives_is_put_together(string serving, string address)
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        await using RunningProgram server = await samples.Serve(network, serving);
        await using RunningProgram client = samples.Start(network, $"nc -N {address} 9000");
        byte[] greeting = "안녕"u8.ToArray();
        await TypeBytes(client, greeting[..4]);
        int port = await server.ClientPort("ko");
        await server.OutputHas($"[TCP/{address}:{port}] 안\n");
        await TypeBytes(client, greeting[4..]);
        await server.OutputHas("] 녕\n");
        // The last one is never completed.
        await TypeBytes(client, greeting[..2]);
        client.EndInput();
        Assert.Equal(0, await client.Exit());
        Assert.Equal([.. greeting, .. greeting[..2]], client.OutputBytes);
        await server.HasWritten(SampleTranscript.Server("ko", address, port, "안", "녕", "", @"\xec\x95"));
    }

    [Fact]
    public async Task Harmful_bytes_and_bytes_that_are_no_text_are_shown_escaped_on_both_sides_and_echoed_as_they_are()
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        await using RunningProgram server = await samples.Serve(network, "TCPServer");
        byte[] hostile = [.. "\u001b]0;title\a\u202eabc\t\r\0\u007f\u0085"u8, 0xff, 0x9b, 0xc0, 0xaf, 0xed, 0xa0, 0x80, (byte)'.'];
        string shown = @"\x1b]0;title\x07\u202eabc\t\r\x00\x7f\u0085\xff\x9b\xc0\xaf\xed\xa0\x80.";
        await using (RunningProgram client = samples.Start(network, "TCPClient"))
        {
            await TypeBytes(client, [.. hostile, (byte)'\n', (byte)'\n']);
            Assert.Equal(0, await client.Exit());
            Assert.Equal(
                SampleTranscript.Prompt("ko") + SampleTranscript.Sent("ko", hostile.Length)
                    + SampleTranscript.Received("ko", hostile.Length, shown) + SampleTranscript.Prompt("ko"),
                client.Output);
        }
        string first = SampleTranscript.Server("ko", "127.0.0.1", await server.ClientPort("ko"), shown);
        await server.HasWritten(first);
        await using RunningProgram plain = samples.Start(network, "nc -N 127.0.0.1 9000");
        await TypeBytes(plain, [.. hostile, (byte)'\n']);
        plain.EndInput();
        Assert.Equal(0, await plain.Exit());
        Assert.Equal([.. hostile, (byte)'\n'], plain.OutputBytes);
        await server.HasWritten(first + SampleTranscript.Server("ko", "127.0.0.1", await server.ClientPort("ko", 1), shown + @"\n"));
    }

    [Theory]
    [InlineData("TCPServer", "/dev/full", "No space left on device")]
    [InlineData("TCPServer6", "&-", "Bad file descriptor")]
    public async Task Server_that_cannot_print_says_so_in_one_line(string name, string target, string reason)
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        await using RunningProgram server = samples.Redirected(network, name, ">" + target);
        await SamplePrograms.Listening(network);
        await using RunningProgram client = samples.Start(network, $"nc -z {(name.EndsWith('6') ? "::1" : "127.0.0.1")} 9000");
        Assert.Equal(1, await server.Exit());
        Assert.Equal($"[write()] {reason}\n", server.Error);
    }

    [Theory]
    [InlineData("TCPClient", ">/dev/full", "[write()] No space left on device\n", "")]
    [InlineData("TCPClient6", ">&-", "[write()] Bad file descriptor\n", "")]
    [InlineData("TCPClient", "</", "[read()] Is a directory\n", "\n[보낼 데이터] ")]
    [InlineData("TCPClient6", "0>/dev/null", "[read()] Bad file descriptor\n", "\n[보낼 데이터] ")]
    public async Task Client_that_cannot_print_or_read_says_so_in_one_line(string name, string redirection, string error, string output)
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        await using RunningProgram server = await samples.Serve(network, name.Replace("Client", "Server", StringComparison.Ordinal));
        await using RunningProgram client = samples.Redirected(network, name, redirection);
        Assert.Equal(1, await client.Exit());
        Assert.Equal(error, client.Error);
        Assert.Equal(output, client.Output);
        await server.OutputHas("클라이언트 종료");
        Assert.Empty(server.Error);
    }

    [Fact]
    public async Task Line_without_an_end_is_sent_and_the_end_of_input_ends_the_client()
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        await using RunningProgram server = await samples.Serve(network, "TCPServer");
        await using RunningProgram client = samples.Start(network, "TCPClient");
        await client.Type("첫 줄\r\n끝 줄");
        client.EndInput();
        Assert.Equal(0, await client.Exit());
        Assert.Equal(SampleTranscript.Client("ko", "첫 줄", "끝 줄"), client.Output);
        await using RunningProgram nothing = samples.Redirected(network, "TCPClient", "</dev/null");
        Assert.Equal(0, await nothing.Exit());
        Assert.Equal(SampleTranscript.Client("ko"), nothing.Output);
        Assert.Empty(client.Error + nothing.Error);
    }
}
