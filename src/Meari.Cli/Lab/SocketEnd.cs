using System.Net;
using Meari.Observe;

namespace Meari.Cli.Lab;

/// <summary>A socket of a run, and the states that were seen of it, in order.</summary>
internal sealed record SocketEnd(IPEndPoint Local, string Remote, IReadOnlyList<TcpState> States)
{
    /// <summary>A run with a thousand clients would fill the screen.</summary>
    const int Most = 12;

    /// <summary>More than any connection has; a listening socket may be opened again and again.</summary>
    const int MostStates = 12;

    /// <summary>The last that was seen.</summary>
    public TcpState State => States[^1];

    /// <summary>In the order in which they were first seen.</summary>
    public static IReadOnlyList<SocketEnd> Of(IEnumerable<TimelineEvent> events)
    {
        List<(IPEndPoint Local, string Remote, List<TcpState> States)> ends = [];
        foreach (StateEvent seen in events.OfType<StateEvent>())
        {
            if (seen.Local is not { Port: > 0 } local)
                continue;
            string remote = seen.Remote is { Port: > 0 } other ? other.ToString() : "*:*";
            int at = ends.FindIndex(end => end.Local.Equals(local) && end.Remote == remote);
            if (at >= 0)
                Add(ends[at].States, seen.To);
            else if (ends.Count < Most)
                ends.Add((local, remote, [seen.To]));
        }
        return [.. ends.Select(static end => new SocketEnd(end.Local, end.Remote, end.States))];
    }

    static void Add(List<TcpState> states, TcpState state)
    {
        if (states[^1] == state)
            return;
        if (states.Count == MostStates)
            states.RemoveAt(states.Count - 1);
        states.Add(state);
    }
}
