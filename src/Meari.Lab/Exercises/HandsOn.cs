using Meari.Observe;

namespace Meari.Lab;

/// <summary>An exercise by the reader's hands: each step is said, and waited for until the table of sockets shows it.</summary>
/// <param name="exercise">Which.</param>
/// <param name="port">The server's.</param>
internal sealed class HandsOn(Exercise exercise, int port) : ExerciseRun(exercise)
{
    /// <summary>The clock of the waiting.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Ends when the reader wants to go on without a step; asked once for each step.</summary>
    public Func<Task> GoesOn { get; init; } = static () => Task.Delay(Timeout.Infinite);

    /// <summary>Reads the sockets of the port; told whether with the processes that hold them.</summary>
    public Func<LabRun, bool, IReadOnlyList<SocketEntry>> Read { get; init; } = static (run, owners) => run.Table(information: true, owners);

    /// <summary>What others do; the reader may take all the time.</summary>
    public override LabTimelineOptions Watched => new() { Port = port, MakesCalls = false };

    public override TimeSpan Limit => Timeout.InfiniteTimeSpan;

    public override async Task RunAsync(LabRun run)
    {
        HandsOnSteps steps = new(Exercise, run, this);
        run.Remark(HandsOnTexts.HowItGoes);
        await steps.StartServerAsync();
        await steps.StartClientAsync();
        foreach (string message in Exercise.Messages)
            await steps.TypeAsync(message);
        await steps.EndClientAsync();
        if (Exercise.OutlastsTimeWait)
            await steps.OutlastTimeWaitAsync();
        await run.SettleAsync();
    }
}
