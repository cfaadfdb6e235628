using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Meari.Cli.Tests;

/// <summary>What the slides show: the words of both sides, letter by letter. Independent of the words in the library.</summary>
public static partial class SampleTranscript
{
    public static string Server(string language, string address, int port, params string[] received) =>
        Connected(language, address, port)
        + string.Concat(received.Select(text => $"[TCP/{address}:{port}] {text}\n"))
        + Closed(language, address, port);

    public static string Connected(string language, string address, int port) => language == "ko"
        ? $"\n[TCP 서버] 클라이언트 접속: IP 주소={address}, 포트 번호={port}\n"
        : $"\n[TCP server] client connected: IP address={address}, port={port}\n";

    public static string Closed(string language, string address, int port) => language == "ko"
        ? $"[TCP 서버] 클라이언트 종료: IP 주소={address}, 포트 번호={port}\n"
        : $"[TCP server] client closed: IP address={address}, port={port}\n";

    /// <summary>
    /// A client's whole output, up to the prompt that is answered with an empty line. A terminal echoes what is typed; a pipe does not.
    /// </summary>
    public static string Client(string language, params string[] messages) =>
        string.Concat(messages.Select(text => Exchange(language, text))) + Prompt(language);

    public static string Exchange(string language, string text) =>
        Prompt(language) + Sent(language, Encoding.UTF8.GetByteCount(text)) + Received(language, Encoding.UTF8.GetByteCount(text), text);

    public static string Prompt(string language) => language == "ko" ? "\n[보낼 데이터] " : "\n[data to send] ";

    public static string Sent(string language, int bytes) =>
        language == "ko" ? $"[TCP 클라이언트] {bytes}바이트를 보냈습니다.\n" : $"[TCP client] sent {bytes} bytes.\n";

    public static string Received(string language, int bytes, string text) => language == "ko"
        ? $"[TCP 클라이언트] {bytes}바이트를 받았습니다.\n[받은 데이터] {text}\n"
        : $"[TCP client] received {bytes} bytes.\n[data received] {text}\n";

    public static string InUse(string language) =>
        language == "ko" ? "[bind()] 이 포트 번호는 이미 사용 중입니다.\n" : "[bind()] This port is already in use.\n";

    public static string Refused(string language) =>
        language == "ko" ? "[connect()] 접속을 기다리는 서버가 없습니다.\n" : "[connect()] No server is listening there.\n";

    public static string Reset(string language, string call = "recv()") =>
        language == "ko" ? $"[{call}] 상대가 접속을 강제 종료(RST)했습니다.\n" : $"[{call}] The peer reset the connection (RST).\n";

    public static string ClosedFirst(string language) =>
        language == "ko" ? "[recv()] 서버가 먼저 접속을 종료했습니다.\n" : "[recv()] The server closed the connection first.\n";

    /// <summary>The port of the client that was connected as the <paramref name="index"/>th, which the kernel picked.</summary>
    public static async Task<int> ClientPort(this RunningProgram server, string language, int index = 0)
    {
        string output = await server.OutputHas(language == "ko" ? "클라이언트 접속" : "client connected", index + 1);
        return int.Parse(ConnectedPort().Matches(output)[index].Groups[1].Value, CultureInfo.InvariantCulture);
    }

    /// <summary>Waits for the end of what is expected, and compares all of it.</summary>
    public static async Task HasWritten(this RunningProgram program, string expected)
    {
        await program.OutputHas(expected.Length > 100 ? expected[^100..] : expected);
        Assert.Equal(expected, program.Output);
    }

    /// <summary>Types a line and waits until its echo is shown.</summary>
    public static async Task Exchange(this RunningProgram client, string text)
    {
        await client.Type(text + "\n");
        await client.OutputHas("] " + text + "\n");
    }

    [GeneratedRegex(@"(?:접속|connected): .*=(\d+)\n")]
    private static partial Regex ConnectedPort();
}
