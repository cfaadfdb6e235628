namespace Meari.Tests.Support;

/// <summary>Every wait of a test has an end: one that hangs fails, and says so.</summary>
static class Bounded
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public static Task InTime(this Task task) => task.WaitAsync(Limit);

    public static Task<T> InTime<T>(this Task<T> task) => task.WaitAsync(Limit);

    public static Task<T> InTime<T>(this ValueTask<T> task) => task.AsTask().WaitAsync(Limit);

    public static Task InTime(this ValueTask task) => task.AsTask().WaitAsync(Limit);

    /// <summary>For what nothing announces, such as a counter: looks again until it is so.</summary>
    public static async Task UntilAsync(Func<bool> isSo, string what)
    {
        using CancellationTokenSource limit = new(Limit);
        while (!isSo())
        {
            Assert.False(limit.IsCancellationRequested, $"In {Limit.TotalSeconds} s it did not come about: {what}.");
            await Task.Delay(TimeSpan.FromMilliseconds(2), CancellationToken.None);
        }
    }

    /// <summary>For a counter of the whole process: until the tests before this one have left it alone for a while.</summary>
    public static async Task UntilStillAsync(Func<int> counter)
    {
        int before = -1;
        for (int i = 0; before != counter(); i++)
        {
            Assert.InRange(i, 0, 200);
            before = counter();
            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }
    }
}
