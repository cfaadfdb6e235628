using Meari.Observe;

namespace Meari.Cli.Watch;

/// <summary>Reads a timeline to its end, and says when nothing comes for a while.</summary>
internal static class Showing
{
    /// <summary>Nothing for so long: what is held back is shown. Longer than what belongs to one moment is late.</summary>
    static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(150);

    /// <param name="timeline">The timeline.</param>
    /// <param name="show">Takes an event, and says whether to go on.</param>
    /// <param name="pause">Nothing more comes for a while, or at all.</param>
    public static async Task RunAsync(Timeline timeline, Func<TimelineEvent, bool> show, Action pause)
    {
        await using IAsyncEnumerator<TimelineEvent> events = timeline.ReadAllAsync().GetAsyncEnumerator();
        while (true)
        {
            ValueTask<bool> next = events.MoveNextAsync();
            bool more = next.IsCompleted ? await next : await WaitAsync(next.AsTask(), pause);
            if (!more || !show(events.Current))
                break;
        }
        pause();
    }

    static async Task<bool> WaitAsync(Task<bool> next, Action pause)
    {
        using CancellationTokenSource came = new();
        if (await Task.WhenAny(next, Task.Delay(Idle, came.Token)) != next)
            pause();
        await came.CancelAsync();
        return await next;
    }
}
