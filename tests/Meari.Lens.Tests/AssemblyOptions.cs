// Tests measure memory and descriptors of this process.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
