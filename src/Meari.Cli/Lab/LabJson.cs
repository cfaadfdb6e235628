using System.Text.Json;
using Meari.Cli.Output;
using Meari.Lab;
using Meari.Observe;
using Meari.Text;

namespace Meari.Cli.Lab;

/// <summary>A report as one JSON object. Docs: docs/command.md lists its members.</summary>
internal static class LabJson
{
    public static string Write(LabReport report) => JsonLines.Event("lab", TimeProvider.System, json =>
    {
        Experiment experiment = report.Experiment;
        json.WriteString("name", experiment.Name);
        Write(json, "slides", experiment.Slides);
        Write(json, "title", experiment.Title);
        Write(json, "question", experiment.Question);
        json.WriteStartArray("predictions");
        foreach (Words prediction in experiment.Predictions)
            Write(json, null, prediction);
        json.WriteEndArray();
        json.WriteNumber("answer", experiment.Answer);
        Write(json, "because", experiment.Because);
        json.WriteStartArray("cards");
        foreach (string card in experiment.Cards)
            json.WriteStringValue(card);
        json.WriteEndArray();
        json.WriteString("outcome", NameOf(report.Outcome));
        if (report.Reason is { } reason)
            Write(json, "reason", reason);
        json.WriteString("started", report.Started);
        json.WriteNumber("duration_ms", (long)report.Duration.TotalMilliseconds);
        json.WriteNumber("events", report.Events.Count);
        json.WriteStartArray("entries");
        foreach (LabEntry entry in report.Entries)
            Write(json, entry);
        json.WriteEndArray();
    });

    static void Write(Utf8JsonWriter json, LabEntry entry)
    {
        json.WriteStartObject();
        switch (entry)
        {
            case LabStep step:
                json.WriteString("kind", "step");
                Write(json, "text", step.Text);
                break;
            case LabObservation seen:
                json.WriteString("kind", "observation");
                Write(json, "text", seen.What);
                json.WriteString("value", Escape.Text(seen.Value));
                break;
            case LabListing listing:
                json.WriteString("kind", "listing");
                json.WriteString("command", Escape.Text(listing.Command));
                json.WriteStartArray("lines");
                foreach (NetstatLine line in listing.Lines)
                    json.WriteStringValue(line.ToString());
                json.WriteEndArray();
                break;
            case LabRemark remark:
                json.WriteString("kind", "remark");
                Write(json, "text", remark.Text);
                break;
            case LabCheck check:
                json.WriteString("kind", "check");
                Write(json, "text", check.Claim);
                json.WriteString("outcome", NameOf(check.Outcome));
                Write(json, "seen", check.Seen);
                break;
        }
        json.WriteNumber("monotonic_ns", entry.Time);
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, string? name, Words words)
    {
        if (name is null)
            json.WriteStartObject();
        else
            json.WriteStartObject(name);
        json.WriteString("ko", Escape.Text(words.Korean));
        json.WriteString("en", Escape.Text(words.English));
        json.WriteEndObject();
    }

    static string NameOf(LabOutcome outcome) => outcome switch
    {
        LabOutcome.Passed => "passed",
        LabOutcome.Failed => "failed",
        _ => "skipped",
    };
}
