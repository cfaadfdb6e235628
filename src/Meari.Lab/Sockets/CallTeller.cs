using Meari.Interop.Linux;
using Meari.Observe;
using Meari.Observe.Calls;

namespace Meari.Lab;

/// <summary>Makes the calls of an experiment and tells the timeline of each: once if it returns at once, twice if it waits (at its return alone where the timer came too late).</summary>
/// <param name="time">The timeline's clock.</param>
/// <remarks>Any number of threads; what waits is at most one call a thread.</remarks>
internal sealed class CallTeller(TimeProvider time) : TimelineSource
{
    /// <summary>A call that has not returned for so long is told as one that waits.</summary>
    static readonly TimeSpan Waits = TimeSpan.FromMilliseconds(1);

    /// <summary>The most bytes of data that are shown of a call.</summary>
    const int MaxData = 64;

    readonly MonotonicClock _clock = new(time);
    volatile TimelineSink? _sink;

    /// <inheritdoc/>
    public override string Name => "calls";

    /// <inheritdoc/>
    public override SourceStatus Start(TimelineSink sink)
    {
        _sink = sink;
        return SourceStatus.Works;
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _sink = null;
        return default;
    }

    /// <summary>Makes a call on this thread, however long it takes.</summary>
    /// <param name="call">What it is.</param>
    /// <param name="make">Makes it; answers a result, or a negative errno.</param>
    /// <param name="after">What is known of the socket afterwards, from the result; null if the call changes nothing of it.</param>
    public CallResult Make(LabCall call, Func<nint> make, Func<nint, SocketIdentity>? after = null)
    {
        long begun = _clock.Nanoseconds;
        Pending pending = new(this, call, begun);
        nint result;
        // The kernel's own view of a wait: nothing is told of it if it ends within a millisecond.
        using (time.CreateTimer(static p => ((Pending)p!).TellThatItWaits(), pending, Waits, Timeout.InfiniteTimeSpan))
            result = make();
        long ended = _clock.Nanoseconds;
        CallResult told = result >= 0 ? new(result, null) : new(-1, Errno.NameOf((int)-result) ?? $"errno {-result}");
        bool waited = pending.End();
        SocketIdentity socket = result >= 0 && after is not null ? after(result) : call.Socket;
        // The timer may be late, and a long call is told at its return even so: its beginning is what its duration says.
        bool isLong = waited || ended - begun >= Waits.TotalNanoseconds;
        Tell(call with { Socket = socket }, isLong ? ended : begun, told, ended - begun);
        return told;
    }

    void Tell(LabCall call, long time, CallResult? result, long? duration)
    {
        (ReadOnlyMemory<byte> bytes, long moved) = Moved(call, result);
        _sink?.Add(new CallEvent
        {
            Time = time,
            Side = call.Socket.Side,
            Local = call.Socket.Local,
            Remote = call.Socket.Remote,
            Process = Environment.ProcessId,
            Name = call.Name,
            Descriptor = call.Descriptor,
            Arguments = call.Arguments,
            Requested = call.Requested,
            Result = result?.Value,
            Error = result?.Error,
            Duration = duration,
            Data = moved > 0 ? DataPreview.Of(bytes.Span, moved) : null,
            Bytes = bytes.ToArray(), // the caller's buffer is the next call's
        });
    }

    /// <summary>The first bytes, and how many there are in all.</summary>
    static (ReadOnlyMemory<byte> Bytes, long Moved) Moved(LabCall call, CallResult? result)
    {
        long moved = Math.Max(0, call.IsReceive ? result?.Value ?? 0 : call.Data.Length);
        return (call.Data[..(int)Math.Min(moved, Math.Min(MaxData, call.Data.Length))], moved);
    }

    /// <summary>A call that is being made.</summary>
    sealed class Pending(CallTeller teller, LabCall call, long begun)
    {
        readonly Lock _gate = new();
        bool _hasEnded, _isTold;

        public void TellThatItWaits()
        {
            lock (_gate)
            {
                if (_hasEnded)
                    return;
                _isTold = true;
                teller.Tell(call, begun, null, null);
            }
        }

        /// <returns>Whether it was told that the call waits.</returns>
        public bool End()
        {
            lock (_gate)
            {
                _hasEnded = true;
                return _isTold;
            }
        }
    }
}
