using System.Runtime.CompilerServices;
using Meari.Observe;
using Meari.Text;

namespace Meari.Cli.Watch;

/// <summary>
/// The ladder of what this very program does, each step explained: its own operations, and what the kernel shows of their connections. Never
/// blocks what it explains: what is too much is left out, and counted.
/// </summary>
/// <param name="language">Whose words.</param>
/// <param name="tell">Takes a line; must not block.</param>
[method: MethodImpl(MethodImplOptions.NoInlining)] // or a server that explains nothing would load Meari.Observe
internal sealed class Explanation(Language language, Action<string> tell) : IAsyncDisposable
{
    /// <summary>How long what is still to be shown may take at the end. The bound on what waits (65,536 events) takes less.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>An operation is told when it has ended, on a busy machine late; what the kernel shows of a connection before is shown only once an operation has touched it.</summary>
    static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(300);

    /// <summary>What the sources see reaches the timeline this late at most, but for polled tables.</summary>
    static readonly TimeSpan Lag = TimeSpan.FromMilliseconds(20);

    readonly ObservedCalls _calls = new();
    readonly RelaySink _relay = new();
    readonly PassiveSources _passive = new(new Messages(language));
    Timeline? _timeline;
    Task _shown = Task.CompletedTask;
    TextEvent? _mark;
    TaskCompletionSource _markShown = new();
    bool _hasStarted;

    /// <summary>For the options of the server or of the connect. What it is told before <see cref="Watch"/> is kept.</summary>
    public TcpObserver Observer
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        get
        {
            StartCalls();
            return _calls.Observer;
        }
    }

    void StartCalls()
    {
        if (!_hasStarted)
            _calls.Start(_relay);
        _hasStarted = true;
    }

    /// <summary>Starts to watch and to show, once.</summary>
    /// <param name="port">The server's port; 0 if there are several.</param>
    public void Watch(int port)
    {
        TimelineFilter filter = new(port);
        StartCalls();
        _passive.Start(filter, _relay, tell);
        // The port may have other connections than this program's.
        _timeline = new(new TimelineOptions { Filter = filter, WatchesProcesses = true, Delay = Delay, InfersSegments = _passive.Capture is null, Language = language });
        _relay.Join(_timeline);
        _shown = Task.Run(() => ShowAsync(_timeline));
    }

    Task ShowAsync(Timeline timeline)
    {
        WatchView view = WatchView.CreateOnError(language, tell);
        return Showing.RunAsync(
            timeline,
            seen =>
            {
                if (ReferenceEquals(seen, Volatile.Read(ref _mark)))
                {
                    view.Pause();
                    _markShown.TrySetResult();
                }
                else
                {
                    view.Show(seen);
                }
                return true;
            },
            view.Pause);
    }

    /// <summary>Waits until what has happened until now is in the picture, so that what is written next stands below it. For one caller at a time.</summary>
    public async Task CatchUpAsync()
    {
        if (_timeline is null)
            return;
        await Task.Delay(Lag);
        _markShown = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TextEvent mark = new() { Time = new MonotonicClock(TimeProvider.System).Nanoseconds, Stream = TimelineText.Note, Text = "" };
        Volatile.Write(ref _mark, mark);
        _timeline.Add(mark);
        await Task.WhenAny(_markShown.Task, Task.Delay(Patience));
    }

    /// <summary>Stops; what was seen until now is shown.</summary>
    public async ValueTask DisposeAsync()
    {
        await _calls.DisposeAsync();
        await _passive.DisposeAsync();
        if (_timeline is null)
            return;
        await _timeline.StopAsync();
        await Task.WhenAny(_shown, Task.Delay(Patience));
    }
}
