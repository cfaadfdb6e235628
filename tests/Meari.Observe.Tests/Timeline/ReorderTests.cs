namespace Meari.Observe.Tests;

public sealed class ReorderTests
{
    static TextEvent Text(long time, string text = "") => new() { Time = time, Stream = TimelineText.Note, Text = text };

    static List<TimelineEvent> TakeAll(Reorder reorder, long now)
    {
        List<TimelineEvent> taken = [];
        while (reorder.TryTake(now, out TimelineEvent? seen))
            taken.Add(seen);
        return taken;
    }

    [Fact]
    public void Events_of_sources_with_different_lag_come_out_by_time_and_equal_times_as_they_came()
    {
        Reorder reorder = new(100, 10);
        foreach (TextEvent seen in new[] { Text(30, "b"), Text(10), Text(30, "c"), Text(20), Text(30, "d") })
            reorder.Add(seen, 30);
        Assert.Empty(TakeAll(reorder, 109));
        Assert.Equal(110, reorder.Due);
        Assert.Equal([10L, 20L], TakeAll(reorder, 125).Select(static e => e.Time));
        Assert.Equal(["b", "c", "d"], TakeAll(reorder, 130).Cast<TextEvent>().Select(static e => e.Text));
        Assert.Null(reorder.Due);
    }

    [Fact]
    public void Event_that_is_later_than_the_delay_goes_on_at_once()
    {
        Reorder reorder = new(100, 10);
        reorder.Add(Text(500), 500);
        Assert.True(reorder.Add(Text(300), 500));
        Assert.Equal([300L], TakeAll(reorder, 500).Select(static e => e.Time));
    }

    [Fact]
    public void Event_from_the_future_is_held_no_longer_than_one_of_now()
    {
        Reorder reorder = new(100, 10);
        reorder.Add(Text(long.MaxValue), 500);
        Assert.Equal([long.MaxValue], TakeAll(reorder, 600).Select(static e => e.Time));
    }

    [Fact]
    public void Everything_comes_at_the_end()
    {
        Reorder reorder = new(100, 2);
        reorder.Add(Text(2), 2);
        reorder.Add(Text(1), 2);
        Assert.True(reorder.IsFull);
        Assert.Equal([1L, 2L], TakeAll(reorder, long.MaxValue).Select(static e => e.Time));
    }
}
