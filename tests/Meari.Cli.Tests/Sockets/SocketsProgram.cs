using System.Net;
using System.Net.Sockets;

namespace Meari.Cli.Tests;

/// <summary><c>meari sockets</c> of sockets that a test has, on ports of its own.</summary>
internal static class SocketsProgram
{
    /// <summary>Other programs on the machine may have left a TIME_WAIT with a port that a test gets now.</summary>
    public static readonly string[] ButTimeWait = ["--state", "listen,established,close-wait,fin-wait1,fin-wait2"];

    public static async Task<(int Exit, string Output, string Error)> Run(bool korean, params string[] options)
    {
        await using RunningProgram program = RunningProgram.Start(MeariProgram.Path, ["sockets", .. options], korean ? "ko" : "en");
        return (await program.Exit(), program.Output, program.Error);
    }

    public static Socket ListenShared(int port)
    {
        Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.SetRawSocketOption(1, 15, BitConverter.GetBytes(1)); // SOL_SOCKET, SO_REUSEPORT
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        listener.Listen(7);
        return listener;
    }

    public static Socket ListenDual()
    {
        Socket listener = new(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true };
        listener.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
        listener.Listen();
        return listener;
    }

    public static int ColumnOf(string line, string text) => Text.Columns.Width(line[..line.IndexOf(text, StringComparison.Ordinal)]);
}
