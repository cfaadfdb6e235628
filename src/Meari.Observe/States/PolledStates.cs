namespace Meari.Observe;

/// <summary>
/// Changes of state as far as they show when the socket table is read every 100 ms. Needs no privilege. What begins and ends between two readings
/// is missed; what must have been between two states that were read is told as inferred.
/// </summary>
/// <param name="read">Reads the table; null if it cannot be read. Called by one thread at a time.</param>
/// <param name="filter">Which connections.</param>
/// <param name="withQueues">Whether to tell of queues, too, from the same tables, as <see cref="SampledQueues"/> does.</param>
/// <param name="time">The timeline's clock; the system's, if none is given.</param>
/// <remarks>
/// On Linux the table is that of this network namespace alone. If reading takes more than 2 ms the pauses grow, so that a
/// processor is busy with it for at most 1 % of the time. 131,072 sockets are followed; more are counted as lost.
/// </remarks>
public sealed class PolledStates(
    Func<IReadOnlyList<SocketEntry>?> read, TimelineFilter filter, bool withQueues = false, TimeProvider? time = null) : TimelineSource
{
    readonly PolledSource _source = new(
        read, filter, withQueues ? PolledEvents.States | PolledEvents.Queues : PolledEvents.States, time ?? TimeProvider.System);

    /// <inheritdoc/>
    public override string Name => PolledSource.Name;

    /// <inheritdoc/>
    public override SourceStatus Start(TimelineSink sink) => _source.Start(sink);

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => _source.DisposeAsync();
}
