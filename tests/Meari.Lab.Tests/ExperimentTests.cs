using System.Text;
using Meari.Text;

namespace Meari.Lab.Tests;

/// <summary>Every experiment bears its claims out on this machine.</summary>
[Trait("Engine", "none")]
[Collection("runs")] // one after the other: each takes the port of the chapter
public sealed class ExperimentTests
{
    public static TheoryData<string> Names => [.. ExperimentCatalog.All.Select(static experiment => experiment.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_passes_with_every_check(string name)
    {
        LabRunner runner = new(Language.English, static _ => { });
        LabReport report = await runner.RunAsync(ExperimentCatalog.Find(name)!, TestContext.Current.CancellationToken);
        // Skipped only what an ordinary user may not do; an administrator skips nothing.
        bool isAllSkipped = !Environment.IsPrivilegedProcess && report.Outcome == LabOutcome.Skipped;
        Assert.True(report.Outcome == LabOutcome.Passed || isAllSkipped, Tell(report));
        Assert.All(report.Checks, static check => Assert.True(
            check.Outcome == LabOutcome.Passed || (!Environment.IsPrivilegedProcess && (check.Seen == LabReasons.NoSegments || check.Seen == LabReasons.MayNotLose)), check.ToString()));
    }

    [Fact]
    public void Names_are_unique_and_the_true_answer_is_among_the_predictions()
    {
        Assert.Equal(ExperimentCatalog.All.Count, ExperimentCatalog.All.Select(static experiment => experiment.Name).Distinct().Count());
        Assert.All(ExperimentCatalog.All, static experiment => Assert.InRange(experiment.Answer, 0, experiment.Predictions.Count - 1));
    }

    static string Tell(LabReport report)
    {
        StringBuilder text = new();
        text.AppendLine($"{report.Outcome} {report.Reason?.English}");
        foreach (LabEntry entry in report.Entries)
            text.AppendLine(entry.ToString());
        foreach (Observe.TimelineEvent seen in report.Events)
            text.AppendLine(Observe.TimelineLine.Write(seen));
        return text.ToString();
    }
}
