using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Meari.Engines;
using Meari.Tests.Support;

namespace Meari.Tests.Engines;

public abstract partial class EngineContractTests
{
    static readonly SocketSettings Connected = new(NoDelay: true, KeepAlive: true);

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task Connected_socket_has_both_addresses_and_moves_bytes(string address)
    {
        using Socket listening = ListenPlainly(IPAddress.Parse(address), backlog: 1);
        ConnectResult result = await Engine.ConnectAsync((IPEndPoint)listening.LocalEndPoint!, Connected, CancellationToken.None).InTime();
        Assert.Equal((TcpOutcome.Done, 0), (result.Outcome, result.Error));
        EngineEnd end = new(result.Socket!);
        _sockets.Add(end.Socket);
        using PlainPeer peer = new(await listening.AcceptAsync().InTime());
        Assert.Equal(listening.LocalEndPoint, end.Socket.RemoteEndPoint);
        Assert.Equal(peer.Socket.RemoteEndPoint, end.Socket.LocalEndPoint);
        Assert.True((await end.SendAsync("hello"u8.ToArray())).IsDone);
        Assert.Equal("hello", await peer.ReceiveTextAsync(5));
        await peer.SendAsync("world");
        peer.Finish();
        Assert.Equal("world"u8.ToArray(), (await end.ReceiveToEndAsync()).Bytes);
    }

    [Fact]
    public async Task Connect_that_is_refused_is_a_named_outcome()
    {
        // Bound, so that nobody else listens there, and not listening.
        using Socket bound = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        bound.Bind(AnyPort);
        ConnectResult result = await Engine.ConnectAsync((IPEndPoint)bound.LocalEndPoint!, Connected, CancellationToken.None).InTime();
        Assert.Equal(TcpOutcome.Refused, result.Outcome);
        Assert.NotEqual(0, result.Error);
        Assert.Null(result.Socket);
    }

    [Fact]
    public async Task Connect_with_a_cancelled_token_is_canceled()
    {
        using Socket listening = ListenPlainly(IPAddress.Loopback, backlog: 1);
        ConnectResult result = await Engine.ConnectAsync((IPEndPoint)listening.LocalEndPoint!, Connected, new(true)).InTime();
        Assert.Equal(new(null, TcpOutcome.Canceled, 0), result);
        Assert.False(listening.Poll(0, SelectMode.SelectRead));
    }

    [Fact]
    public async Task Cancelled_connect_is_a_named_outcome_and_leaves_no_socket()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux leaves a client without an answer when the accept queue is full.");
        using Socket listening = ListenPlainly(IPAddress.Loopback, backlog: 0);
        IPEndPoint full = (IPEndPoint)listening.LocalEndPoint!;
        using PlainPeer fills = await PlainPeer.ConnectAsync(full);
        using CancellationTokenSource cancellation = new();
        Task<ConnectResult> connect = Engine.ConnectAsync(full, Connected, cancellation.Token).AsTask();
        await Bounded.UntilAsync(() => CountConnecting(full.Port) == 1, "the SYN was sent");
        Assert.False(connect.IsCompleted);
        await cancellation.CancelAsync();
        Assert.Equal(new(null, TcpOutcome.Canceled, 0), await connect.InTime());
        Assert.Equal(0, CountConnecting(full.Port));
    }

    static Socket ListenPlainly(IPAddress address, int backlog)
    {
        Socket socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(address, 0));
        socket.Listen(backlog);
        return socket;
    }

    /// <summary>How many sockets are in SYN-SENT to a port (proc(5): state 02).</summary>
    static int CountConnecting(int port)
    {
        string remote = ":" + port.ToString("X4", CultureInfo.InvariantCulture);
        return File.ReadLines("/proc/net/tcp").Count(line =>
        {
            string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return fields[2].EndsWith(remote, StringComparison.Ordinal) && fields[3] == "02";
        });
    }
}
