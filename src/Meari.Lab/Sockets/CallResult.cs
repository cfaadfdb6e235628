using System.Net;
using Meari.Observe;
using Meari.Text;

namespace Meari.Lab;

/// <summary>What a system call returned.</summary>
/// <param name="Value">0, a descriptor or a count of bytes; -1 if it failed.</param>
/// <param name="Error">The errno's name if it failed.</param>
internal readonly record struct CallResult(long Value, string? Error)
{
    /// <summary>Whether it succeeded.</summary>
    public bool IsDone => Error is null;

    /// <summary>As the chapter would write it: <c>16</c>, <c>-1 (EAGAIN)</c>.</summary>
    public override string ToString() => IsDone ? Value.ToString(System.Globalization.CultureInfo.InvariantCulture) : $"-1 ({Error})";
}

/// <summary>What is known of a socket when a call is made on it.</summary>
internal readonly record struct SocketIdentity(TimelineSide Side, IPEndPoint? Local, IPEndPoint? Remote);

/// <summary>A call that is about to be made.</summary>
internal readonly record struct LabCall(string Name, int? Descriptor, SocketIdentity Socket)
{
    public string? Arguments { get; init; }

    public long? Requested { get; init; }

    /// <summary>The bytes to send, or where to those received will be put.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    public bool IsReceive { get; init; }
}

/// <summary>Flags of send and recv, from bits/socket.h.</summary>
internal static class LabFlags
{
    public const int Peek = Interop.Linux.Constants.MSG_PEEK, DontWait = Interop.Linux.Constants.MSG_DONTWAIT, WaitAll = Interop.Linux.Constants.MSG_WAITALL;
}

/// <summary>An experiment met what it cannot go on from, such as a socket that could not be made; the run fails with this errno.</summary>
/// <param name="error">The errno's name, or what happened.</param>
internal sealed class LabException(string error) : Exception(error)
{
    /// <param name="reason">What happened, in words.</param>
    public LabException(Words reason)
        : this(reason.English) => Reason = reason;

    /// <summary>In words, where there are any.</summary>
    public Words? Reason { get; }
}
