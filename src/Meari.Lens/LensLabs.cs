using System.Text.Json;
using Meari.Lab;
using Meari.Observe;
using Meari.Text;

namespace Meari.Lens;

/// <summary>The experiments, and one run at a time.</summary>
internal sealed class LensLabs(Language language)
{
    int _isRunning;

    public static byte[] List() => Json.Write(static writer =>
    {
        writer.WriteStartArray();
        foreach (Experiment experiment in ExperimentCatalog.All)
        {
            writer.WriteStartObject();
            writer.WriteString("name", experiment.Name);
            writer.WriteWords("slides", experiment.Slides);
            writer.WriteWords("title", experiment.Title);
            writer.WriteWords("question", experiment.Question);
            writer.WriteStartArray("predictions");
            foreach (Words prediction in experiment.Predictions)
                writer.WriteWords(prediction);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    });

    /// <exception cref="LensException">There is none of this name, or another one runs.</exception>
    public async Task<byte[]> RunAsync(string name, CancellationToken cancellation)
    {
        Experiment experiment = ExperimentCatalog.Find(name) ?? throw new LensException(404, new("그런 실험이 없습니다.", "There is no such experiment."));
        if (Interlocked.Exchange(ref _isRunning, 1) != 0)
            throw new LensException(409, new("다른 실험이 아직 끝나지 않았습니다.", "Another experiment is still running."));
        try
        {
            return Write(await new LabRunner(language, static _ => { }).RunAsync(experiment, cancellation));
        }
        finally
        {
            Volatile.Write(ref _isRunning, 0);
        }
    }

    static byte[] Write(LabReport report) => Json.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("outcome", NameOf(report.Outcome));
        writer.WriteWords("reason", report.Reason);
        writer.WriteNumber("answer", report.Experiment.Answer);
        writer.WriteWords("because", report.Experiment.Because);
        writer.WriteStartArray("entries");
        foreach (LabEntry entry in report.Entries.SelectMany(Shown))
            Write(writer, entry);
        writer.WriteEndArray();
        writer.WriteStartArray("items");
        Narrator narrator = new();
        foreach (TimelineEvent seen in report.Events.TakeLast(LensFeed.Capacity))
            writer.WriteRawValue(narrator.Next(seen).Json, skipInputValidation: true);
        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    /// <summary>The page has a line for each entry, and so has what a command lists.</summary>
    static IEnumerable<LabEntry> Shown(LabEntry entry) => entry switch
    {
        LabListing { Command: var command } listing when command.Split(' ')[0] is var name => listing.Lines.Select(line => new LabObservation(entry.Time, new(name, name), line.ToString())),
        _ => [entry],
    };

    static void Write(Utf8JsonWriter writer, LabEntry entry)
    {
        writer.WriteStartObject();
        writer.WriteNumber("time", entry.Time);
        writer.WriteString("kind", entry switch { LabStep => "step", LabObservation => "observation", _ => "check" });
        if (entry is LabStep step)
        {
            writer.WriteWords("text", step.Text);
        }
        else if (entry is LabObservation observation)
        {
            writer.WriteWords("text", observation.What);
            writer.WriteString("value", observation.Value);
        }
        else if (entry is LabCheck check)
        {
            writer.WriteWords("text", check.Claim);
            writer.WriteString("outcome", NameOf(check.Outcome));
            writer.WriteWords("seen", check.Seen);
        }
        writer.WriteEndObject();
    }

    static string NameOf(LabOutcome outcome) => outcome switch { LabOutcome.Passed => "passed", LabOutcome.Failed => "failed", _ => "skipped" };
}
