namespace Meari.Observe.Calls;

/// <summary>What a line of strace and what is known of its socket say, as an event.</summary>
internal static class CallEvents
{
    public static string? DataOf(StraceLine line, SocketCall call)
    {
        if (line.Result is not > 0 || call.Buffer is not { } buffer || !buffer.Contains('"', StringComparison.Ordinal))
            return null;
        long moved = line.Result.Value;
        Span<byte> bytes = stackalloc byte[SocketCall.MaxData];
        int length = StraceArguments.AllBytes(buffer, bytes);
        return DataPreview.Of(bytes[..(int)Math.Min(length, moved)], moved);
    }

    public static CallEvent Of(int process, StraceLine line, SocketCall call, SocketFacts facts, long time) => new()
    {
        Time = time,
        Side = facts.Side,
        Local = facts.Local,
        Remote = facts.Remote,
        Process = process,
        Name = line.Name,
        Descriptor = call.On?.Number,
        Arguments = call.Arguments,
        Requested = call.Requested,
    };
}
