using Meari.Observe;

namespace Meari.Cli.Watch;

/// <summary>Counts what went by.</summary>
internal sealed class WatchTally
{
    public long Events { get; private set; }

    public long Losses { get; private set; }

    /// <summary>Connections are numbered from 1, so the highest number is how many there were.</summary>
    public int Connections { get; private set; }

    public void Add(TimelineEvent seen)
    {
        Events++;
        Connections = Math.Max(Connections, seen.Connection);
        if (seen is TextEvent { Stream: TimelineText.Loss })
            Losses++;
    }
}
