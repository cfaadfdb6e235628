using System.Net;
using System.Text;
using Meari.Observe;

namespace Meari.Lab;

/// <summary>What became of a message.</summary>
/// <param name="Sent">Its bytes.</param>
/// <param name="Received">The bytes that came back.</param>
internal sealed record EchoOutcome(int Sent, int Received)
{
    /// <summary>Whether they are the same, byte for byte.</summary>
    public bool IsEqual { get; init; }

    /// <summary>The first byte that is another, counted from 0; null if there is none.</summary>
    public int? DiffersAt { get; init; }

    /// <summary>What ended it early: a recv() that returned 0, or the errno's name; null if nothing did but its limit.</summary>
    public CallResult? End { get; init; }
}

/// <summary>A client of a program that may do anything: each call has a limit.</summary>
/// <param name="run">The run.</param>
/// <param name="time">The clock.</param>
/// <param name="limit">For each answer.</param>
internal sealed class ProgramClient(LabRun run, TimeProvider time, TimeSpan limit)
{
    /// <summary>More than comes back of a message; what is more than that has shown that it is no echo.</summary>
    const int MostAnswer = 64 * 1024;

    LabSocket? _socket;

    public IPEndPoint? Local { get; private set; }

    public IPEndPoint? Remote { get; private set; }

    /// <summary>connect(2); on loopback it does not wait.</summary>
    public async Task<CallResult> ConnectAsync(IPEndPoint server)
    {
        _socket = run.Socket(TimelineSide.Client, server.AddressFamily);
        CallResult connected = await run.Elsewhere(() => _socket.Connect(server));
        (Local, Remote) = (_socket.Local, _socket.Remote ?? server);
        return connected;
    }

    /// <summary>Sends a message and receives until as many bytes have come back.</summary>
    public async Task<EchoOutcome> EchoAsync(string message)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(message);
        using Interruption interruption = new();
        await using ITimer timer = time.CreateTimer(static state => ((Interruption)state!).Interrupt(), interruption, limit, Timeout.InfiniteTimeSpan);
        return await run.Elsewhere(() => Echo(bytes, interruption));
    }

    EchoOutcome Echo(byte[] bytes, Interruption interruption)
    {
        CallResult sent = _socket!.Send(bytes, interruption);
        if (!sent.IsDone)
            return new(bytes.Length, 0) { End = sent };
        byte[] answer = new byte[MostAnswer];
        int received = 0;
        CallResult? end = null;
        while (received < bytes.Length && end is null)
        {
            CallResult came = _socket.Receive(answer.AsMemory(received), interruption);
            if (came.Value > 0)
                received += (int)came.Value;
            else
                end = came;
        }
        int same = bytes.AsSpan().CommonPrefixLength(answer.AsSpan(0, received));
        bool isTooLate = end is { Error: "EINTR" };
        return new(bytes.Length, received)
        {
            IsEqual = same == bytes.Length && received == same,
            DiffersAt = same < Math.Min(bytes.Length, received) ? same : null,
            End = isTooLate ? null : end,
        };
    }

    /// <summary>close(2).</summary>
    public void Close() => _socket?.Close();
}
