namespace Meari.Cli.Tests;

/// <summary>Each server with each client: the chapter's programs, the command and the usual tools understand one another.</summary>
[Collection(SamplePrograms.Collection)]
public sealed class SamplesPairingTests(SamplePrograms samples)
{
    static readonly string[] Messages = ["안녕하세요.", "반갑습니다."];

    static readonly string[] FourClients = ["nc -N 127.0.0.1 9000", "ncat 127.0.0.1 9000", "socat - TCP4:127.0.0.1:9000", "meari connect"];

    static readonly string[] SixClients = ["nc -N ::1 9000", "ncat ::1 9000", "socat - TCP6:[::1]:9000", "meari connect -6"];

    /// <summary>Server, client, the client's address, and the language of both.</summary>
    public static TheoryData<string, string, string, string> Pairs
    {
        get
        {
            TheoryData<string, string, string, string> pairs = [];
            foreach (string language in (string[])["ko", "en"])
            {
                foreach (string client in FourClients)
                    pairs.Add("TCPServer", client, "127.0.0.1", language);
                foreach (string client in SixClients)
                    pairs.Add("TCPServer6", client, "::1", language);
                // "meari serve" alone has one socket for both families.
                foreach (string server in (string[])["meari serve --book", "meari serve -4", "meari serve"])
                {
                    pairs.Add(server, "TCPClient", "127.0.0.1", language);
                    pairs.Add(server, "meari connect 127.0.0.1:9000", "127.0.0.1", language);
                }
                foreach (string server in (string[])["meari serve --book -6", "meari serve -6", "meari serve"])
                {
                    pairs.Add(server, "TCPClient6", "::1", language);
                    pairs.Add(server, "meari connect [::1]:9000", "::1", language);
                }
            }
            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Pairing(string serving, string connecting, string address, string language)
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        await using RunningProgram server = await samples.Serve(network, serving, language);
        await using RunningProgram client = samples.Start(network, connecting, language);
        bool plain = connecting.Split(' ')[0] is "nc" or "ncat" or "socat";
        string lineEnd = plain ? await TalkPlainly(client) : await TalkAsChapter(client, language);
        Assert.Empty(client.Error);
        int port = await server.ClientPort(language);
        await server.HasWritten(SampleTranscript.Server(language, address, port, [.. Messages.Select(message => message + lineEnd)]));
        if (!serving.StartsWith("meari serve", StringComparison.Ordinal) || serving.Contains("--book", StringComparison.Ordinal))
            Assert.Empty(server.Error);
    }

    /// <returns>What the server shows of the line end: it is not sent.</returns>
    static async Task<string> TalkAsChapter(RunningProgram client, string language)
    {
        foreach (string message in Messages)
            await client.Exchange(message);
        await client.Type("\n");
        Assert.Equal(0, await client.Exit());
        Assert.Equal(SampleTranscript.Client(language, Messages), client.Output);
        return "";
    }

    /// <returns>What the server shows of the line end: it is sent, and shown as what it is.</returns>
    static async Task<string> TalkPlainly(RunningProgram client)
    {
        foreach (string message in Messages)
        {
            await client.Type(message + "\n");
            await client.OutputHas(message + "\n");
        }
        client.EndInput();
        Assert.Equal(0, await client.Exit());
        Assert.Equal(string.Concat(Messages.Select(static message => message + "\n")), client.Output);
        return @"\n";
    }
}
