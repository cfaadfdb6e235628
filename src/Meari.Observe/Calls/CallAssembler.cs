namespace Meari.Observe.Calls;

/// <summary>
/// From strace's lines to call events: puts begun and resumed calls together, tells one that waits twice, and leaves out what is no TCP
/// socket's. Not thread-safe; the caller holds a lock.
/// </summary>
internal sealed class CallAssembler(TimelineSink sink, string source, CallSurroundings surroundings)
{
    /// <summary>A call that has not returned for so long is told as begun, in nanoseconds of the reader's clock.</summary>
    public const long Patience = 20_000_000;

    /// <summary>A call of this length is one that waited: told twice.</summary>
    const long Waits = 1_000_000;

    /// <summary>The most threads whose calls are remembered; beyond, all are forgotten.</summary>
    const int MaxThreads = 65_536;

    /// <param name="Line">The call, with the time when the program made it.</param>
    /// <param name="Written">The time on its line: a later one where the kernel restarted the call after a signal.</param>
    /// <param name="Seen">When the line was read, on the reader's clock.</param>
    sealed record Pending(StraceLine Line, long Written, long Seen)
    {
        /// <summary>The time with which its beginning was told; the clocks' difference may be another by when it returns.</summary>
        public long? Told { get; set; }

        public bool IsTold => Told is not null;

        /// <summary>When a signal interrupted it, on strace's clock.</summary>
        public long? Interrupted { get; init; }
    }

    readonly Dictionary<int, Pending> _pending = [];
    readonly Dictionary<int, int> _processes = [];
    readonly SocketMemory _sockets = new();
    readonly HeldReturns _returns = new(sink);
    int _untold;
    long _now;

    /// <summary>Whether there are calls that were begun and are not told yet, or returns that are held: what <see cref="Tick"/> is for.</summary>
    public bool IsWaiting => _untold > 0 || _returns.Count > 0;

    /// <summary>A process, at the first line of one of its threads.</summary>
    public Action<int>? ProcessSeen { get; set; }

    /// <summary>execve returned: its errno's name, or null for success.</summary>
    public Action<int, string?>? Executed { get; set; }

    /// <summary>A thread ended, with its exit code, or 128 and the number of the signal that ended it.</summary>
    public Action<int, int>? Exited { get; set; }

    /// <summary>A line without its end of line.</summary>
    /// <param name="text">The line.</param>
    /// <param name="now">The reader's clock, in nanoseconds.</param>
    public void OnLine(ReadOnlySpan<char> text, long now)
    {
        if (!StraceParser.TryParse(text, isPartial: false, out StraceLine line))
        {
            OnUnreadable();
            return;
        }
        _now = now;
        int process = ProcessOf(line.Thread);
        _returns.GoOn(line.Thread, line.Kind == StraceLineKind.Ended ? long.MaxValue : surroundings.ToMonotonic(line.Time));
        switch (line.Kind)
        {
            case StraceLineKind.Begun:
                OnBegun(line, now);
                break;
            case StraceLineKind.Call:
                OnCall(process, line);
                break;
            case StraceLineKind.Resumed:
                OnResumed(process, line);
                break;
            case StraceLineKind.Ended:
                Remove(line.Thread);
                _processes.Remove(line.Thread);
                if (line.Exit is { } code)
                    Exited?.Invoke(line.Thread, code);
                break;
        }
    }

    /// <summary>A line that cannot be used.</summary>
    public void OnUnreadable() => sink.Lost(source, 1);

    /// <summary>A line of which the end has not come for <see cref="Patience"/>: the call waits. The whole line comes to <see cref="OnLine"/> later.</summary>
    public void OnPartial(ReadOnlySpan<char> text, long now)
    {
        if (!StraceParser.TryParse(text, isPartial: true, out StraceLine line) || line.Kind != StraceLineKind.Begun)
            return;
        _returns.GoOn(line.Thread, surroundings.ToMonotonic(line.Time));
        OnBegun(line, now);
        if (_pending.TryGetValue(line.Thread, out Pending? pending))
            Begin(pending);
    }

    /// <summary>Tells the calls that have been waiting since <see cref="Patience"/> ago or longer.</summary>
    public void Tick(long now)
    {
        foreach (Pending pending in _pending.Values)
        {
            if (!pending.IsTold && now - pending.Seen >= Patience)
                Begin(pending);
        }
        _returns.TellUntil(now - Patience);
    }

    /// <summary>There are no more lines.</summary>
    public void Complete() => _returns.TellUntil(long.MaxValue);

    void OnBegun(StraceLine line, long now)
    {
        Pending? before = Interrupted(line);
        // The line whose beginning was told already.
        bool isSame = _pending.TryGetValue(line.Thread, out Pending? same) && same.Written == line.Time && same.Line.Name == line.Name;
        long? told = before?.Told ?? (isSame ? same!.Told : null);
        Remove(line.Thread);
        if (_pending.Count >= MaxThreads)
        {
            _pending.Clear();
            _untold = 0;
        }
        long made = before?.Line.Time ?? (isSame ? same!.Line.Time : line.Time);
        _pending[line.Thread] = new(line with { Time = made }, line.Time, now) { Told = told };
        _untold += told is null ? 1 : 0;
    }

    /// <summary>
    /// The same call again after a signal: the kernel restarts it, and for the program it was one. Another call instead: the program got EINTR.
    /// </summary>
    Pending? Interrupted(StraceLine line)
    {
        if (!_pending.TryGetValue(line.Thread, out Pending? pending) || pending.Interrupted is not { } when)
            return null;
        Remove(line.Thread);
        if (pending.Line.Name == line.Name && FirstArgument(pending.Line.Arguments).SequenceEqual(FirstArgument(line.Arguments)))
            return pending;
        Return(ProcessOf(line.Thread), pending, pending.Line with { Result = -1, Error = "EINTR" }, when);
        _returns.GoOn(line.Thread, surroundings.ToMonotonic(line.Time));
        return null;
    }

    static ReadOnlySpan<char> FirstArgument(string arguments) =>
        arguments.IndexOf(',', StringComparison.Ordinal) is >= 0 and int end ? arguments.AsSpan(0, end) : arguments;

    void OnCall(int process, StraceLine line)
    {
        if (line.Name == "execve")
        {
            if (line.Result is not null)
                Executed?.Invoke(line.Thread, line.Error);
            return;
        }
        Pending? pending = Interrupted(line);
        if (pending is null && _pending.TryGetValue(line.Thread, out pending) && pending.Written != line.Time)
            pending = null;
        Remove(line.Thread);
        Finish(process, pending, line with { Time = pending?.Line.Time ?? line.Time }, line.Time);
    }

    void OnResumed(int process, StraceLine line)
    {
        // strace may have attached in the middle of the call: then its beginning and its arguments are not known.
        if (!_pending.TryGetValue(line.Thread, out Pending? pending) || pending.Line.Name != line.Name)
            return;
        Remove(line.Thread);
        string arguments = pending.Line.Arguments;
        if (arguments.Length + line.Arguments.Length <= StraceParser.MaxLine)
            arguments += line.Arguments;
        if (line.Name == "execve")
            OnCall(process, line with { Arguments = arguments, Kind = StraceLineKind.Call });
        else
            Finish(process, pending, line with { Time = pending.Line.Time, Arguments = arguments }, pending.Written);
    }

    /// <param name="process">Whose.</param>
    /// <param name="pending">Its beginning, if it came before.</param>
    /// <param name="line">All of it, with the time when the program made it.</param>
    /// <param name="written">The time that strace wrote: from then on its duration counts.</param>
    void Finish(int process, Pending? pending, StraceLine line, long written)
    {
        OnCreated(process, line);
        long returned = written + (line.Duration ?? 0);
        if (line.Error?.StartsWith("ERESTART", StringComparison.Ordinal) == true)
        {
            _pending[line.Thread] = new(line, written, 0) { Told = pending?.Told, Interrupted = returned };
            _untold += pending?.Told is null ? 1 : 0;
            return;
        }
        // "?" alone: the thread was killed in the call, or strace let go of it.
        if (line.Result is not null)
            Return(process, pending, line, returned);
    }

    void Remove(int thread)
    {
        if (_pending.Remove(thread, out Pending? pending) && !pending.IsTold)
            _untold--;
    }

    int ProcessOf(int thread)
    {
        if (_processes.TryGetValue(thread, out int process))
            return process;
        if (_processes.Count >= MaxThreads)
            _processes.Clear();
        process = surroundings.ProcessOf(thread) ?? Creator(thread);
        _processes[thread] = process;
        ProcessSeen?.Invoke(process);
        return process;
    }

    /// <summary>
    /// Of a thread that has ended before its first line was read: its creator's process if that is still in clone with CLONE_THREAD, as
    /// strace lets a new thread run before clone has returned.
    /// </summary>
    int Creator(int thread)
    {
        foreach ((int creator, Pending pending) in _pending)
        {
            if (IsThreadMade(pending.Line) && _processes.TryGetValue(creator, out int process))
                return process;
        }
        return thread;
    }

    static bool IsThreadMade(StraceLine line) =>
        line.Name is "clone" or "clone3" && line.Arguments.Contains("CLONE_THREAD", StringComparison.Ordinal);

    /// <summary>clone with CLONE_THREAD has returned: whose the new thread is, should it be gone when its first line is read.</summary>
    void OnCreated(int process, StraceLine line)
    {
        if (IsThreadMade(line) && line.Result is > 0 and <= int.MaxValue and long thread && _processes.Count < MaxThreads)
            _processes.TryAdd((int)thread, process);
    }

    /// <summary>Tells that a call was made, and has not returned.</summary>
    void Begin(Pending pending)
    {
        long made = surroundings.ToMonotonic(pending.Line.Time);
        pending.Told = made;
        _untold--;
        int process = ProcessOf(pending.Line.Thread);
        if (SocketCall.Of(pending.Line.Name, pending.Line.Arguments) is not { On: { } on } call || _sockets.Find(process, on) is not { } facts)
            return;
        facts = pending.Line.Name == "connect" ? facts with { Remote = call.Address, Side = TimelineSide.Client } : facts;
        sink.Add(CallEvents.Of(process, pending.Line, call, facts, made));
    }

    void Return(int process, Pending? pending, StraceLine line, long returned)
    {
        if (SocketCall.Of(line.Name, line.Arguments) is not { } call)
            return;
        SocketFacts facts = default;
        if (call.On is { } on)
        {
            if (_sockets.Find(process, on) is not { } known)
                return;
            facts = known;
        }
        else if (line.Name is not ("socket" or SocketCall.RingSetup))
        {
            return;
        }
        long made = pending?.Told ?? surroundings.ToMonotonic(line.Time);
        long duration = Math.Max(0, returned - line.Time);
        bool isBegun = pending is { IsTold: true };
        bool isTwice = isBegun || duration >= Waits;
        SocketFacts after = CallEffects.Apply(_sockets, surroundings, process, line, call, facts);
        if (isTwice && !isBegun)
        {
            SocketFacts before = line.Name == "connect" ? facts with { Remote = call.Address, Side = TimelineSide.Client } : facts;
            sink.Add(CallEvents.Of(process, line, call, before, made));
        }
        CallEvent told = CallEvents.Of(process, line, call, after, isTwice ? made + duration : made) with
        {
            Result = line.Result,
            Error = line.Error,
            Duration = duration,
            Data = CallEvents.DataOf(line, call),
        };
        if (isTwice)
            _returns.Hold(line.Thread, told, _now);
        else
            sink.Add(told);
    }
}
