using Meari.Cli.Output;
using Meari.Observe;
using Meari.Text;

namespace Meari.Cli.Watch;

/// <summary>What standard output gets of a timeline.</summary>
/// <param name="print">Takes a line.</param>
internal abstract class WatchView(Action<string> print)
{
    public static WatchView Create(WatchSettings settings, Language language, Action<string> print) =>
        settings.Json ? new JsonView(print) : new LadderView(settings, language, print);

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

    sealed class LadderView(WatchSettings settings, Language language, Action<string> print) : WatchView(print)
    {
        /// <summary>Off a terminal.</summary>
        const int DefaultWidth = 100;

        readonly Ladder _ladder = new(language, DefaultWidth, settings.Explain);
        readonly bool _isTerminal = !Console.IsOutputRedirected;
        readonly bool _inColour = !settings.NoColor && Colours.AreWanted;

        public override void Show(TimelineEvent seen)
        {
            // Asked each time: a terminal may be resized, and asking takes less than a microsecond.
            _ladder.Resize(Width);
            Print(_ladder.Add(seen));
        }

        int Width => settings.Width > 0 ? settings.Width : _isTerminal ? TerminalSize.Now.Columns : DefaultWidth;

        public override void Pause() => Print(_ladder.Flush());

        void Print(IReadOnlyList<LadderLine> lines)
        {
            foreach (LadderLine line in lines)
                Print(_inColour ? line.ToAnsi() : line.ToString());
        }
    }
}
