using System.Globalization;
using System.Text;

namespace Meari.Observe.Segments;

/// <summary>An event as a comment of a packet, in English. What of it comes from outside is escaped by whoever writes the comment.</summary>
internal static class CommentText
{
    public static string Of(TimelineEvent seen)
    {
        StringBuilder text = new();
        if (seen.Side != TimelineSide.None)
            text.Append(seen.Side == TimelineSide.Client ? "client " : "server ");
        _ = seen switch
        {
            CallEvent call => Append(text, call),
            StateEvent state => Append(text, state),
            QueueEvent queue => Append(text, queue),
            SegmentEvent segment => Append(text, segment),
            TextEvent line => text.Append(line.Stream.ToString().ToLowerInvariant()).Append(": ").Append(line.Text),
            _ => text,
        };
        return seen.Inferred ? text.Append(" (inferred)").ToString() : text.ToString();
    }

    /// <summary>As strace has it: <c>recv(5, 512 bytes) = 16 &lt;0.900 ms&gt;</c>.</summary>
    static StringBuilder Append(StringBuilder text, CallEvent call)
    {
        string[] arguments = [.. new[] { Number(call.Descriptor), call.Arguments, call.Requested is { } bytes ? $"{Number(bytes)} bytes" : null }.OfType<string>()];
        text.Append(call.Name).Append('(').AppendJoin(", ", arguments).Append(')');
        text.Append(call.Result is { } result ? $" = {Number(result)}" : " …");
        if (call.Error is not null)
            text.Append(' ').Append(call.Error);
        if (call.Duration is { } duration)
            text.Append(CultureInfo.InvariantCulture, $" <{duration / 1e6:0.000} ms>");
        return call.Data is null ? text : text.Append(" \"").Append(call.Data).Append('"');
    }

    static StringBuilder Append(StringBuilder text, StateEvent state)
    {
        if (state.From != TcpState.Unknown)
            text.Append(TcpStates.NameOf(state.From)).Append(' ');
        return text.Append("→ ").Append(TcpStates.NameOf(state.To));
    }

    static StringBuilder Append(StringBuilder text, QueueEvent queue)
    {
        string?[] parts =
        [
            queue.SendQueue is { } send ? $"send queue {Bytes(send)}" : null,
            queue.InFlight is { } inFlight ? $"in flight {Bytes(inFlight)}" : null,
            queue.ReceiveQueue is { } receive ? $"receive queue {Bytes(receive)}" : null,
            queue.AcceptQueue is { } accept ? $"accept queue {Number(accept)} {(accept == 1 ? "connection" : "connections")}" : null,
            queue.AcceptQueueLimit is { } limit ? $"backlog {Number(limit)}" : null,
        ];
        return text.AppendJoin(", ", parts.OfType<string>());
    }

    static StringBuilder Append(StringBuilder text, SegmentEvent segment)
    {
        text.Append("segment ");
        if (segment.ControlBits != TcpControlBits.None)
            text.Append(segment.ControlBits.ToString().ToUpperInvariant().Replace(",", "", StringComparison.Ordinal)).Append(' ');
        return text.Append(CultureInfo.InvariantCulture, $"seq {segment.Sequence} ack {segment.Acknowledgment} length {segment.Length} {(segment.Length == 1 ? "byte" : "bytes")}");
    }

    static string Bytes(long value) => $"{Number(value)} {(value == 1 ? "byte" : "bytes")}";

    static string? Number(long? value) => value?.ToString(CultureInfo.InvariantCulture);
}
