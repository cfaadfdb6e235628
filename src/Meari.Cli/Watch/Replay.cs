using Meari.Cli.Output;
using Meari.Observe;
using Meari.Text;

namespace Meari.Cli.Watch;

/// <summary>Shows a recording. Unlike what happens now it can wait for a slow terminal, so nothing of it is left out.</summary>
internal sealed class Replay(WatchSettings settings, Language language)
{
    /// <summary>A wait that is long enough to show what is held back.</summary>
    static readonly TimeSpan Noticeable = TimeSpan.FromMilliseconds(50);

    readonly Messages _messages = new(language);
    readonly WatchTally _tally = new();

    public async Task<int> RunAsync()
    {
        using Recording recording = Recording.Read(settings.Replay!);
        if (recording.Error is { } unreadable)
            return Fail(_messages.CannotReadRecording(settings.Replay!, RecordingReasons.Phrase(_messages, unreadable)));
        using Signals signals = new();
        TextOutput output = new(StandardStreams.Output);
        WatchFiles files = new(_messages, TextOutput.TellError);
        if (!files.TryOpen(settings))
            return 1;
        bool interrupted;
        using (files)
        {
            WatchView view = WatchView.Create(settings, language, line => output.Write(line + "\n"));
            try
            {
                interrupted = !await ShowAsync(recording, view, files, signals);
                view.Pause();
            }
            catch (OutputException e)
            {
                return Fail(_messages.OutputFailed(e.Message));
            }
        }
        TextOutput.TellError(_messages.Watched(_tally.Events, _tally.Connections, _tally.Lost, _tally.IsLostAtLeast));
        if (recording.Error is { } broken)
            return Fail(_messages.RecordingEndsEarly(settings.Replay!, broken.Line, RecordingReasons.Phrase(_messages, broken)));
        return interrupted ? 130 : files.HaveFailed ? 1 : 0;
    }

    /// <returns>Whether it was shown as far as was asked for; false where Ctrl-C ended it.</returns>
    async Task<bool> ShowAsync(Recording recording, WatchView view, WatchFiles files, Signals signals)
    {
        using CancellationTokenSource over = new();
        Task end = settings.Duration is { } duration ? Task.Delay(duration, over.Token) : Task.Delay(Timeout.Infinite, over.Token);
        long begun = TimeProvider.System.GetTimestamp();
        long? first = null, last = null;
        foreach (TimelineEvent seen in recording.ReadEvents())
        {
            first ??= seen.Time;
            TimeSpan due = TimeSpan.FromTicks((long)Math.Clamp(((double)seen.Time - first.Value) / settings.Speed / 100, 0, TimeSpan.FromDays(30).Ticks));
            TimeSpan wait = due - TimeProvider.System.GetElapsedTime(begun);
            if (wait > TimeSpan.Zero)
            {
                if (wait >= Noticeable && seen.Time - last > Ladder.SameMoment)
                    view.Pause();
                await Task.WhenAny(Task.Delay(wait, over.Token), end, signals.First);
            }
            if (signals.First.IsCompleted || end.IsCompleted)
                break;
            last = seen.Time;
            _tally.Add(seen);
            files.Write(seen);
            view.Show(seen);
            if (_tally.Events >= settings.Count)
                break;
        }
        await over.CancelAsync();
        return !signals.First.IsCompleted;
    }

    static int Fail(string line)
    {
        TextOutput.TellError(line);
        return 1;
    }
}
