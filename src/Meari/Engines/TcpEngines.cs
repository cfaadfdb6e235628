using Meari.Engines.Sockets;
using Meari.Interop.Linux;

namespace Meari.Engines;

/// <summary>The one place where an engine is chosen.</summary>
internal static class TcpEngines
{
    /// <summary>What servers and clients use.</summary>
    public static Engine Default { get; } = Start();

    static SocketsEngine Start()
    {
        DescriptorLimit.Raise();
        return SocketsEngine.Instance;
    }
}
