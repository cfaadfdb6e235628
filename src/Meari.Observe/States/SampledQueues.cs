namespace Meari.Observe;

/// <summary>
/// The bytes in both buffers of each connection, and the connections that wait for accept, read from the kernel every 100 ms and told when they have
/// changed. Needs no privilege. What comes and goes between two readings is missed.
/// </summary>
/// <param name="read">Reads the table; null if it cannot be read. Called by one thread at a time.</param>
/// <param name="filter">Which connections.</param>
/// <param name="time">The timeline's clock; the system's, if none is given.</param>
/// <remarks>The bounds are those of <see cref="PolledStates"/>, which tells both of one reading.</remarks>
public sealed class SampledQueues(Func<IReadOnlyList<SocketEntry>?> read, TimelineFilter filter, TimeProvider? time = null) : TimelineSource
{
    readonly PolledSource _source = new(read, filter, PolledEvents.Queues, time ?? TimeProvider.System);

    /// <inheritdoc/>
    public override string Name => PolledSource.Name;

    /// <inheritdoc/>
    public override SourceStatus Start(TimelineSink sink) => _source.Start(sink);

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => _source.DisposeAsync();
}
