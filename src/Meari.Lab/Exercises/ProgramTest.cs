namespace Meari.Lab;

/// <summary>An exercise around a server program of the reader's own: Meari starts it, plays the client, and checks the claims on it.</summary>
/// <param name="exercise">Which.</param>
/// <param name="program">The program and its arguments.</param>
internal sealed class ProgramTest(Exercise exercise, IReadOnlyList<string> program) : ExerciseRun(exercise)
{
    /// <summary>The clock of the waiting.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The program's calls and output, and the run's own client, on whatever port.</summary>
    public override LabTimelineOptions Watched => new() { OfProgram = true };

    /// <summary>TIME_WAIT takes a minute, and nothing else of it long.</summary>
    public override TimeSpan Limit => TimeSpan.FromMinutes(3);

    public override async Task RunAsync(LabRun run)
    {
        string line = string.Join(' ', program);
        run.Step($"서버를 실행합니다: {line}", $"The server is started: {line}");
        await using LabProgram server = await run.LaunchAsync(program[0], [.. program.Skip(1)]);
        ProgramSteps steps = new(Exercise, run, server, Time);
        if (await steps.ListensAsync() && await steps.ConnectsAsync() && await steps.EchoesAsync() && await steps.EndsAsync() && await steps.ServesAnotherAsync())
        {
            if (Exercise.OutlastsTimeWait)
                await steps.OutlastTimeWaitAsync();
        }
        run.CloseSockets();
        if (server.Exit.IsCompleted)
            await server.OutputToldAsync();
        await run.SettleAsync();
    }
}
