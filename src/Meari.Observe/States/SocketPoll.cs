using System.Net.NetworkInformation;
using System.Net.Sockets;
using Meari.Text;

namespace Meari.Observe;

/// <summary>
/// Reads the socket table again and again, every 100 ms. Where reading takes long the pauses grow, so that a processor is never kept busy for more than 1 % of
/// the time.
/// </summary>
/// <param name="read">Reads the table; null if it cannot be read.</param>
/// <param name="time">The clock.</param>
/// <param name="compare">Takes a table and when it was read; never called twice at once.</param>
/// <param name="fail">Called for each table that could not be read.</param>
internal sealed class SocketPoll(Func<IReadOnlyList<SocketEntry>?> read, TimeProvider time, Action<long, IReadOnlyList<SocketEntry>> compare, Action fail) : IAsyncDisposable
{
    /// <summary>From one look to the next.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    /// <summary>A pause is at least so many times as long as reading took.</summary>
    const int PauseForReading = 99;

    readonly MonotonicClock _clock = new(time);
    readonly CancellationTokenSource _stop = new();
    Task? _loop;

    /// <summary>Looks once, and then again and again.</summary>
    /// <returns>Whether the table can be read.</returns>
    public SourceStatus Start()
    {
        SourceStatus status = Look(out TimeSpan took);
        if (status.IsWorking)
            _loop = LoopAsync(took);
        return status;
    }

    /// <summary>Looks a last time and ends.</summary>
    /// <returns>When it has.</returns>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _loop, null) is not { } loop)
            return;
        await _stop.CancelAsync().ConfigureAwait(false);
        await loop.ConfigureAwait(false);
        _stop.Dispose();
        if (!Look(out _).IsWorking)
            fail();
    }

    async Task LoopAsync(TimeSpan took)
    {
        while (!_stop.IsCancellationRequested)
        {
            TimeSpan pause = took * PauseForReading > Period ? took * PauseForReading : Period - took;
            await Task.Delay(pause, time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!_stop.IsCancellationRequested && !Look(out took).IsWorking)
                fail();
        }
    }

    SourceStatus Look(out TimeSpan took)
    {
        long before = time.GetTimestamp();
        try
        {
            if (read() is not { } table)
                return new(SourceObstacle.Failed);
            compare(_clock.Nanoseconds, table);
            return SourceStatus.Works;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SocketException or NetworkInformationException)
        {
            int error = (e as SocketException)?.ErrorCode ?? 0;
            return new(e is UnauthorizedAccessException ? SourceObstacle.NotPermitted : SourceObstacle.Failed, error, Escape.Text(e.Message));
        }
        finally
        {
            took = time.GetElapsedTime(before);
        }
    }
}
