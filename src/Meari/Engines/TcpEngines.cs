using Meari.Engines.Sockets;

namespace Meari.Engines;

/// <summary>The one place where an engine is chosen.</summary>
internal static class TcpEngines
{
    /// <summary>What servers and clients use.</summary>
    public static Engine Default => SocketsEngine.Instance;
}
