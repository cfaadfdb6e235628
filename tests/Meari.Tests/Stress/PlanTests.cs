namespace Meari.Tests.Stress;

/// <summary>A seed that is told with a fault repeats it, on any machine: nothing but the seed decides what is done.</summary>
[Trait("Engine", "none")]
public sealed class PlanTests
{
    const int Plans = 1000, Servers = 4;

    static Plan[] Of(ulong seed) => [.. Enumerable.Range(0, Plans).Select(number => Plan.Of(Draw.Of(seed, number), number, Servers))];

    [Fact]
    public void The_same_seed_gives_the_same_plans_and_another_gives_others()
    {
        Assert.Equal(Of(7), Of(7));
        Assert.All(Of(7).Zip(Of(8)), static pair => Assert.NotEqual(pair.First, pair.Second));
    }

    [Fact]
    public void A_seed_means_the_same_in_every_version_and_on_every_machine()
    {
        Draw draw = Draw.Of(7, connection: 3, part: 1);
        Assert.Equal([608, 604, 361, 540, 130], Enumerable.Range(0, 5).Select(_ => draw.Below(1000)));
    }

    [Fact]
    public void Everything_that_can_be_planned_is()
    {
        Plan[] plans = Of(7);
        Assert.Equal(Enum.GetValues<Fault>().Order(), plans.Select(static plan => plan.Fault).Distinct().Order());
        Assert.Equal(Enum.GetValues<Talk>().Order(), plans.Select(static plan => plan.Talk).Distinct().Order());
        Assert.Equal(
            Enum.GetValues<Manner>().Order(),
            plans.SelectMany(static plan => (Manner[])[plan.ClientManner, plan.ServerManner]).Distinct().Order());
        Assert.Contains(plans, static plan => plan.Up > 5_000_000);
        Assert.Contains(plans, static plan => plan.Up == 1);
        Assert.All(plans, static plan => Assert.InRange(plan.FaultAt, 0, Math.Max(plan.Up, plan.Down)));
    }
}
