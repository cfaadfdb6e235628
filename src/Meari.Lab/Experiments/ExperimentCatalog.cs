namespace Meari.Lab;

/// <summary>All experiments, in the chapter's order.</summary>
internal static class ExperimentCatalog
{
    public static IReadOnlyList<Experiment> All { get; } =
    [
        new FourValues(),
        new SendReturnsEarly(),
        new NoBoundaries(),
        new KeptUntilAcked(),
        new UdpVersusTcp(),
        new OverIPv6(),
        new SentenceInBytes(),
        new Nagle(),
    ];

    /// <summary>By its name; null if there is none.</summary>
    public static Experiment? Find(string name) => All.FirstOrDefault(experiment => experiment.Name == name);
}
