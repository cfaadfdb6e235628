using Meari.Observe;

namespace Meari.Cli.Watch;

/// <summary>Counts what went by.</summary>
internal sealed class WatchTally
{
    public long Events { get; private set; }

    /// <summary>Events that were lost, as far as their number is known.</summary>
    public long Lost { get; private set; }

    /// <summary>Whether there were losses of a number that nobody knows.</summary>
    public bool IsLostAtLeast { get; private set; }

    /// <summary>Connections are numbered from 1, so the highest number is how many there were.</summary>
    public int Connections { get; private set; }

    public void Add(TimelineEvent seen)
    {
        Events++;
        Connections = Math.Max(Connections, seen.Connection);
        if (seen is not TextEvent { Stream: TimelineText.Loss } loss)
            return;
        // A recording may say any number.
        Lost = (long)UInt128.Min((UInt128)Lost + (UInt128)Math.Max(0, loss.Lost), long.MaxValue);
        IsLostAtLeast |= loss.Lost <= 0;
    }
}
