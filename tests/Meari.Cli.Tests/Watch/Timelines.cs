using Meari.Observe;

namespace Meari.Cli.Tests;

/// <summary>What a recording holds, and in which order.</summary>
internal static class Timelines
{
    public static List<TimelineEvent> Read(string file)
    {
        using Recording recording = Recording.Read(file);
        List<TimelineEvent> events = [.. recording.ReadEvents()];
        Assert.Null(recording.Error);
        return events;
    }

    public static string Name(TimelineEvent seen) => seen switch
    {
        CallEvent { Result: null, Error: null } call => $"{call.Name} waits",
        CallEvent call => $"{call.Name} = {call.Result}",
        StateEvent state => $"{TcpStates.NameOf(state.To)}{(state.Inferred ? " inferred" : "")}",
        SegmentEvent segment => $"{Bits(segment.ControlBits)}{(segment.Length > 0 ? $" {segment.Length}" : "")}{(segment.Inferred ? " inferred" : "")}",
        _ => "",
    };

    /// <summary>As the ladder names a segment's: PSH says nothing of the connection, ACK is on nearly all.</summary>
    static string Bits(TcpControlBits bits) => string.Join(' ', new[] { TcpControlBits.Syn, TcpControlBits.Fin, TcpControlBits.Rst, TcpControlBits.Ack }
        .Where(bit => bits.HasFlag(bit)).Select(static bit => bit.ToString().ToUpperInvariant()));

    /// <summary>The events of one kind at one side; of these the order is that of the kernel, or of the program.</summary>
    public static IEnumerable<string> At<T>(this IEnumerable<TimelineEvent> events, TimelineSide side) where T : TimelineEvent =>
        events.OfType<T>().Where(e => e.Side == side).Select(Name);

    /// <summary>That these are there in this order, whatever else is between them.</summary>
    public static void InOrder(IEnumerable<string> seen, params string[] expected)
    {
        List<string> all = [.. seen];
        int at = 0;
        foreach (string name in expected)
        {
            at = all.IndexOf(name, at) + 1;
            Assert.True(at > 0, $"'{name}' is missing, or too early, in:\n{string.Join('\n', all)}");
        }
    }
}
