namespace Meari.Cli.Serve;

/// <summary>Two observers where there is place for one.</summary>
internal sealed class BothObservers(TcpObserver first, TcpObserver second) : TcpObserver
{
    public override void OnOperation(in TcpOperation operation)
    {
        first.OnOperation(operation);
        second.OnOperation(operation);
    }
}
