namespace Meari.Lab;

/// <summary>All experiments: the exercises first, then in the chapter's order.</summary>
internal static class ExperimentCatalog
{
    public static IReadOnlyList<Experiment> All { get; } =
    [
        new EchoExercise(),
        new NetstatExercise(),
        new IPv6Exercise(),
        new Web(),
        new Calls(),
        new FourValues(),
        new ManyClients(),
        new OneAtATime(),
        new Backlog(),
        new SendReturnsEarly(),
        new FullBuffer(),
        new NoBoundaries(),
        new RecvZero(),
        new TimeWait(),
        new Reset(),
        new KeptUntilAcked(),
        new UdpVersusTcp(),
        new OverIPv6(),
        new SentenceInBytes(),
        new Nagle(),
    ];

    /// <summary>By its name; null if there is none.</summary>
    public static Experiment? Find(string name) => All.FirstOrDefault(experiment => experiment.Name == name);
}
