using Meari.Cli.Output;
using Meari.Observe;
using Meari.Text;

namespace Meari.Cli.Watch;

/// <summary>Shows what happens now, until it is time to end.</summary>
internal sealed class Live(WatchSettings settings, Language language)
{
    /// <summary>Once the program has ended, its connections may take so long for the next step of their end, and so long in all.</summary>
    static readonly TimeSpan QuietAfterProgram = TimeSpan.FromSeconds(1), MostAfterProgram = TimeSpan.FromSeconds(10);

    readonly Messages _messages = new(language);
    readonly WatchTally _tally = new();
    volatile bool _isInterrupted;
    long _lastSeen = TimeProvider.System.GetTimestamp();

    public async Task<int> RunAsync()
    {
        TaskCompletionSource gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
        string? goneWhy = null;
        await using OutputQueue output = new("stdout", StandardStreams.Output, NotShown, why =>
        {
            goneWhy = why;
            gone.TrySetResult();
        });
        using WatchFiles files = new(_messages, TextOutput.TellError);
        if (!files.TryOpen(settings))
            return 1;
        using Signals signals = new();
        await using WatchSources sources = new(settings, language, signals, TextOutput.TellError);
        if (!await sources.StartAsync())
            return 1;
        WatchView view = WatchView.Create(settings, language, output.Print);
        _ = EndAsync(sources, signals, gone.Task);
        await ShowAsync(sources.Timeline, view, files);
        await sources.StopAsync();
        files.SetDropped(sources.Capture?.Dropped ?? 0);
        files.Dispose();
        await output.DisposeAsync();
        TextOutput.TellError(_messages.Watched(_tally.Events, _tally.Connections, _tally.Lost, _tally.IsLostAtLeast));
        if (goneWhy is not null)
            TextOutput.TellError(_messages.OutputFailed(goneWhy));
        return _isInterrupted ? 130 : files.HaveFailed || goneWhy is not null ? 1 : 0;
    }

    /// <summary>What a slow terminal missed; in JSON an event like any other.</summary>
    string NotShown(long lines) => settings.Json
        ? TimelineLine.Write(new TextEvent { Time = new MonotonicClock(TimeProvider.System).Nanoseconds, Stream = TimelineText.Loss, Text = _messages.LinesNotShown(lines), Lost = lines })
        : _messages.LinesNotShown(lines);

    Task ShowAsync(Timeline timeline, WatchView view, WatchFiles files) => Showing.RunAsync(
        timeline,
        seen =>
        {
            Volatile.Write(ref _lastSeen, TimeProvider.System.GetTimestamp());
            _tally.Add(seen);
            files.Write(seen);
            view.Show(seen);
            return _tally.Events < settings.Count;
        },
        () =>
        {
            view.Pause();
            files.Flush();
        });

    /// <summary>Stops the timeline when it is time; what was seen until then is still shown.</summary>
    async Task EndAsync(WatchSources sources, Signals signals, Task gone)
    {
        Task duration = settings.Duration is { } limit ? Task.Delay(limit) : Task.Delay(Timeout.Infinite);
        Task first = await Task.WhenAny(signals.First, duration, gone, sources.ProgramEnded);
        if (first == sources.ProgramEnded)
            first = await Task.WhenAny(signals.First, duration, gone, QuietAsync());
        _isInterrupted = first == signals.First;
        await sources.StopAsync();
    }

    /// <summary>Ends when nothing has been seen for a while.</summary>
    async Task QuietAsync()
    {
        long begun = TimeProvider.System.GetTimestamp();
        TimeSpan left = QuietAfterProgram;
        while (left > TimeSpan.Zero && TimeProvider.System.GetElapsedTime(begun) < MostAfterProgram)
        {
            await Task.Delay(left);
            left = QuietAfterProgram - TimeProvider.System.GetElapsedTime(Volatile.Read(ref _lastSeen));
        }
    }
}
