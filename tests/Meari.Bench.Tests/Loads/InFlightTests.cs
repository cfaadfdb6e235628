using Meari.Bench.Loads;

namespace Meari.Bench.Tests.Loads;

public sealed class InFlightTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(16)]
    public void Requests_are_taken_in_the_order_in_which_they_went(int capacity)
    {
        Random random = new(capacity);
        InFlight inFlight = new(capacity);
        Queue<(long Due, long Sent)> expected = new();
        for (long now = 1; now < 2000; now++)
        {
            if (random.Next(100) == 0)
            {
                inFlight.Clear();
                expected.Clear();
            }
            if (inFlight.Room > 0 && random.Next(2) == 0)
            {
                int count = random.Next(1, inFlight.Room + 1);
                inFlight.Add(now - 1, now, count);
                for (int i = 0; i < count; i++)
                    expected.Enqueue((now - 1, now));
            }
            for (int most = random.Next(inFlight.Count + 1); most > 0;)
            {
                Assert.Equal(expected.Peek().Sent, inFlight.OldestSent);
                (long due, long sent, int count) = inFlight.Take(most);
                Assert.InRange(count, 1, most);
                most -= count;
                while (count-- > 0)
                    Assert.Equal(expected.Dequeue(), (due, sent));
            }
            Assert.Equal((expected.Count, capacity - expected.Count), (inFlight.Count, inFlight.Room));
        }
    }
}
