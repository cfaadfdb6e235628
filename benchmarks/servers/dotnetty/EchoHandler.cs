using DotNetty.Transport.Channels;

namespace Meari.Benchmarks.Servers;

sealed class EchoHandler : ChannelHandlerAdapter
{
    public override void ChannelRead(IChannelHandlerContext context, object message) => context.WriteAsync(message);

    public override void ChannelReadComplete(IChannelHandlerContext context) => context.Flush();

    // The peer has reset the connection.
    public override void ExceptionCaught(IChannelHandlerContext context, Exception exception) => context.CloseAsync();
}
