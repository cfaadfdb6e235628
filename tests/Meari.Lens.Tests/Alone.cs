namespace Meari.Lens.Tests;

/// <summary>These tests measure memory and descriptors of this process, and want the chapter's port: one at a time.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
