using Meari.Observe;
using Meari.Text;

namespace Meari.Lab;

/// <summary>How a check, or a whole experiment, ended.</summary>
internal enum LabOutcome
{
    Passed,
    Failed,
    Skipped,
}

/// <summary>What a run says, in order.</summary>
/// <param name="Time">When, in nanoseconds of the timeline's clock.</param>
internal abstract record LabEntry(long Time);

/// <summary>What is done next.</summary>
internal sealed record LabStep(long Time, Words Text) : LabEntry(Time);

/// <summary>What was seen.</summary>
/// <param name="Time">When.</param>
/// <param name="What">What was looked at.</param>
/// <param name="Value">What it was, the same in both languages.</param>
internal sealed record LabObservation(long Time, Words What, string Value) : LabEntry(Time);

/// <summary>A command that a reader may type, and the sockets that it lists.</summary>
/// <param name="Time">When.</param>
/// <param name="Command">As it is typed.</param>
/// <param name="Lines">What it lists; empty where it is to be typed only.</param>
internal sealed record LabListing(long Time, string Command, IReadOnlyList<NetstatLine> Lines) : LabEntry(Time);

/// <summary>A sentence about what was seen, or about what hinders it.</summary>
/// <param name="Time">When.</param>
/// <param name="Text">The sentence.</param>
/// <param name="IsHindrance">Whether it says what hinders.</param>
internal sealed record LabRemark(long Time, Words Text, bool IsHindrance = false) : LabEntry(Time);

/// <summary>Whether a claim holds.</summary>
/// <param name="Time">When.</param>
/// <param name="Claim">The claim.</param>
/// <param name="Outcome">Whether what was seen bears it out.</param>
/// <param name="Seen">What was seen, short; the reason, where it was skipped.</param>
internal sealed record LabCheck(long Time, Words Claim, LabOutcome Outcome, Words Seen) : LabEntry(Time);

/// <summary>One run of one experiment.</summary>
internal sealed record LabReport
{
    public required Experiment Experiment { get; init; }

    public required LabOutcome Outcome { get; init; }

    /// <summary>Why it was skipped, or broke off; null if neither.</summary>
    public Words? Reason { get; init; }

    public required DateTimeOffset Started { get; init; }

    public required TimeSpan Duration { get; init; }

    public required IReadOnlyList<LabEntry> Entries { get; init; }

    public required IReadOnlyList<TimelineEvent> Events { get; init; }

    public IEnumerable<LabCheck> Checks => Entries.OfType<LabCheck>();
}
