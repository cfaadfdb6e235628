using System.Net;
using System.Net.Sockets;
using Meari.Tests.Support;

namespace Meari.Tests.Connecting;

/// <summary>Connecting for real, on this machine.</summary>
public sealed class ConnectTests
{
    [Fact]
    public async Task A_port_where_nobody_listens_refuses()
    {
        // Bound and not listening: no other process can take the port meanwhile.
        using Socket bound = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        bound.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        IPEndPoint endPoint = (IPEndPoint)bound.LocalEndPoint!;
        TcpConnectResult result = await TcpConnection.ConnectAsync(endPoint).InTime();
        Assert.False(result.IsConnected);
        Assert.Equal(TcpOutcome.Refused, result.Outcome);
        Assert.Equal(new SocketException((int)SocketError.ConnectionRefused).NativeErrorCode, result.Error);
        Assert.Equal(new TcpConnectAttempt(endPoint, TcpOutcome.Refused, result.Error), Assert.Single(result.Attempts));
    }

    [Fact]
    public async Task A_server_of_both_families_is_reached_by_name()
    {
        await using TcpServer server = TcpServer.Start("[::]:0", TcpServices.Echo);
        TcpConnectResult result = await TcpConnection.ConnectAsync("localhost", server.EndPoints[0].Port).InTime();
        Assert.True(result.IsConnected, result.Outcome.ToString());
        await using TcpConnection connection = result.Connection;
        Assert.True(await connection.SendAsync("hello"u8.ToArray()).InTime());
        byte[] answer = new byte[5];
        Assert.Equal(5, await connection.ReceiveExactlyAsync(answer).InTime());
        Assert.Equal("hello"u8.ToArray(), answer);
        connection.FinishSending();
        Assert.True((await connection.ReceiveAsync().InTime()).IsEmpty);
    }

    [Fact]
    public async Task A_server_of_IPv4_alone_is_reached_by_a_name_of_both_families()
    {
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", TcpServices.Echo);
        TcpConnectResult result = await TcpConnection.ConnectAsync("localhost", server.EndPoints[0].Port).InTime();
        Assert.True(result.IsConnected, result.Outcome.ToString());
        Assert.Equal(server.EndPoints[0], result.Connection.RemoteEndPoint);
        result.Connection.Abort();
    }

    /// <summary>RFC 6761 keeps .invalid free of names.</summary>
    [Fact]
    public async Task A_name_that_nobody_has_is_not_resolved()
    {
        TcpConnectResult result = await TcpConnection.ConnectAsync("meari.invalid", 9000).InTime();
        Assert.False(result.IsConnected);
        // Without a network the name server's silence may come first.
        Assert.True(result.Outcome is TcpOutcome.NameNotResolved or TcpOutcome.TimedOut, result.Outcome.ToString());
        Assert.Empty(result.Attempts);
    }

    [Fact]
    public async Task A_host_and_a_port_are_needed()
    {
        await Assert.ThrowsAsync<ArgumentException>(static () => TcpConnection.ConnectAsync("", 9000));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(static () => TcpConnection.ConnectAsync("localhost", 0));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(static () => TcpConnection.ConnectAsync("localhost", 65536));
        await Assert.ThrowsAsync<ArgumentNullException>(static () => TcpConnection.ConnectAsync(null!));
    }

    [Fact]
    public async Task A_token_that_is_cancelled_already_throws() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            static () => TcpConnection.ConnectAsync("127.0.0.1", 9, cancellationToken: new(true)).InTime());
}
