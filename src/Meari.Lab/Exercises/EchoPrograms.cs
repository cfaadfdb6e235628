using System.Net;
using System.Text;
using Meari.Observe;

namespace Meari.Lab;

/// <summary>The chapter's two programs, TCPServer and TCPClient: what each does with its sockets.</summary>
internal static class EchoPrograms
{
    /// <summary>The calls of each program in a conversation of two messages; the server goes on to its next accept().</summary>
    public const string
        ServerCalls = "socket bind listen accept recv send recv send recv close",
        ClientCalls = "socket connect send recv send recv close";

    /// <summary>BUFSIZE.</summary>
    const int BufferSize = 512;

    /// <summary>What the server had of one client.</summary>
    /// <param name="Peer">Its address, as accept() gave it.</param>
    /// <param name="Received">All that it sent.</param>
    /// <param name="Last">What the last recv() returned.</param>
    public sealed record Served(IPEndPoint? Peer, string Received, CallResult Last);

    /// <summary>The server's loop for one client: accept(), then what recv() takes goes back by send(), until there is no more. It blocks its thread.</summary>
    public static Served Serve(LabRun run, LabSocket listener)
    {
        LabSocket client = run.Accept(listener);
        IPEndPoint? peer = client.RemoteAsGiven;
        byte[] buffer = new byte[BufferSize];
        StringBuilder text = new();
        Decoder decoder = Encoding.UTF8.GetDecoder();
        char[] characters = new char[BufferSize];
        CallResult received;
        while ((received = client.Receive(buffer)) is { Value: > 0 })
        {
            text.Append(characters, 0, decoder.GetChars(buffer, 0, (int)received.Value, characters, 0));
            LabRun.Must(client.Send(buffer.AsMemory(0, (int)received.Value)));
        }
        client.Close();
        return new(peer, text.ToString(), received);
    }

    /// <summary>The client's loop for one line: send(), then recv() of as many bytes.</summary>
    /// <returns>What came back.</returns>
    public static string Exchange(LabSocket client, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        LabRun.Must(client.Send(bytes));
        return Receive(client, bytes.Length);
    }

    /// <summary>recv() with MSG_WAITALL.</summary>
    public static string Receive(LabSocket client, int length)
    {
        byte[] bytes = new byte[length];
        int received = (int)LabRun.Must(client.Receive(bytes, LabFlags.WaitAll));
        return Encoding.UTF8.GetString(bytes, 0, received);
    }

    /// <summary>The calls of a side that have returned, in order. Options are left out: the chapter comes to them later.</summary>
    public static string CallsOf(LabRun run, TimelineSide side) => string.Join(' ', run.Events.OfType<CallEvent>()
        .Where(call => call.Side == side && call.Result is not null && call.Name != "setsockopt").OrderBy(static call => call.Time).Select(static call => call.Name));
}
