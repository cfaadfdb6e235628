namespace Meari.Bench.Tests;

/// <summary>Tests that measure the whole process, and real time; nothing else runs beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
