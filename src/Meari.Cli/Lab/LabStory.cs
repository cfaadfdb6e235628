using Meari.Lab;
using Meari.Observe;
using Meari.Text;

namespace Meari.Cli.Lab;

/// <summary>
/// Puts what a run says between what the timeline shows, by their time: the run speaks at once, and the timeline comes a moment later. Any thread.
/// </summary>
/// <param name="language">Of the ladder.</param>
/// <param name="width">Columns, asked before each line.</param>
/// <param name="entry">Takes what the run says.</param>
/// <param name="line">Takes a line of the ladder.</param>
internal sealed class LabStory(Language language, Func<int> width, Action<LabEntry> entry, Action<LadderLine> line)
{
    /// <summary>What is older than this has no event before it that could still come. The timeline sorts over 0.1 s.</summary>
    const long Late = 400_000_000;

    readonly Ladder _ladder = new(language, width(), explain: true);
    readonly Queue<LabEntry> _waiting = [];
    readonly Lock _gate = new();

    public void Add(LabEntry said)
    {
        lock (_gate)
            _waiting.Enqueue(said);
    }

    public void Add(TimelineEvent seen)
    {
        // The steps, which a recording has as notes; here they are headings.
        if (seen is TextEvent { Stream: TimelineText.Note, Process: null })
            return;
        lock (_gate)
        {
            TellUntil(seen.Time);
            _ladder.Resize(width());
            Show(_ladder.Add(seen));
        }
    }

    /// <summary>Nothing has come for a while: what waits for nothing any more is shown.</summary>
    /// <param name="now">Nanoseconds of the timeline's clock.</param>
    public void Pause(long now)
    {
        lock (_gate)
            TellUntil(now - Late);
    }

    /// <summary>Nothing comes any more.</summary>
    public void End()
    {
        lock (_gate)
        {
            TellUntil(long.MaxValue);
            Show(_ladder.Flush());
        }
    }

    void TellUntil(long time)
    {
        while (_waiting.TryPeek(out LabEntry? next) && next.Time <= time)
        {
            Show(_ladder.Flush());
            entry(_waiting.Dequeue());
        }
    }

    void Show(IReadOnlyList<LadderLine> lines)
    {
        foreach (LadderLine one in lines)
            line(one);
    }
}
