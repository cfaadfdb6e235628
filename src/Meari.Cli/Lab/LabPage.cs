using System.Globalization;
using Meari.Lab;
using Meari.Observe;
using Meari.Text;

namespace Meari.Cli.Lab;

/// <summary>An experiment's words on a terminal, wrapped to its width.</summary>
/// <param name="language">Whose words.</param>
/// <param name="inColour">Whether they get colours.</param>
/// <param name="width">Columns, asked before each line.</param>
/// <param name="print">Takes a line.</param>
internal sealed class LabPage(Language language, bool inColour, Func<int> width, Action<string> print)
{
    /// <summary>Prose is not read easily over more columns.</summary>
    const int MostProse = 100;

    static readonly LadderStyle Heading = new(Bold: true), Good = new(34, Bold: true);

    public void Show(LadderLine line) => print(inColour ? line.ToAnsi() : line.ToString());

    public void Blank() => print("");

    /// <summary>Title, slides, question and what one may predict.</summary>
    public void Opening(Experiment experiment)
    {
        Prose("", $"{experiment.Name}  {experiment.Title.In(language)}", Heading);
        Prose("", experiment.Slides.In(language), LadderStyle.Quiet);
        Blank();
        Prose(LabTexts.Question.In(language) + ": ", experiment.Question.In(language), default);
        for (int i = 0; i < experiment.Predictions.Count; i++)
            Prose($"  {i + 1}. ", experiment.Predictions[i].In(language), default);
    }

    /// <summary>A step is a heading; an observation and a check are a line each.</summary>
    public void Entry(LabEntry entry)
    {
        switch (entry)
        {
            case LabStep step:
                Blank();
                Prose("▸ ", step.Text.In(language), Heading);
                break;
            case LabListing listing:
                Listing(listing);
                break;
            case LabRemark { IsHindrance: true } hindrance:
                Prose("  ! ", hindrance.Text.In(language), LadderStyle.Warning);
                break;
            case LabRemark remark:
                Prose("    ", remark.Text.In(language), default);
                break;
            case LabObservation seen:
                Prose("  · ", $"{seen.What.In(language)}: {seen.Value}", default);
                break;
            case LabCheck check:
                Check(check);
                break;
        }
    }

    /// <summary>A command as a terminal shows it, and what it lists.</summary>
    void Listing(LabListing listing)
    {
        Prose("  $ ", listing.Command, Heading, LadderStyle.Quiet);
        foreach (NetstatLine line in listing.Lines)
            Show(new LadderLine().Add("    ").Add(line.Addresses).Add(line.StateName, LadderStyle.Of(line.State)));
    }

    public void Check(LabCheck check)
    {
        (string mark, LadderStyle style) = MarkOf(check.Outcome);
        Prose($"  {mark} ", $"{check.Claim.In(language)}  [{check.Seen.In(language)}]", default, style);
    }

    /// <summary>Where the sockets ended, how it ended, the answer, and whether it was predicted.</summary>
    public void Closing(LabReport report, int? prediction)
    {
        IReadOnlyList<SocketEnd> ends = SocketEnd.Of(report.Events);
        if (ends.Count > 0)
        {
            Blank();
            Prose("", LabTexts.Sockets.In(language), Heading);
            foreach (SocketEnd end in ends)
                Show(new LadderLine().Add($"  TCP    {end.Local,-22} {end.Remote,-22} ").Add(TcpStates.NameOf(end.State), LadderStyle.Of(end.State)));
        }
        Blank();
        Outcome(report);
        if (report.Outcome != LabOutcome.Passed)
            return;
        Experiment experiment = report.Experiment;
        Prose($"{LabTexts.Answer.In(language)}: ", $"{experiment.Answer + 1}. {experiment.Predictions[experiment.Answer].In(language)}", Heading);
        if (prediction is { } predicted)
            Prose("", (predicted == experiment.Answer ? LabTexts.Right : LabTexts.Wrong).In(language), predicted == experiment.Answer ? Good : LadderStyle.Warning);
        Prose("", experiment.Because.In(language), default);
        if (experiment.Cards.Count > 0)
            Prose($"{LabTexts.Read.In(language)}: ", string.Join(", ", experiment.Cards), LadderStyle.Quiet);
        if (experiment is Exercise)
            Prose($"{LabTexts.Yourself.In(language)}: ", LabTexts.OwnHands(experiment.Name).In(language), LadderStyle.Quiet);
    }

    /// <summary>How far a run came that was interrupted.</summary>
    public void Stopped(IEnumerable<LabEntry> said)
    {
        LabCheck[] checks = [.. said.OfType<LabCheck>()];
        int Count(LabOutcome outcome) => checks.Count(check => check.Outcome == outcome);
        Blank();
        if (said.OfType<LabStep>().LastOrDefault() is { } step)
            Prose($"{LabTexts.StoppedIn.In(language)}: ", step.Text.In(language), LadderStyle.Warning);
        Prose("", LabTexts.Total(Count(LabOutcome.Passed), Count(LabOutcome.Failed), Count(LabOutcome.Skipped)).In(language), new(Bold: true));
    }

    void Outcome(LabReport report)
    {
        (string mark, LadderStyle style) = MarkOf(report.Outcome);
        Prose($"{mark} ", $"{NameOf(report.Outcome).In(language)}, {LabTexts.ChecksPassed(CountOf(report)).In(language)}, {Seconds(report)}", default, style);
        if (report.Reason is { } reason)
            Prose("  ", reason.In(language), LadderStyle.Warning);
    }

    /// <summary>The row of a table; what failed, or could not be checked, stands below it.</summary>
    public void Row(LabReport report)
    {
        (string mark, LadderStyle style) = MarkOf(report.Outcome);
        LadderLine row = new LadderLine().Add($"{mark} ", style).Cell(report.Experiment.Name, 22).Cell(NameOf(report.Outcome).In(language), 10, style)
            .Cell(CountOf(report), 10).Cell(Seconds(report), 10);
        Show(row);
        if (report.Reason is { } reason)
            Prose("  ", reason.In(language), LadderStyle.Quiet);
        foreach (LabCheck check in report.Checks.Where(check => check.Outcome == LabOutcome.Failed || (check.Outcome == LabOutcome.Skipped && report.Outcome != LabOutcome.Skipped)))
            Check(check);
    }

    public void RowHeading() => Show(new LadderLine().Add("  ").Cell(LabTexts.Experiment.In(language), 22, LadderStyle.Quiet).Cell(LabTexts.Outcome.In(language), 10, LadderStyle.Quiet)
        .Cell(LabTexts.Checks.In(language), 10, LadderStyle.Quiet).Cell(LabTexts.Time.In(language), 10, LadderStyle.Quiet));

    public static Words NameOf(LabOutcome outcome) => outcome switch
    {
        LabOutcome.Passed => LabTexts.Passed,
        LabOutcome.Failed => LabTexts.Failed,
        _ => LabTexts.Skipped,
    };

    public static (string Mark, LadderStyle Style) MarkOf(LabOutcome outcome) => outcome switch
    {
        LabOutcome.Passed => ("✓", Good),
        LabOutcome.Failed => ("✗", LadderStyle.Error),
        _ => ("–", LadderStyle.Warning),
    };

    public static string CountOf(LabReport report) => $"{report.Checks.Count(static check => check.Outcome == LabOutcome.Passed)}/{report.Checks.Count()}";

    public static string Seconds(LabReport report) => string.Create(CultureInfo.InvariantCulture, $"{report.Duration.TotalSeconds:0.0} s");

    /// <summary>Text behind a label, each further line below its beginning.</summary>
    public void Prose(string label, string text, LadderStyle style, LadderStyle labelStyle = default)
    {
        int indent = Columns.Width(label);
        string before = label;
        foreach (string part in Columns.Wrap(Escape.Text(text), Math.Max(20, Math.Min(width() - 1, MostProse) - indent)))
        {
            Show(new LadderLine().Add(before, labelStyle == default ? style : labelStyle).Add(part, style));
            before = new(' ', indent);
        }
    }
}
