namespace Meari.Lab;

/// <summary>All experiments, in the chapter's order.</summary>
internal static class ExperimentCatalog
{
    public static IReadOnlyList<Experiment> All { get; } =
    [
        new Calls(),
        new FourValues(),
        new ManyClients(),
        new OneAtATime(),
        new Backlog(),
        new SendReturnsEarly(),
        new FullBuffer(),
        new RecvZero(),
        new TimeWait(),
        new Reset(),
    ];

    /// <summary>By its name; null if there is none.</summary>
    public static Experiment? Find(string name) => All.FirstOrDefault(experiment => experiment.Name == name);
}
