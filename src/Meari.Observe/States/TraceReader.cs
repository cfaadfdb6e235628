using Meari.Interop.Linux;

namespace Meari.Observe;

/// <summary>
/// Reads an instance's buffers on a thread of its own: sleeps until an event comes, lets more come for a moment, reads all, puts them into
/// one order and gives them away. So a thousand events a moment cost one awakening, and none wait longer than about 12 ms.
/// </summary>
internal sealed class TraceReader : IAsyncDisposable
{
    /// <summary>How long more events may come before those that have are read.</summary>
    const int GatherMilliseconds = 10;

    /// <summary>An event's time is taken before the event can be read; what is younger than this is held back, lest an older one follow.</summary>
    const long SettlingNanoseconds = 1_000_000;

    /// <summary>The buffers are looked at this often even if the kernel wakes nobody.</summary>
    const int LongestSleepMilliseconds = 250;

    /// <summary>Pages of all processors that are read before their events are given: 4 MiB of usual pages.</summary>
    const int MaxPagesARound = 1024;

    readonly TraceInstance _instance;
    readonly ITraceConsumer _consumer;
    readonly MonotonicClock _clock = new(TimeProvider.System);
    readonly TraceBatch _batch = new();
    readonly int[] _pages;
    readonly int _wake, _epoll;
    readonly byte[] _page;
    readonly ManualResetEventSlim _isStopping = new(false, 0);
    readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    long _youngest;
    bool _isBehind;

    TraceReader(TraceInstance instance, ITraceConsumer consumer)
    {
        (_instance, _consumer) = (instance, consumer);
        _page = new byte[instance.Layout.PageSize];
        _wake = Libc.EventFd();
        _epoll = Libc.EpollCreate();
        _pages = [.. instance.Processors.Select(instance.OpenPages)];
    }

    /// <summary>How many events the consumer was told were lost.</summary>
    public long Lost { get; private set; }

    /// <summary>Starts to read.</summary>
    /// <param name="instance">From where; it must outlive the reader.</param>
    /// <param name="consumer">Who is told, on the reader's thread.</param>
    /// <param name="started">The reader, if the status is that it works.</param>
    /// <returns>Whether it reads.</returns>
    public static SourceStatus Start(TraceInstance instance, ITraceConsumer consumer, out TraceReader? started)
    {
        TraceReader reader = new(instance, consumer);
        int error = reader.Register();
        started = error == 0 ? reader : null;
        if (error != 0)
        {
            reader.Close();
            reader._isStopping.Dispose();
            return TraceFileSystem.StatusOf(error, "trace_pipe_raw");
        }
        Thread thread = new(reader.Run) { Name = "meari-tracefs", IsBackground = true };
        thread.Start();
        return SourceStatus.Works;
    }

    /// <summary>Reads what is there, gives it away and ends. Once.</summary>
    /// <returns>When it has.</returns>
    public async ValueTask DisposeAsync()
    {
        Libc.Signal(_wake); // first: once it is set, the reader may close the descriptor
        _isStopping.Set();
        await _stopped.Task.ConfigureAwait(false);
        _isStopping.Dispose();
    }

    int Register()
    {
        foreach (int fd in (ReadOnlySpan<int>)[_wake, _epoll, .. _pages])
        {
            if (fd < 0)
                return -fd;
            int result = fd == _epoll ? 0 : Libc.EpollControl(_epoll, Constants.EPOLL_CTL_ADD, fd, Constants.EPOLLIN, (ulong)fd);
            if (result < 0)
                return -result;
        }
        return 0;
    }

    void Run()
    {
        try
        {
            bool holds = false;
            while (!_isStopping.IsSet)
            {
                if (!holds)
                    Sleep();
                if (!_isBehind)
                    _isStopping.Wait(GatherMilliseconds);
                holds = Round(_clock.Nanoseconds - SettlingNanoseconds);
            }
            while (Round(long.MaxValue))
            {
            }
        }
        finally
        {
            Close();
            _stopped.SetResult();
        }
    }

    unsafe void Sleep()
    {
        EpollEvent* events = stackalloc EpollEvent[1];
        int result = Libc.EpollWait(_epoll, events, 1, LongestSleepMilliseconds);
        if (result < 0 && result != -Errno.EINTR)
            _isStopping.Wait(LongestSleepMilliseconds); // what cannot be waited for is looked at
    }

    /// <summary>Reads every processor's pages, up to the bound, and gives what is older than <paramref name="before"/> and can have no older event after it.</summary>
    /// <returns>Whether there is more, read or not.</returns>
    bool Round(long before)
    {
        int budget = Math.Max(1, MaxPagesARound / _pages.Length);
        _isBehind = false;
        for (int at = 0; at < _pages.Length; at++)
        {
            if (!Drain(at, budget))
            {
                _isBehind = true;
                before = Math.Min(before, _youngest);
            }
        }
        return _batch.Give(before, _consumer) | _isBehind;
    }

    /// <summary>Whether all was read that was there.</summary>
    bool Drain(int at, int budget)
    {
        if (_pages[at] < 0)
            return true;
        for (int page = 0; page < budget; page++)
        {
            nint read = Libc.ReadFile(_pages[at], _page);
            if (read == -Errno.EINTR)
                continue;
            if (read is 0 or -Errno.EAGAIN)
                return true;
            if (read < 0)
            {
                Fail(at, (int)-read);
                return true;
            }
            Parse(_page.AsSpan(0, (int)read));
        }
        return false;
    }

    void Parse(ReadOnlySpan<byte> bytes)
    {
        RingBufferPage page = new(bytes, _instance.Layout);
        while (page.MoveNext())
        {
            _batch.Add(page.Time, page.Payload);
            _youngest = page.Time;
        }
        long lost = page.Missed + (page.IsMalformed ? 1 : 0);
        if (lost == 0)
            return;
        Lost += lost;
        _consumer.Lost(lost);
    }

    /// <summary>The others are still read.</summary>
    void Fail(int at, int error)
    {
        Libc.Close(_pages[at]); // which ends the waiting for it, too
        _pages[at] = -1;
        _consumer.Failed(_instance.Processors[at], error);
    }

    void Close()
    {
        foreach (int fd in (ReadOnlySpan<int>)[_wake, _epoll, .. _pages])
        {
            if (fd >= 0)
                Libc.Close(fd);
        }
    }
}
