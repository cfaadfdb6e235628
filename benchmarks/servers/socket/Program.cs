// SocketEcho PORT: what .NET's Socket does by itself, a loop of awaits for each connection.
using System.Net;
using System.Net.Sockets;
using Meari.Benchmarks.Servers;

if (args is not [var text] || !int.TryParse(text, out int port))
{
    Console.Error.WriteLine("usage: SocketEcho PORT");
    return 2;
}
using var report = AllocationReport.OnSignal();
using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
listener.Listen(4096);
while (true)
{
    Socket socket = await listener.AcceptAsync();
    socket.NoDelay = true;
    _ = EchoAsync(socket);
}

static async Task EchoAsync(Socket socket)
{
    using (socket)
    {
        try
        {
            byte[] buffer = GC.AllocateUninitializedArray<byte>(16 * 1024);
            while (await socket.ReceiveAsync(buffer.AsMemory()) is > 0 and int received)
            {
                for (int sent = 0; sent < received;)
                    sent += await socket.SendAsync(buffer.AsMemory(sent, received - sent));
            }
        }
        catch (SocketException)
        {
            // The peer has reset the connection.
        }
    }
}
