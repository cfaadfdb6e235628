using System.Net;
using Meari.Text;

namespace Meari.Observe.Calls;

/// <summary>What the arguments of a socket call say, in the terms of a <see cref="CallEvent"/>.</summary>
internal readonly record struct SocketCall
{
    /// <summary>The longest text of arguments, in characters.</summary>
    const int MaxArguments = 80;

    /// <summary>The most bytes that strace shows of a string (its -s), and so of <see cref="CallEvent.Data"/>.</summary>
    public const int MaxData = 64;

    /// <summary>The descriptor it was made on; null for socket.</summary>
    public StraceDescriptor? On { get; init; }

    /// <summary>An address among the arguments: bind's and connect's.</summary>
    public IPEndPoint? Address { get; init; }

    public string? Arguments { get; init; }

    public long? Requested { get; init; }

    /// <summary>The argument that holds the bytes, or null.</summary>
    public string? Buffer { get; init; }

    /// <summary>Of no socket; but what a program then has its ring do is no call. Source: io_uring_setup(2).</summary>
    public const string RingSetup = "io_uring_setup";

    /// <summary>The calls to ask strace for. A name that an architecture does not have is left out by strace ("?").</summary>
    public static string TraceExpression { get; } = "trace=" + string.Join(',', ((string[])
    [
        "execve", "clone", "clone3", "fork", "vfork", "socket", "bind", "listen", "accept", "accept4", "connect", "shutdown", "close", "setsockopt", "send",
        "sendto", "sendmsg", "recv", "recvfrom", "recvmsg", "read", "readv", "write", "writev", "preadv2", "pwritev2", "sendmmsg",
        "recvmmsg", "sendfile", "splice", RingSetup,
    ]).Select(static name => "?" + name));

    /// <summary>Reads the arguments, all or as many as there are yet; null for a call that is none of a socket's.</summary>
    public static SocketCall? Of(string name, string text)
    {
        List<string> arguments = StraceArguments.Split(text);
        string At(int index) => index < arguments.Count ? arguments[index] : "";
        long? NumberAt(int index) => StraceArguments.Number(At(index));
        if (name == "socket")
            return At(0) is "AF_INET" or "AF_INET6" && IsStream(At(1), At(2)) ? new SocketCall { Arguments = Short($"{At(0)}, {At(1)}") } : null;
        if (name == RingSetup)
            return new SocketCall();
        SocketCall call = new() { On = StraceArguments.Descriptor(At(0)) };
        switch (name)
        {
            case "bind" or "connect":
                call = call with { Address = StraceArguments.Address(At(1)) };
                return call with { Arguments = call.Address?.ToString() };
            case "listen":
                return call with { Arguments = NumberAt(1) is { } backlog ? $"backlog {backlog}" : null };
            case "accept" or "close":
                return call;
            case "accept4":
                return call with { Arguments = Flags(At(3)) };
            case "shutdown":
                return call with { Arguments = Short(At(1)) };
            case "setsockopt":
                return call with { Arguments = At(2) == "" ? null : Short($"{At(2)}={At(3).Trim('[', ']')}") };
            case "send" or "sendto" or "recv" or "recvfrom":
                return call with { Requested = NumberAt(2), Buffer = At(1), Arguments = Flags(At(3)) };
            case "read" or "write":
                return call with { Requested = NumberAt(2), Buffer = At(1) };
            case "readv" or "writev" or "preadv2" or "pwritev2":
                return call with { Requested = StraceArguments.VectorLength(At(1)), Buffer = At(1) };
            case "sendmsg" or "recvmsg":
                return call with { Requested = StraceArguments.VectorLength(At(1)), Buffer = Vector(At(1)), Arguments = Flags(At(2)) };
            case "sendmmsg" or "recvmmsg":
                return call with { Arguments = NumberAt(2) is { } messages ? $"vlen {messages}" : null };
            case "sendfile":
                return call with { Requested = NumberAt(3) };
            case "splice":
                call = call with { Requested = NumberAt(4) };
                return call.On is { IsTcp: true }
                    ? call with { Arguments = TransferCalls.ToPipe }
                    : call with { On = StraceArguments.Descriptor(At(2)), Arguments = TransferCalls.FromPipe };
            default:
                return null;
        }
    }

    static bool IsStream(string type, string protocol) =>
        type.StartsWith("SOCK_STREAM", StringComparison.Ordinal) && protocol is "IPPROTO_IP" or "IPPROTO_TCP" or "0";

    /// <summary>The msg_iov alone: a control message's strings are not what was moved.</summary>
    static string Vector(string message)
    {
        int from = message.IndexOf("msg_iov=[", StringComparison.Ordinal), to = message.IndexOf("], msg_iovlen", StringComparison.Ordinal);
        return from >= 0 && to > from ? message[from..to] : "";
    }

    static string? Flags(string text) => text is "" or "0" or "NULL" ? null : Short(text);

    static string Short(string text) => Escape.Text(text.Length <= MaxArguments ? text : string.Concat(text.AsSpan(0, MaxArguments), "…"));
}
