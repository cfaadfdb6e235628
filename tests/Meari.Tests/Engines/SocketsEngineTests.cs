using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Meari.Engines;
using Meari.Engines.Sockets;

namespace Meari.Tests.Engines;

/// <summary>The portable engine keeps the contract.</summary>
public sealed class SocketsEngineTests : EngineContractTests
{
    private protected override Engine Engine => SocketsEngine.Instance;

    private protected override (bool NoDelay, bool KeepAlive) OptionsOf(EngineSocket socket)
    {
        Socket plain = SocketOf((SocketsSocket)socket);
        return (plain.NoDelay, (int)plain.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive)! != 0);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_socket")]
    static extern ref Socket SocketOf(SocketsSocket socket);
}
