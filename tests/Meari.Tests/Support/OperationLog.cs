using System.Collections.Concurrent;

namespace Meari.Tests.Support;

/// <summary>An observer that keeps what it saw, in its order.</summary>
sealed class OperationLog : TcpObserver
{
    readonly ConcurrentQueue<TcpOperation> _operations = new();

    public IReadOnlyList<TcpOperation> Operations => [.. _operations];

    public override void OnOperation(in TcpOperation operation) => _operations.Enqueue(operation);
}
