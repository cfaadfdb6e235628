using System.Text;

namespace Meari.Observe.Calls;

/// <summary>
/// Reads strace's pipe on a thread of its own, line by line, and looks after calls that wait. It queues nothing: while it is at work, strace
/// waits with a full pipe (64 KiB) and with it the watched program, at its next call. So nothing is lost, and what a slow reader costs is
/// the program's time: a system call that is traced takes some 50 to 100 µs in place of one.
/// </summary>
internal sealed class StraceReader : IDisposable
{
    readonly Lock _gate = new();
    readonly Stream _pipe;
    readonly CallAssembler _assembler;
    readonly MonotonicClock _clock;
    readonly ITimer _timer;
    readonly LineSplitter _lines = new(StraceParser.MaxLine);
    readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly char[] _text = new char[StraceParser.MaxLine];
    long _partialSince;
    bool _isPartialTold, _isTimerSet;
    volatile bool _isDisposed;

    /// <param name="pipe">The reading end.</param>
    /// <param name="assembler">Gets the lines, under this object's lock.</param>
    /// <param name="time">For the calls that wait.</param>
    public StraceReader(Stream pipe, CallAssembler assembler, TimeProvider time)
    {
        (_pipe, _assembler, _clock) = (pipe, assembler, new(time));
        _timer = time.CreateTimer(static reader => ((StraceReader)reader!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>When strace, and whoever else holds the pipe, has closed it, and all lines were handed over.</summary>
    public Task Ended => _ended.Task;

    public void Start() => new Thread(Read) { IsBackground = true, Name = "strace reader" }.Start();

    void Read()
    {
        byte[] buffer = new byte[64 * 1024];
        try
        {
            while (!_isDisposed && _pipe.Read(buffer) is > 0 and int length)
                Take(buffer.AsSpan(0, length));
        }
        catch (IOException)
        {
            // As good as its end.
        }
        lock (_gate)
        {
            if (!_isDisposed)
                _assembler.Complete();
        }
        _pipe.Dispose();
        _ended.TrySetResult();
    }

    /// <summary>Bytes of the pipe.</summary>
    internal void Take(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            if (_isDisposed)
                return;
            long now = _clock.Nanoseconds;
            while (_lines.TryTake(ref bytes, out ReadOnlySpan<byte> line))
            {
                _isPartialTold = false;
                if (_lines.IsCut)
                    _assembler.OnUnreadable();
                else
                    _assembler.OnLine(ToText(line), now);
            }
            _partialSince = now;
            SetTimer();
        }
    }

    ReadOnlySpan<char> ToText(ReadOnlySpan<byte> line) => _text.AsSpan(0, Encoding.Latin1.GetChars(line, _text));

    bool HasUntoldPartial => _lines is { HasPartial: true, IsCut: false } && !_isPartialTold;

    void SetTimer()
    {
        if (_isTimerSet || _isDisposed || !(HasUntoldPartial || _assembler.IsWaiting))
            return;
        _isTimerSet = true;
        _timer.Change(TimeSpan.FromTicks(CallAssembler.Patience / 100), Timeout.InfiniteTimeSpan);
    }

    void OnTimer()
    {
        lock (_gate)
        {
            _isTimerSet = false;
            long now = _clock.Nanoseconds;
            if (HasUntoldPartial && now - _partialSince >= CallAssembler.Patience)
            {
                _isPartialTold = true;
                _assembler.OnPartial(ToText(_lines.Partial), now);
            }
            _assembler.Tick(now);
            SetTimer();
        }
    }

    /// <summary>No call is told any more. The pipe is closed by the thread that reads it: who closes it under a read waits until that returns.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (!_isDisposed)
                _assembler.Complete();
            _isDisposed = true;
        }
        _timer.Dispose();
    }
}
