using System.Net;
using static Meari.Observe.Tests.Make;

namespace Meari.Observe.Tests;

/// <summary>What measures the memory of the whole process runs alone.</summary>
[CollectionDefinition(nameof(TimelineMemoryTests), DisableParallelization = true)]
public sealed class MeasuresMemory;

[Collection(nameof(TimelineMemoryTests))]
public sealed class TimelineMemoryTests
{
    static readonly CancellationToken Bound = CancellationToken.None;

    static long Now(TimeProvider time) => new MonotonicClock(time).Nanoseconds;

    [Fact]
    public async Task Ten_thousand_events_a_second_lose_nothing_and_stay_within_the_bounds()
    {
        Timeline timeline = new(new TimelineOptions { MaxConnections = 500 });
        long count = 0, losses = 0;
        Task reading = Task.Run(async () =>
        {
            await foreach (TimelineEvent seen in timeline.ReadAllAsync(Bound))
            {
                count += seen is SegmentEvent ? 1 : 0;
                losses += seen is TextEvent ? 1 : 0;
            }
        });
        long before = GC.GetTotalMemory(true);
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(10));
        int sent = 0;
        for (int tick = 0; tick < 300 && await timer.WaitForNextTickAsync(); tick++)
        {
            for (int i = 0; i < 25; i++)
            {
                long now = Now(TimeProvider.System) / 1000;
                IPEndPoint client = new(IPAddress.Loopback, 10_000 + sent % 50_000);
                foreach (SegmentEvent segment in Handshake(now, from: client).Append(Segment(now + 3, true, Rst, 1001, client: client)))
                    timeline.Add(segment);
                sent++;
            }
        }
        long after = GC.GetTotalMemory(true);
        await timeline.StopAsync();
        await reading.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal((sent * 4L, 0L), (count, losses));
        Assert.InRange(after - before, long.MinValue, 20_000_000);
    }

    [Fact]
    public async Task A_reader_that_never_reads_costs_no_more_than_the_bound()
    {
        await using Timeline timeline = new(new TimelineOptions { MaxPending = 1000 });
        long before = GC.GetTotalMemory(true);
        for (int i = 0; i < 200_000; i++)
            timeline.Add(Segment(i, true, Ack, (uint)i, 1, 1));
        Assert.InRange(GC.GetTotalMemory(true) - before, long.MinValue, 5_000_000);
    }
}
