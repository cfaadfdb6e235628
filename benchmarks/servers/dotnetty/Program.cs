// DotNettyEcho PORT: one event loop, pooled buffers, a flush after each read.
using System.Net;
using DotNetty.Transport.Bootstrapping;
using DotNetty.Transport.Channels;
using DotNetty.Transport.Channels.Sockets;
using Meari.Benchmarks.Servers;

if (args is not [var text] || !int.TryParse(text, out int port))
{
    Console.Error.WriteLine("usage: DotNettyEcho PORT");
    return 2;
}
using var report = AllocationReport.OnSignal();
MultithreadEventLoopGroup loop = new(1);
IChannel listener = await new ServerBootstrap()
    .Group(loop)
    .Channel<TcpServerSocketChannel>()
    .Option(ChannelOption.SoBacklog, 4096)
    .ChildOption(ChannelOption.TcpNodelay, true)
    .ChildHandler(new ActionChannelInitializer<ISocketChannel>(static channel => channel.Pipeline.AddLast(new EchoHandler())))
    .BindAsync(IPAddress.Loopback, port);
await listener.CloseCompletion;
return 0;
