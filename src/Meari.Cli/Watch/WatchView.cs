using Meari.Cli.Output;
using Meari.Observe;
using Meari.Text;

namespace Meari.Cli.Watch;

/// <summary>What standard output gets of a timeline.</summary>
/// <param name="print">Takes a line.</param>
internal abstract class WatchView(Action<string> print)
{
    public static WatchView Create(WatchSettings settings, Language language, Action<string> print) =>
        settings.Json
            ? new JsonView(print)
            : new LadderView(new Ladder(language, DefaultWidth, settings.Explain), settings.Width, !Console.IsOutputRedirected, !settings.NoColor && Colours.AreWanted, print);

    /// <summary>The explained ladder on standard error.</summary>
    public static WatchView CreateOnError(Language language, Action<string> print) =>
        new LadderView(new Ladder(language, DefaultWidth, explain: true), 0, !Console.IsErrorRedirected, Colours.AreWantedOnError, print);

    /// <summary>Off a terminal.</summary>
    const int DefaultWidth = 100;

    /// <summary>The next event.</summary>
    public abstract void Show(TimelineEvent seen);

    /// <summary>Nothing more comes for a while, or at all.</summary>
    public virtual void Pause()
    {
    }

    protected void Print(string line) => print(line);

    sealed class JsonView(Action<string> print) : WatchView(print)
    {
        public override void Show(TimelineEvent seen) => Print(TimelineLine.Write(seen));
    }

    /// <summary>The ladder.</summary>
    /// <param name="ladder">Draws it.</param>
    /// <param name="width">Columns; 0 for the terminal's.</param>
    /// <param name="isTerminal">Whether the lines go to one.</param>
    /// <param name="inColour">Whether they get colours.</param>
    /// <param name="print">Takes a line.</param>
    sealed class LadderView(Ladder ladder, int width, bool isTerminal, bool inColour, Action<string> print) : WatchView(print)
    {
        public override void Show(TimelineEvent seen)
        {
            // Asked each time: a terminal may be resized, and asking takes less than a microsecond.
            ladder.Resize(Width);
            Print(ladder.Add(seen));
        }

        int Width => width > 0 ? width : isTerminal ? TerminalSize.Now.Columns : DefaultWidth;

        public override void Pause() => Print(ladder.Flush());

        void Print(IReadOnlyList<LadderLine> lines)
        {
            foreach (LadderLine line in lines)
                Print(inColour ? line.ToAnsi() : line.ToString());
        }
    }
}
