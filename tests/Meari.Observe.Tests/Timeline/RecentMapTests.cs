namespace Meari.Observe.Tests;

public sealed class RecentMapTests
{
    [Fact]
    public void The_most_recent_are_remembered_and_no_more_than_twice_as_many()
    {
        RecentMap<int, int> map = new(4);
        for (int key = 0; key < 100; key++)
        {
            map.Set(key, -key);
            for (int back = Math.Max(0, key - 3); back <= key; back++)
                Assert.True(map.TryGet(back, out int value) && value == -back, $"{back} after {key}");
            Assert.InRange(map.Count, 1, 8);
        }
        Assert.False(map.TryGet(50, out _));
    }

    [Fact]
    public void What_is_asked_for_is_not_forgotten()
    {
        RecentMap<int, string> map = new(4);
        map.Set(-1, "kept");
        for (int key = 0; key < 100; key++)
        {
            map.Set(key, "other");
            Assert.True(map.TryGet(-1, out string? value));
            Assert.Equal("kept", value);
        }
    }

    [Fact]
    public void What_is_removed_or_set_anew_has_no_older_value()
    {
        RecentMap<int, int> map = new(2);
        map.Set(1, 1);
        map.Set(2, 2);
        map.Set(3, 3); // 1 and 2 are the older ones now
        map.Set(1, 11);
        map.Remove(2);
        Assert.True(map.TryGet(1, out int value));
        Assert.Equal(11, value);
        Assert.False(map.TryGet(2, out _));
        map.Remove(1);
        Assert.False(map.TryGet(1, out _));
        Assert.Equal(1, map.Count);
    }
}
