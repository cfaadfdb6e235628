namespace Meari.Observe.Tests;

public sealed class RealtimeOffsetTests
{
    const long Second = 1_000_000_000;

    /// <summary>Two clocks that can be set.</summary>
    sealed class Clocks : TimeProvider
    {
        public long Monotonic { get; set; } = 500 * Second;

        public long Realtime { get; set; } = 1_700_000_000 * Second;

        public void Pass(long nanoseconds) => (Monotonic, Realtime) = (Monotonic + nanoseconds, Realtime + nanoseconds);

        public override long TimestampFrequency => Second;

        public override long GetTimestamp() => Monotonic;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(Realtime / 100);
    }

    readonly Clocks _clocks = new();

    [Fact]
    public void A_stamp_becomes_the_moment_on_the_other_clock()
    {
        RealtimeOffset offset = new(_clocks);
        Assert.Equal(_clocks.Monotonic - 7, offset.ToMonotonic(_clocks.Realtime - 7));
    }

    [Theory]
    [InlineData(3600)]
    [InlineData(-3600)]
    [InlineData(1)]
    [InlineData(-1)]
    public void A_clock_that_is_set_is_noticed_at_the_next_stamp(long seconds)
    {
        RealtimeOffset offset = new(_clocks);
        offset.ToMonotonic(_clocks.Realtime);
        long stampedBefore = _clocks.Realtime, momentBefore = _clocks.Monotonic;
        _clocks.Pass(1000);
        _clocks.Realtime += seconds * Second;
        Assert.Equal(_clocks.Monotonic, offset.ToMonotonic(_clocks.Realtime));
        // What strace had stamped before it was set, and is read only now.
        if (Math.Abs(seconds) > 1)
            Assert.InRange(offset.ToMonotonic(stampedBefore), seconds > 0 ? momentBefore - 2 * 3600 * Second : momentBefore, _clocks.Monotonic);
    }

    [Fact]
    public void No_stamp_lies_in_the_future()
    {
        RealtimeOffset offset = new(_clocks);
        Assert.Equal(_clocks.Monotonic, offset.ToMonotonic(_clocks.Realtime + 5000));
    }

    [Fact]
    public void What_is_slewed_does_not_add_up()
    {
        RealtimeOffset offset = new(_clocks);
        for (int i = 0; i < 1000; i++)
        {
            _clocks.Pass(Second);
            _clocks.Realtime += 500_000; // 500 ppm
            Assert.InRange(offset.ToMonotonic(_clocks.Realtime), _clocks.Monotonic - 1_000_000, _clocks.Monotonic);
        }
    }
}
