using System.Net;
using System.Net.Sockets;
using Meari.Tests.Support;

namespace Meari.Tests;

public class TcpServerListenTests
{
    static readonly IPEndPoint AnyPort = new(IPAddress.Loopback, 0);

    static ValueTask TellRemoteAddress(TcpConnection connection)
    {
        connection.TrySend(System.Text.Encoding.ASCII.GetBytes(connection.RemoteEndPoint.ToString()));
        return default;
    }

    static async Task<string> AskAsync(IPEndPoint server)
    {
        using PlainPeer peer = await PlainPeer.ConnectAsync(server);
        return await peer.ReceiveTextToEndAsync();
    }

    [Fact]
    public async Task Port_0_becomes_a_real_port_for_each_address()
    {
        await using TcpServer server = TcpServer.Start([AnyPort, AnyPort, new(IPAddress.IPv6Loopback, 0)], TcpServices.Echo);
        Assert.Equal(3, server.EndPoints.Count);
        Assert.All(server.EndPoints, static endPoint => Assert.InRange(endPoint.Port, 1, 65535));
        Assert.Equal(IPAddress.IPv6Loopback, server.EndPoints[2].Address);
        Assert.NotEqual(server.EndPoints[0].Port, server.EndPoints[1].Port);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task As_many_threads_accept_as_were_asked_for(int threads)
    {
        await using TcpServer server = TcpServer.Start([AnyPort], TcpServices.Echo, new() { Threads = threads });
        Assert.Equal(server.EngineChoice.Engine == TcpEngine.Sockets ? 0 : threads, server.Threads);
        Assert.Equal(TcpEngineObstacle.None, server.EngineChoice.Obstacle);
    }

    [Fact]
    public async Task Several_addresses_are_served_by_one_server()
    {
        await using TcpServer server = TcpServer.Start([AnyPort, AnyPort, new(IPAddress.IPv6Loopback, 0)], TcpServices.Echo);
        foreach (IPEndPoint endPoint in server.EndPoints)
        {
            using PlainPeer peer = await PlainPeer.ConnectAsync(endPoint);
            await peer.SendAsync("hello");
            Assert.Equal("hello", await peer.ReceiveTextAsync(5));
        }
        Assert.Equal(3, server.TotalConnections);
    }

    [Fact]
    public async Task Dual_stack_server_sees_an_IPv4_client_as_v4_mapped()
    {
        await using TcpServer server = TcpServer.Start("[::]:0", TellRemoteAddress);
        Assert.StartsWith("[::ffff:127.0.0.1]:", await AskAsync(new(IPAddress.Loopback, server.EndPoints[0].Port)), StringComparison.Ordinal);
        Assert.StartsWith("[::1]:", await AskAsync(new(IPAddress.IPv6Loopback, server.EndPoints[0].Port)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Address_without_host_is_dual_stack()
    {
        await using TcpServer server = TcpServer.Start(":0", TellRemoteAddress);
        Assert.StartsWith("[::ffff:127.0.0.1]:", await AskAsync(new(IPAddress.Loopback, server.EndPoints[0].Port)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task IPv6_only_server_refuses_an_IPv4_client()
    {
        await using TcpServer server = TcpServer.Start("[::]:0", TellRemoteAddress, new() { IPv6Only = true });
        Assert.StartsWith("[::1]:", await AskAsync(server.EndPoints[0]), StringComparison.Ordinal);
        await AssertRefusedAsync(new(IPAddress.Loopback, server.EndPoints[0].Port));
    }

    [Fact]
    public async Task IPv4_server_sees_plain_IPv4_and_refuses_an_IPv6_client()
    {
        await using TcpServer server = TcpServer.Start("0.0.0.0:0", TellRemoteAddress);
        Assert.StartsWith("127.0.0.1:", await AskAsync(server.EndPoints[0]), StringComparison.Ordinal);
        await AssertRefusedAsync(new(IPAddress.IPv6Loopback, server.EndPoints[0].Port));
    }

    [Fact]
    public async Task Both_families_can_have_a_socket_of_their_own_on_one_port()
    {
        int port = Ports.Free();
        await using TcpServer server = TcpServer.Start([new(IPAddress.IPv6Any, port), new(IPAddress.Any, port)], TellRemoteAddress);
        Assert.StartsWith("127.0.0.1:", await AskAsync(new(IPAddress.Loopback, port)), StringComparison.Ordinal);
        Assert.StartsWith("[::1]:", await AskAsync(new(IPAddress.IPv6Loopback, port)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Second_server_on_the_same_port_meets_AddressInUse()
    {
        await using TcpServer first = TcpServer.Start("127.0.0.1:0", TcpServices.Echo);
        TcpListenException thrown = Assert.Throws<TcpListenException>(() => TcpServer.Start([first.EndPoints[0]], TcpServices.Echo));
        Assert.Equal(TcpOutcome.AddressInUse, thrown.Outcome);
        Assert.Equal(first.EndPoints[0], thrown.EndPoint);
        Assert.NotEqual(0, thrown.Error);
        Assert.Contains("AddressInUse", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Address_taken_by_another_program_is_AddressInUse()
    {
        using Socket other = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        other.Bind(AnyPort);
        other.Listen();
        TcpListenException thrown = Assert.Throws<TcpListenException>(() => TcpServer.Start([(IPEndPoint)other.LocalEndPoint!], TcpServices.Echo));
        Assert.Equal(TcpOutcome.AddressInUse, thrown.Outcome);
    }

    [Fact]
    public void Address_that_is_not_this_machines_is_AddressNotAvailable()
    {
        TcpListenException thrown = Assert.Throws<TcpListenException>(() => TcpServer.Start("192.0.2.1:0", TcpServices.Echo));
        Assert.Equal(TcpOutcome.AddressNotAvailable, thrown.Outcome);
    }

    [Fact]
    public async Task If_one_address_fails_none_stays_bound()
    {
        int free = Ports.Free();
        await using TcpServer taken = TcpServer.Start("127.0.0.1:0", TcpServices.Echo);
        Assert.Throws<TcpListenException>(() => TcpServer.Start([new(IPAddress.Loopback, free), taken.EndPoints[0]], TcpServices.Echo));
        await AssertRefusedAsync(new(IPAddress.Loopback, free));
        await using TcpServer again = TcpServer.Start([new(IPAddress.Loopback, free)], TcpServices.Echo);
        Assert.Equal(free, again.EndPoints[0].Port);
    }

    [Fact]
    public async Task Servers_with_ReusePort_share_a_port()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SO_REUSEPORT.");
        await using TcpServer first = TcpServer.Start("127.0.0.1:0", TcpServices.Echo, new() { ReusePort = true });
        await using TcpServer second = TcpServer.Start([first.EndPoints[0]], TcpServices.Echo, new() { ReusePort = true });
        List<PlainPeer> peers = [];
        // The kernel chooses by a hash of the client's port: 64 clients all on one side would be a chance of 2 to the power of -63.
        for (int i = 0; i < 64; i++)
            peers.Add(await PlainPeer.ConnectAsync(first.EndPoints[0]));
        await Bounded.UntilAsync(() => first.TotalConnections + second.TotalConnections == 64, "64 clients were accepted");
        Assert.InRange(first.TotalConnections, 1, 63);
        peers.ForEach(static peer => peer.Dispose());
    }

    [Fact]
    public async Task Port_is_free_again_at_once_though_connections_linger()
    {
        TcpServer first = TcpServer.Start("127.0.0.1:0", TellRemoteAddress);
        IPEndPoint endPoint = first.EndPoints[0];
        // The server's FIN comes first, so that TIME-WAIT is on its side.
        await AskAsync(endPoint);
        await first.DrainAsync(Bounded.Limit).InTime();
        await using TcpServer second = TcpServer.Start([endPoint], TellRemoteAddress);
        Assert.StartsWith("127.0.0.1:", await AskAsync(endPoint), StringComparison.Ordinal);
    }

    [Fact]
    public void Misuse_throws_and_binds_nothing()
    {
        Assert.Throws<FormatException>(() => TcpServer.Start("no address", TcpServices.Echo));
        Assert.Throws<ArgumentNullException>(() => TcpServer.Start("127.0.0.1:0", null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => TcpServer.Start("127.0.0.1:0", TcpServices.Echo, new() { MaxConnections = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => TcpServer.Start("127.0.0.1:0", TcpServices.Echo, new() { ReceiveSize = 0 }));
    }

    static async Task AssertRefusedAsync(IPEndPoint endPoint)
    {
        SocketException thrown = await Assert.ThrowsAsync<SocketException>(() => PlainPeer.ConnectAsync(endPoint));
        Assert.Equal(SocketError.ConnectionRefused, thrown.SocketErrorCode);
    }
}
