using System.Net;

namespace Meari.Cli.Serve;

/// <summary>Sees the clients that were refused because the server is full.</summary>
internal sealed class Refusals(Action<long, IPEndPoint, TcpCloseReason> tell) : TcpObserver
{
    public override void OnOperation(in TcpOperation operation)
    {
        if (operation is { Kind: TcpOperationKind.Close, Reason: { Kind: TcpCloseKind.Limit } reason, Remote: { } client })
            tell(operation.ConnectionId, client, reason);
    }
}
