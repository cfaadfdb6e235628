using Meari.Observe.Segments;

namespace Meari.Observe;

/// <summary>The segments of the connections asked for, from a packet socket that the kernel filters. Linux; needs CAP_NET_RAW (root).</summary>
/// <remarks>
/// <para>Sees the network namespace that the program is in. What it keeps of a packet are its first 256 bytes, and of packets that were not read yet 16 MiB; what
/// found no room there is told as lost.</para>
/// <para>Times are the kernel's, turned from the time of day into the timeline's clock; the difference is measured once a second, so that a clock that is set
/// makes the times of one second wrong at most.</para>
/// <para>Source: packet(7).</para>
/// </remarks>
/// <param name="filter">Which connections.</param>
/// <param name="time">The program's time provider.</param>
public sealed class PacketCapture(TimelineFilter filter, TimeProvider time) : TimelineSource
{
    /// <summary>So many packets between two looks at what was lost.</summary>
    const int Batch = 1024;

    internal const string SourceName = "capture";

    const long OffsetLifetime = 1_000_000_000;

    readonly MonotonicClock _clock = new(time);
    readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly Lock _lock = new();
    PacketRing? _ring;
    bool _isDisposed;
    volatile bool _isStopping;
    long _offset, _offsetMeasured, _malformed, _lost;

    /// <inheritdoc/>
    public override string Name => SourceName;

    /// <summary>Packets that the filter let through and that are no segment: cut off, or with lengths that contradict each other.</summary>
    public long Malformed => Volatile.Read(ref _malformed);

    /// <summary>Packets that the kernel dropped because they were not read in time.</summary>
    public long Dropped => Volatile.Read(ref _lost);

    /// <inheritdoc/>
    public override SourceStatus Start(TimelineSink sink)
    {
        if (!OperatingSystem.IsLinux())
            return new(SourceObstacle.NotOnThisSystem);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_ring is not null)
                throw new InvalidOperationException("The capture was started before.");
            SourceStatus status = PacketRing.Open(SegmentFilter.Compile(filter, PacketRing.SnapLength), out PacketRing? ring);
            if (ring is not null)
            {
                _ring = ring;
                MeasureOffset();
                new Thread(() => Run(ring, sink)) { IsBackground = true, Name = "meari capture" }.Start();
            }
            return status;
        }
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        PacketRing? ring;
        bool isFirst;
        lock (_lock)
        {
            ring = _ring;
            isFirst = !_isDisposed;
            _isDisposed = true;
        }
        if (ring is null)
            return;
        if (isFirst)
        {
            _isStopping = true;
            ring.Wake();
        }
        await _ended.Task.ConfigureAwait(false);
        if (isFirst)
            ring.Dispose();
    }

    void Run(PacketRing ring, TimelineSink sink)
    {
        try
        {
            while (!_isStopping)
            {
                if (Read(ring, sink, Batch) == Batch)
                    continue;
                _ = ring.TakeError();
                if (ring.Wait() is int result and < 0 && result != -Interop.Linux.Errno.EINTR)
                    break; // not met: the descriptors are ours, and open
            }
            ring.StopReceiving();
            Read(ring, sink, ring.Frames);
        }
        finally
        {
            _ended.SetResult();
        }
    }

    /// <returns>How many packets were read: less than the most if the ring is empty.</returns>
    int Read(PacketRing ring, TimelineSink sink, int most)
    {
        if (_clock.Nanoseconds - _offsetMeasured >= OffsetLifetime)
            MeasureOffset();
        int count = 0;
        for (; count < most && ring.TryPeek(out CapturedPacket packet); count++)
        {
            byte[] kept = packet.Bytes.ToArray();
            long happened = Math.Min(packet.Time - _offset, _clock.Nanoseconds); // never in the future, however the clock was set
            bool isSegment = SegmentParser.TryParse(kept, packet.Length, happened, packet.InterfaceIndex, out SegmentEvent? segment);
            ring.Release();
            if (isSegment)
                sink.Add(segment!);
            else
                Interlocked.Increment(ref _malformed);
        }
        long lost = ring.TakeLosses();
        if (lost > 0)
        {
            Interlocked.Add(ref _lost, lost);
            sink.Lost(Name, lost);
        }
        return count;
    }

    void MeasureOffset() => (_offset, _offsetMeasured) = (RealtimeOffset.Measure(time), _clock.Nanoseconds);
}
