using Meari.Text;

namespace Meari.Observe.Tests;

/// <summary>A recording may come from somebody else, and its strings from anywhere.</summary>
public sealed class LadderHostileTests
{
    [Fact]
    public void Escape_sequences_of_a_recording_do_not_reach_the_terminal()
    {
        const string Hostile = "\u001b]52;c;x\u0007\u202e";
        Ladder ladder = new(Language.English, 100, explain: true);
        List<string> lines = [];
        foreach (TimelineEvent seen in (TimelineEvent[])
        [
            new TextEvent { Time = 1, Stream = TimelineText.Note, Text = Hostile },
            new CallEvent { Time = 2, Side = TimelineSide.Client, Name = Hostile, Arguments = Hostile, Error = Hostile, Data = Hostile },
            new CallEvent { Time = 3, Side = TimelineSide.Server, Name = "bind", Arguments = Hostile, Result = 0, Duration = 1 },
        ])
            lines.AddRange(ladder.Add(seen).Select(static line => line.ToString()));
        lines.AddRange(ladder.Flush().Select(static line => line.ToString()));
        Assert.All(lines, static line => Assert.DoesNotContain(line, static c => char.IsControl(c) || c == '\u202e'));
    }
}
