using System.Net;
using System.Net.Sockets;

namespace Meari.Tests.Support;

static class Ports
{
    /// <summary>A port that was free a moment ago, and below those that the system chooses, so that no other test gets it.</summary>
    public static int Free()
    {
        while (true)
        {
            int port = Random.Shared.Next(20_000, 30_000);
            using Socket socket = new(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true };
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.IPv6Any, port));
                return port;
            }
            catch (SocketException)
            {
                // Taken: another one.
            }
        }
    }
}
