using Meari.Text;
using Microsoft.Extensions.Time.Testing;
using static Meari.Observe.Tests.Make;

namespace Meari.Observe.Tests;

public sealed class TimelineTests
{
    static readonly CancellationToken Bound = CancellationToken.None;

    static long Now(TimeProvider time) => new MonotonicClock(time).Nanoseconds;

    static TextEvent Text(long time, string text = "") => new() { Time = time, Stream = TimelineText.Output, Text = text };

    sealed class Source(Action<TimelineSink>? start = null, Action? stop = null, SourceStatus status = default) : TimelineSource
    {
        public int Stops { get; private set; }

        public override string Name => "test";

        public override SourceStatus Start(TimelineSink sink)
        {
            start?.Invoke(sink);
            return status;
        }

        public override ValueTask DisposeAsync()
        {
            Stops++;
            stop?.Invoke();
            return ValueTask.CompletedTask;
        }
    }

    static async Task<List<TimelineEvent>> ReadToEnd(Timeline timeline)
    {
        List<TimelineEvent> seen = [];
        await foreach (TimelineEvent e in timeline.ReadAllAsync(Bound))
            seen.Add(e);
        return seen;
    }

    [Fact]
    public async Task Events_are_held_for_the_delay_and_come_in_order_of_time()
    {
        FakeTimeProvider time = new();
        time.Advance(TimeSpan.FromSeconds(10));
        await using Timeline timeline = new(new TimelineOptions { TimeProvider = time });
        await using IAsyncEnumerator<TimelineEvent> reader = timeline.ReadAllAsync(Bound).GetAsyncEnumerator(Bound);
        long now = Now(time);
        timeline.Add(Text(now, "second"));
        timeline.Add(Text(now - 50_000_000, "first"));
        Task<bool> next = reader.MoveNextAsync().AsTask();
        time.Advance(TimeSpan.FromMilliseconds(40));
        Assert.False(next.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(61));
        Assert.True(await next.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal("first", ((TextEvent)reader.Current).Text);
        Assert.True(await reader.MoveNextAsync());
        Assert.Equal("second", ((TextEvent)reader.Current).Text);
        // One that is later than the delay does not wait.
        next = reader.MoveNextAsync().AsTask();
        timeline.Add(Text(now, "late"));
        Assert.True(await next.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task Stopping_stops_the_sources_and_what_they_saw_until_then_is_read()
    {
        Timeline timeline = new(new TimelineOptions { Delay = TimeSpan.FromHours(1) });
        Source source = new(stop: () => timeline.Add(Text(Now(TimeProvider.System), "last words")));
        Assert.True(timeline.Start(source).IsWorking);
        SourceStatus refused = timeline.Start(new Source(status: new(SourceObstacle.NotPermitted, 1)));
        Assert.Equal((SourceObstacle.NotPermitted, 1), (refused.Obstacle, refused.Error));
        Task<List<TimelineEvent>> reading = ReadToEnd(timeline);
        timeline.Add(Text(Now(TimeProvider.System), "first"));
        await timeline.StopAsync();
        Assert.Equal(["first", "last words"], (await reading.WaitAsync(TimeSpan.FromSeconds(10))).Cast<TextEvent>().Select(static t => t.Text));
        await timeline.DisposeAsync();
        Assert.Equal(1, source.Stops);
        timeline.Add(Text(1));
    }

    [Fact]
    public async Task The_wait_can_be_cancelled()
    {
        await using Timeline timeline = new(new TimelineOptions());
        using CancellationTokenSource cancellation = new();
        await using IAsyncEnumerator<TimelineEvent> reader = timeline.ReadAllAsync(cancellation.Token).GetAsyncEnumerator(Bound);
        Task<bool> next = reader.MoveNextAsync().AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
    }

    [Theory]
    [InlineData(false, "… 4 calls dropped here: the reader cannot keep up", "… 1,000 events of strace lost here")]
    [InlineData(true, "… 여기서 호출 4개를 버림: 읽는 쪽이 따라오지 못함", "… 여기서 strace의 이벤트 1,000개를 잃음")]
    public async Task What_a_slow_reader_misses_is_counted_by_kind_and_said_in_its_place(bool korean, string dropped, string lost)
    {
        FakeTimeProvider time = new();
        time.Advance(TimeSpan.FromSeconds(10));
        Timeline timeline = new(new TimelineOptions { TimeProvider = time, MaxPending = 10, Language = korean ? Language.Korean : Language.English });
        for (int i = 0; i < 10; i++)
            timeline.Add(Text(Now(time)));
        for (int i = 0; i < 4; i++)
            timeline.Add(Call(0, "send", 1) with { Time = Now(time) });
        timeline.Add(Text(Now(time)));
        timeline.Lost("strace", 400);
        timeline.Lost("strace", 600);
        await timeline.StopAsync();
        List<TextEvent> seen = [.. (await ReadToEnd(timeline)).Cast<TextEvent>()];
        Assert.Equal(13, seen.Count);
        Assert.Equal([dropped, lost], seen.Where(static t => t.Stream == TimelineText.Loss).Select(static t => t.Text).Where(t => t == dropped || t == lost));
        Assert.All(seen[10..], static t => Assert.Equal(TimelineText.Loss, t.Stream));
    }

    [Fact]
    public async Task Sources_with_hostile_names_cannot_fill_the_memory()
    {
        Timeline timeline = new(new TimelineOptions());
        for (int i = 0; i < 10_000; i++)
            timeline.Lost($"source {i}", 1);
        await timeline.StopAsync();
        Assert.InRange((await ReadToEnd(timeline)).Count, 1, 64);
    }

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3)]
    public async Task Sources_on_several_threads_give_one_ordered_stream(int seed)
    {
        Timeline timeline = new(new TimelineOptions { Delay = TimeSpan.FromMilliseconds(500) });
        Task<List<TimelineEvent>> reading = ReadToEnd(timeline);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(source => Task.Run(() =>
        {
            Random random = new(seed * 10 + source);
            for (int i = 0; i < 5000; i++)
                timeline.Add(Text(Now(TimeProvider.System) - random.Next(50_000_000), $"{source}"));
        })));
        await timeline.StopAsync();
        List<TimelineEvent> seen = await reading.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(20_000, seen.Count);
        Assert.Equal(seen.Select(static e => e.Time).Order(), seen.Select(static e => e.Time));
    }
}
