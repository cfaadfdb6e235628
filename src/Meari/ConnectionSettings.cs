using Meari.Engines;

namespace Meari;

/// <summary>What all connections of a server, or a single client connection, share; one object, made when it starts.</summary>
internal sealed record ConnectionSettings(
    Engine Engine, TimeProvider Time, TcpObserver? Observer, int ReceiveSize, TimeSpan CloseTimeout, bool OnThreadPool, bool IsServer)
{
    public static ConnectionSettings Of(TcpServerOptions options, Engine engine) => new(
        engine, options.TimeProvider, options.Observer, options.ReceiveSize, options.CloseTimeout, options.Dispatch == TcpDispatch.ThreadPool, true);

    public static ConnectionSettings Of(TcpConnectOptions options, Engine engine) => new(
        engine, options.TimeProvider, options.Observer, options.ReceiveSize, options.CloseTimeout, options.Dispatch == TcpDispatch.ThreadPool, false);

    /// <summary>The clock, if anybody looks.</summary>
    public long Stamp() => Observer is null ? 0 : Time.GetTimestamp();

    /// <summary>Tells the observer; a fault of its own stays its own.</summary>
    public void Observe(in TcpOperation operation)
    {
        try
        {
            Observer?.OnOperation(in operation);
        }
        catch (Exception e)
        {
            Diagnostics.MeariEventSource.Log.ObserverFailed(e.ToString());
        }
    }
}
