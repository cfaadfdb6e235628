using Meari.Interop.Linux;

namespace Meari.Lab;

/// <summary>
/// send and recv as on a socket that blocks, which an <see cref="Interruption"/> can end. Shutting the socket down would end them too, but that is
/// a step of TCP itself.
/// </summary>
internal sealed partial class LabSocket
{
    /// <summary>send(2) that waits until all bytes are in the send buffer; what it has moved until an interruption or an error counts.</summary>
    public CallResult Send(ReadOnlyMemory<byte> bytes, Interruption interruption) => _calls.Make(
        Call("send") with { Requested = bytes.Length, Data = bytes },
        () => SendAll(bytes.Span, interruption));

    /// <summary>recv(2) that waits for at least a byte.</summary>
    public CallResult Receive(Memory<byte> buffer, Interruption interruption) => _calls.Make(
        Call("recv") with { Requested = buffer.Length, Data = buffer, IsReceive = true },
        () =>
        {
            while (true)
            {
                nint result = Libc.ReceiveBlocking(Descriptor, buffer.Span, LabFlags.DontWait);
                if (result != -Errno.EAGAIN)
                    return result;
                if (Wait(interruption, PollEntry.In) is < 0 and int error)
                    return error;
            }
        });

    nint SendAll(ReadOnlySpan<byte> bytes, Interruption interruption)
    {
        int sent = 0;
        while (sent < bytes.Length)
        {
            nint result = Libc.SendBlocking(Descriptor, bytes[sent..], LabFlags.DontWait);
            if (result == -Errno.EAGAIN)
                result = Wait(interruption, PollEntry.Out);
            if (result < 0)
                return sent > 0 ? sent : result;
            sent += (int)result;
        }
        return sent;
    }

    int Wait(Interruption interruption, short events) => interruption.Wait(Descriptor, events) switch { > 0 => -Errno.EINTR, var result => result };
}
