using System.Net;
using Meari.Observe;

namespace Meari.Cli.Lab;

/// <summary>A socket of a run, and the last state that was seen of it.</summary>
internal readonly record struct SocketEnd(IPEndPoint Local, string Remote, TcpState State)
{
    /// <summary>A run with a thousand clients would fill the screen.</summary>
    const int Most = 12;

    /// <summary>In the order in which they were first seen.</summary>
    public static IReadOnlyList<SocketEnd> Of(IEnumerable<TimelineEvent> events)
    {
        List<SocketEnd> ends = [];
        foreach (StateEvent seen in events.OfType<StateEvent>())
        {
            if (seen.Local is not { Port: > 0 } local)
                continue;
            string remote = seen.Remote is { Port: > 0 } other ? other.ToString() : "*:*";
            int at = ends.FindIndex(end => end.Local.Equals(local) && end.Remote == remote);
            SocketEnd end = new(local, remote, seen.To);
            if (at >= 0)
                ends[at] = end;
            else if (ends.Count < Most)
                ends.Add(end);
        }
        return ends;
    }
}
