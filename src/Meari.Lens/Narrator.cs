using Meari.Observe;
using Meari.Text;

namespace Meari.Lens;

/// <summary>Numbers the events of a timeline and says of each what it means, in both languages. For one thread at a time.</summary>
internal sealed class Narrator
{
    // Each remembers what it has seen of the sockets.
    readonly Explanations _korean = new(new StepTexts(Language.Korean)), _english = new(new StepTexts(Language.English));
    readonly LadderConnections _connections = new();
    long _last;

    public LensItem Next(TimelineEvent seen)
    {
        LadderConnection connection = _connections[seen.Connection];
        string? korean = _korean.Explain(seen, connection), english = _english.Explain(seen, connection);
        if (seen is QueueEvent queues)
            LadderMemory.Remember(queues, connection);
        else
            LadderMemory.Remember(seen, connection);
        return LensItem.Create(++_last, seen, korean is not null && english is not null ? new(korean, english) : null);
    }
}
