namespace Meari.Tests.Support;

/// <summary>Tests that measure the whole process; nothing else runs beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
