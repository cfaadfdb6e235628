using System.Net;
using System.Net.Sockets;
using Meari.Interop.Linux;
using Meari.Observe;
using Meari.Text;

namespace Meari.Lab;

/// <summary>Runs an experiment from its first socket to its report.</summary>
/// <param name="language">Of the notes on the timeline.</param>
/// <param name="say">Takes a line for each source that cannot be had.</param>
internal sealed class LabRunner(Language language, Action<string> say)
{
    /// <summary>Takes each event of the timeline as it comes.</summary>
    public Action<TimelineEvent> OnEvent { get; init; } = static _ => { };

    /// <summary>Takes what the run says as it says it.</summary>
    public Action<LabEntry> OnEntry { get; init; } = static _ => { };

    /// <param name="experiment">Which.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>What was seen; whatever an experiment meets is in the report, never thrown. Only <paramref name="cancellation"/> throws.</returns>
    public async Task<LabReport> RunAsync(Experiment experiment, CancellationToken cancellation = default)
    {
        LabReport report = await RunOnceAsync(experiment, cancellation);
        // Another program may take the port between the look for a free one and bind. Nothing has been checked then, and the next look finds another.
        bool isTaken = report.Reason == LabReasons.Broke(nameof(Errno.EADDRINUSE)) && !report.Checks.Any();
        return isTaken ? await RunOnceAsync(experiment, cancellation) : report;
    }

    async Task<LabReport> RunOnceAsync(Experiment experiment, CancellationToken cancellation)
    {
        DateTimeOffset started = TimeProvider.System.GetUtcNow();
        long begun = TimeProvider.System.GetTimestamp();
        if (Missing(experiment) is { } missing)
            return Report([], [], LabOutcome.Skipped, missing);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(experiment.Limit);
        LabTimeline watching;
        try
        {
            watching = LabTimeline.Start(experiment.Watched with { Language = language }, say, OnEvent);
        }
        catch (LabException e)
        {
            return Report([], [], LabOutcome.Failed, LabReasons.Broke(e.Message));
        }
        await using LabTimeline timeline = watching;
        if (experiment.Needs.HasFlag(LabNeeds.Segments) && !timeline.SeesSegments)
            return Report([], [], LabOutcome.Skipped, LabReasons.NoSegments);
        LabRun run = new(timeline, entry => Tell(entry, timeline), limit.Token);
        Words? reason = null;
        try
        {
            // Closing wakes every call that waits, so that nothing outlives its run.
            await using (limit.Token.Register(run.CloseSockets))
                await experiment.RunAsync(run);
        }
        catch (LabException e)
        {
            // A call that the limit woke fails with an errno, which is not why.
            reason = limit.IsCancellationRequested ? LabReasons.TookTooLong : e.Reason ?? LabReasons.Broke(e.Message);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            reason = LabReasons.TookTooLong;
        }
        finally
        {
            run.CloseSockets();
            run.Dispose();
        }
        await timeline.SettleAsync(cancellation);
        await timeline.DisposeAsync();
        return Report(run.Entries, timeline.Snapshot(), OutcomeOf(run.Entries, reason), reason);

        LabReport Report(IReadOnlyList<LabEntry> entries, IReadOnlyList<TimelineEvent> events, LabOutcome outcome, Words? why) => new()
        {
            Experiment = experiment,
            Outcome = outcome,
            Reason = why,
            Started = started,
            Duration = TimeProvider.System.GetElapsedTime(begun),
            Entries = entries,
            Events = events,
        };
    }

    void Tell(LabEntry entry, LabTimeline timeline)
    {
        if (entry is LabStep step)
            timeline.Note(step.Text.In(language), step.Time);
        OnEntry(entry);
    }

    /// <summary>One failed check fails the run; one in which nothing was checked has failed too.</summary>
    static LabOutcome OutcomeOf(IReadOnlyList<LabEntry> entries, Words? reason)
    {
        LabCheck[] checks = [.. entries.OfType<LabCheck>()];
        return reason is not null || checks.Length == 0 || checks.Any(static check => check.Outcome == LabOutcome.Failed)
            ? LabOutcome.Failed
            : checks.All(static check => check.Outcome == LabOutcome.Skipped) ? LabOutcome.Skipped : LabOutcome.Passed;
    }

    static Words? Missing(Experiment experiment) => experiment switch
    {
        _ when !OperatingSystem.IsLinux() => LabReasons.NotLinux,
        { Needs: var needs } when needs.HasFlag(LabNeeds.IPv6) && !HasIPv6() => LabReasons.NoIPv6,
        _ => null,
    };

    /// <summary>A kernel that speaks IPv6 need not have it on the loopback interface (net.ipv6.conf.lo.disable_ipv6): then there is no ::1.</summary>
    static bool HasIPv6()
    {
        if (!Socket.OSSupportsIPv6)
            return false;
        using Socket probe = new(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            probe.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
