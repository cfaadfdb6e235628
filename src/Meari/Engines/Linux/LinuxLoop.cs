using System.Collections.Concurrent;
using System.Net;
using System.Runtime.CompilerServices;
using Meari.Interop.Linux;

namespace Meari.Engines.Linux;

/// <summary>
/// One thread that waits for the kernel and runs what is ready: receives, sends, accepts, and work that other threads hand to it. It lives
/// as long as the process; without work it costs nothing.
/// </summary>
internal abstract class LinuxLoop : EngineLoop
{
    [ThreadStatic]
    static LinuxLoop? _current;

    readonly ConcurrentQueue<IThreadPoolWorkItem> _work = new();
    readonly TaskCompletionSource _started = new(); // without a result: of an int it would be compiled at each start
    readonly string _name;
    int _startResult;
    int _threadId;
    int _woken;
    IThreadPoolWorkItem? _atOnce;

    protected LinuxLoop(string name)
    {
        _name = name;
        WakeFd = Libc.EventFd();
    }

    /// <summary>The loop whose thread this is, or null.</summary>
    public static LinuxLoop? Current => _current;

    public override bool IsCurrent
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Environment.CurrentManagedThreadId == _threadId;
    }

    public override bool CompletesOperations => true;

    /// <summary>What the loop knows by number; late news of a number that is somebody else's by now is recognised and dropped.</summary>
    public Slots Slots { get; } = new();

    /// <summary>An eventfd that ends the loop's wait when it is written to.</summary>
    protected int WakeFd { get; }

    /// <summary>Starts the thread; 0, or the negative errno that says why it cannot run.</summary>
    public int Start()
    {
        if (WakeFd < 0)
            return WakeFd;
        new Thread(Run) { IsBackground = true, Name = _name }.Start();
        _started.Task.GetAwaiter().GetResult();
        return _startResult;
    }

    public override void Post(IThreadPoolWorkItem work)
    {
        _work.Enqueue(work);
        if (!IsCurrent && Interlocked.Exchange(ref _woken, 1) == 0)
            Libc.Signal(WakeFd);
    }

    /// <summary>
    /// As <see cref="EngineSocket.Run"/>: at once from inside an accept of this loop, where nothing else is under way; from elsewhere a handler
    /// would run inside another.
    /// </summary>
    public void Run(IThreadPoolWorkItem work)
    {
        if (IsCurrent && MayRunAtOnce)
        {
            MayRunAtOnce = false;
            _atOnce = work;
        }
        else
        {
            Post(work);
        }
    }

    /// <summary>Set around an accept's call of its sink; what that asks to be run follows as soon as it has returned.</summary>
    public bool MayRunAtOnce { get; set; }

    public void RunAtOnce()
    {
        MayRunAtOnce = false;
        IThreadPoolWorkItem? work = _atOnce;
        _atOnce = null;
        work?.Execute();
    }

    /// <summary>A new socket of this loop. Null, with the errno, if the kernel does not take it; the descriptor is closed then. Any thread.</summary>
    public abstract LinuxSocket? Open(int fd, in SockAddr remote, IPEndPoint? local, out int error);

    /// <summary>Calls <see cref="LinuxAcceptor.Ready"/> whenever connections may wait. 0, or the negative errno.</summary>
    public abstract int Watch(LinuxAcceptor acceptor);

    /// <summary>Ends that, before its descriptor is closed. Any thread.</summary>
    public abstract void Unwatch(LinuxAcceptor acceptor);

    public override EngineTimer? OpenTimer(IThreadPoolWorkItem work, out int error)
    {
        int fd = Libc.TimerFd();
        error = fd < 0 ? -fd : 0;
        if (fd < 0)
            return null;
        LoopTimer timer = new(this, fd, work);
        timer.Key = Slots.Take(timer);
        error = -Watch(timer);
        if (error == 0)
            return timer;
        Slots.GiveBack(timer.Key);
        Libc.Close(fd);
        return null;
    }

    /// <summary>Calls <see cref="LoopTimer.Ready"/> when it expires. 0, or the negative errno. On the loop's thread.</summary>
    protected abstract int Watch(LoopTimer timer);

    /// <summary>Ends that, before its descriptor is closed. On the loop's thread.</summary>
    public abstract void Unwatch(LoopTimer timer);

    /// <summary>On the thread, before all else: 0, or a negative errno.</summary>
    protected abstract int SetUp();

    /// <summary>
    /// Of the call that a loop waits with. What passes by itself is tried again; anything else is a fault that would come back at once and
    /// for ever, with every connection of the loop stuck: the process ends with the errno rather than spin in silence.
    /// </summary>
    protected static void Check(string call, int result)
    {
        if (result < 0 && result is not (-Errno.EINTR or -Errno.EAGAIN or -Errno.EBUSY or -Errno.ENOMEM))
            Environment.FailFast($"Meari: {call} failed with errno {-result}; the loop cannot go on. Please report it.");
    }

    /// <summary>Waits (or only looks, if there is work) and handles what is ready.</summary>
    protected abstract void Turn(bool mayWait);

    void Run()
    {
        _current = this;
        _threadId = Environment.CurrentManagedThreadId;
        _startResult = SetUp();
        _started.SetResult();
        if (_startResult < 0)
            return;
        while (true)
            OneTurn();
    }

    /// <summary>A method of its own: compiled again when it is hot, which the body of an endless loop would not be.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    void OneTurn()
    {
        // Who posts enqueues and then looks at the flag; this clears the flag and then looks at the queue.
        if (Volatile.Read(ref _woken) != 0)
            Interlocked.Exchange(ref _woken, 0);
        // Only what is there now: work that hands itself over again waits for the next turn.
        for (int left = _work.Count; left > 0 && _work.TryDequeue(out IThreadPoolWorkItem? work); left--)
            work.Execute();
        Turn(_work.IsEmpty);
    }
}
