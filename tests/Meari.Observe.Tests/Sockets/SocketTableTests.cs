using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Meari.Observe.Tests;

/// <summary>The socket table of the real kernel, for sockets that a test makes on ports of its own.</summary>
public sealed class SocketTableTests
{
    /// <summary>Other programs on the machine may have left a TIME_WAIT with a port that a test gets now.</summary>
    static readonly TcpState[] ButTimeWait = [.. Enum.GetValues<TcpState>().Where(static s => s is not (TcpState.Unknown or TcpState.Closed or TcpState.TimeWait))];

    static int PortOf(Socket socket) => ((IPEndPoint)socket.LocalEndPoint!).Port;

    static async Task<(Socket Client, Socket Server)> Connect(Socket listener)
    {
        Socket client = Client(listener);
        IPEndPoint local = (IPEndPoint)listener.LocalEndPoint!;
        Task<Socket> accepted = listener.AcceptAsync();
        await client.ConnectAsync(local.Address.Equals(IPAddress.IPv6Any) ? new(IPAddress.Loopback.MapToIPv6(), local.Port) : local);
        return (client, await accepted);
    }

    static Socket Client(Socket listener)
    {
        Socket client = new(listener.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        if (listener.AddressFamily == AddressFamily.InterNetworkV6)
            client.DualMode = true;
        return client;
    }

    static Socket Listen(IPAddress address, int backlog = 16)
    {
        Socket listener = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        if (address.Equals(IPAddress.IPv6Any))
            listener.DualMode = true;
        listener.Bind(new IPEndPoint(address, 0));
        listener.Listen(backlog);
        return listener;
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("::")]
    public async Task What_sock_diag_and_proc_tell_of_a_socket_is_the_same(string address)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Both are Linux's.");
        using Socket listener = Listen(IPAddress.Parse(address));
        (Socket client, Socket server) = await Connect(listener);
        using (client)
        using (server)
        {
            await client.SendAsync(new byte[100]);
            (Socket waiting, Socket finished) = await Connect(listener);
            using Socket queued = Client(listener);
            await queued.ConnectAsync((IPEndPoint)client.RemoteEndPoint!);
            finished.Shutdown(SocketShutdown.Send);
            Assert.Equal(0, await waiting.ReceiveAsync(new byte[1])); // CLOSE_WAIT and FIN_WAIT2
            SocketQuery query = new() { Port = PortOf(listener), Owners = true, States = ButTimeWait };
            IReadOnlyList<SocketEntry> best;
            do
                best = Read(query, SocketTableSource.SockDiag);
            while (best.Any(static e => e.State == TcpState.FinWait1)); // the acknowledgment of a FIN may take 40 ms
            IReadOnlyList<SocketEntry> proc = Read(query, SocketTableSource.ProcNet);
            waiting.Dispose();
            finished.Dispose();
            Assert.Equal(7, best.Count);
            Assert.Equal(
                [TcpState.Listen, TcpState.Established, TcpState.FinWait2, TcpState.CloseWait], best.Select(static e => e.State).Distinct().OrderByDescending(static s => s == TcpState.Listen).ThenBy(static s => s));
            Assert.Equal(best.Select(Common).Order(), proc.Select(Common).Order());
        }
    }

    /// <summary>What both know.</summary>
    static string Common(SocketEntry e) =>
        $"{e.Local} {e.Remote} {e.State} {e.ReceiveQueue} {(e.State == TcpState.Listen ? null : e.SendQueue)} {e.Timer} {e.TimerCount} {e.Inode} {e.UserId} {string.Join(',', e.Owners)}";

    static IReadOnlyList<SocketEntry> Read(SocketQuery query, SocketTableSource source)
    {
        using SocketTableReader reader = new(source);
        SocketTableResult table = reader.Read(query);
        Assert.Equal((source, true, false, false), (table.Source, table.Status.IsWorking, table.Interrupted, table.Truncated));
        return table.Entries;
    }

    [Fact]
    public async Task The_table_of_the_system_has_the_same_addresses_and_states()
    {
        using Socket listener = Listen(IPAddress.Loopback);
        (Socket client, Socket server) = await Connect(listener);
        using (client)
        using (server)
        {
            using SocketTableReader reader = new(SocketTableSource.System);
            SocketTableResult table = reader.Read(new() { Port = PortOf(listener), States = ButTimeWait });
            Assert.Equal(SocketTableSource.System, table.Source);
            Assert.Equal(
                SocketTable.Read(new() { Port = PortOf(listener), States = ButTimeWait }).Entries.Select(static e => $"{e.Local} {e.Remote} {e.State}").Order(),
                table.Entries.Select(static e => $"{e.Local} {e.Remote} {e.State}").Order());
        }
    }

    [Fact]
    public async Task A_listener_tells_how_many_wait_and_how_many_may()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux's sock_diag tells it.");
        using Socket listener = Listen(IPAddress.Loopback, backlog: 7);
        List<Socket> clients = [];
        for (int i = 0; i < 3; i++)
        {
            clients.Add(new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
            await clients[i].ConnectAsync(listener.LocalEndPoint!);
        }
        SocketEntry entry = Assert.Single(SocketTable.Read(new() { Port = PortOf(listener), States = [TcpState.Listen] }).Entries);
        Assert.Equal((3, 7), (entry.ReceiveQueue, entry.SendQueue));
        Assert.Equal(SocketTimer.None, entry.Timer);
        clients.ForEach(static c => c.Dispose());
    }

    [Fact]
    public async Task Information_counts_what_was_moved_and_memory_what_is_held()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux's sock_diag tells it.");
        using Socket listener = Listen(IPAddress.Loopback);
        (Socket client, Socket server) = await Connect(listener);
        using (client)
        using (server)
        {
            await client.SendAsync(new byte[1000]);
            await server.SendAsync(new byte[300]);
            await client.ReceiveAsync(new byte[300]);
            SocketQuery query = new() { Port = PortOf(client), Information = true, Memory = true, States = ButTimeWait };
            SocketEntry entry = Assert.Single(SocketTable.Read(query).Entries, e => e.Local.Port == PortOf(client));
            TcpInformation info = entry.Information!;
            Assert.Equal((1000, 1001, 300, 0), (info.BytesSent, info.BytesAcknowledged, info.BytesReceived, info.BytesRetransmitted)); // SYN counts 1
            Assert.Equal((1, 1, 0), (info.DataSegmentsSent, info.DataSegmentsReceived, info.Unacknowledged));
            Assert.True(info.RoundTripTime > TimeSpan.Zero && info.RoundTripTime < TimeSpan.FromSeconds(1), $"{info.RoundTripTime}");
            Assert.InRange(info.RetransmissionTimeout, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(60));
            Assert.True(info.CongestionWindow > 0 && info.SendSegmentSize > 500 && info.PathMtu > 1000 && info.SlowStartThreshold is null);
            SocketEntry peer = Assert.Single(SocketTable.Read(query).Entries, e => e.Remote.Port == PortOf(client));
            Assert.Contains(peer.Information!.BytesAcknowledged, new long?[] { 0, 300 }); // no SYN: it counts on the side that connected
            Assert.Equal((1000, true), (peer.ReceiveQueue, peer.Memory!.ReceiveAllocated >= 1000));
            Assert.Equal((long)server.ReceiveBufferSize, peer.Memory.ReceiveBuffer);
            Assert.Equal((long)server.SendBufferSize, peer.Memory.SendBuffer);
            Assert.Null(Assert.Single(SocketTable.Read(new() { Port = PortOf(client), States = ButTimeWait }).Entries, e => e.Local.Port == PortOf(client)).Information);
        }
    }

    [Fact]
    public void A_socket_has_its_process_name_and_descriptor_as_owner()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc is Linux's.");
        using Socket listener = Listen(IPAddress.Loopback);
        SocketEntry entry = Assert.Single(SocketTable.Read(new() { Port = PortOf(listener), Owners = true, States = [TcpState.Listen] }).Entries);
        string name = File.ReadAllText($"/proc/{Environment.ProcessId}/comm").TrimEnd('\n');
        Assert.Equal(new SocketOwner(Environment.ProcessId, name, (int)listener.SafeHandle.DangerousGetHandle()), Assert.Single(entry.Owners));
    }

    [Fact]
    public async Task A_connection_keeps_its_cookie_into_TIME_WAIT_whose_timer_counts_down()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux's sock_diag tells it.");
        using Socket listener = Listen(IPAddress.Loopback);
        (Socket client, Socket server) = await Connect(listener);
        int port = PortOf(client);
        using SocketTableReader reader = new();
        SocketEntry before = Assert.Single(reader.Read(new() { Port = port }).Entries, e => e.Local.Port == port && e.Remote.Port == PortOf(listener));
        Assert.NotEqual(0u, before.Cookie);
        client.Shutdown(SocketShutdown.Send);
        await server.ReceiveAsync(new byte[1]);
        server.Dispose();
        await client.ReceiveAsync(new byte[1]);
        client.Dispose();
        SocketEntry after = Assert.Single(reader.Read(new() { Port = port }).Entries, e => e.Local.Port == port && e.Remote.Port == PortOf(listener));
        Assert.Equal((TcpState.TimeWait, SocketTimer.TimeWait, before.Cookie, 0, null), (after.State, after.Timer, after.Cookie, after.Inode, after.UserId));
        Assert.InRange(after.TimerExpires, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60.5));
    }

    [Theory]
    [InlineData("   0: 0100007F:2328 00000000:0000 0A 00000000:00000002 00:00000000 00000000  1000        0 4711 1 0 100 0", "127.0.0.1:9000 0.0.0.0:0 Listen 2  None 0 4711 1000 ")]
    [InlineData(" 1: 0100007F:3931 0100007F:2328 04 00000011:00000000 04:0000015E 00000003     0        5 9 1 0", "127.0.0.1:14641 127.0.0.1:9000 FinWait1 0 17 ZeroWindowProbe 5 9 0 ")]
    [InlineData(" 2: 0000000000000000FFFF00000100007F:3931 0000000000000000FFFF00000100007F:2328 06 00000000:00000000 03:00001770 00000000     0        0 0 3 0", "[::ffff:127.0.0.1]:14641 [::ffff:127.0.0.1]:9000 TimeWait 0 0 TimeWait 0 0  ")]
    [InlineData("", null)]
    [InlineData("  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode", null)]
    [InlineData("   0: 0100007F:23281 00000000:0000 0A 00000000:00000002 00:00000000 00000000  1000        0 4711", null)]
    [InlineData("   0: 0100007G:2328 00000000:0000 0A 00000000:00000002 00:00000000 00000000  1000        0 4711", null)]
    [InlineData("   0: 01007F:2328 00000000:0000 0A 00000000:00000002 00:00000000 00000000  1000        0 4711", null)]
    [InlineData("   0: 0100007F:2328 00000000:0000 0A 00000000 00:00000000 00000000  1000        0 4711", null)]
    [InlineData("   0: 0100007F:2328 00000000:0000 0A 00000000:00000002 00:00000000 00000000  1000        0", null)]
    public void A_line_of_proc_is_a_socket_or_nothing(string line, string? socket)
    {
        Assert.SkipUnless(BitConverter.IsLittleEndian, "The lines are a little-endian machine's.");
        SocketEntry? entry = ProcNetTable.TryParse(line, new());
        Assert.Equal(socket, entry is null ? null : Common(entry));
    }

    [Fact]
    public void Where_there_is_no_table_the_obstacle_is_told()
    {
        string directory = Directory.CreateTempSubdirectory().FullName;
        try
        {
            Assert.Equal(SourceObstacle.NotInKernel, ProcNetTable.Read(new(), directory + "/").Status.Obstacle);
            File.WriteAllText(directory + "/tcp", "heading\n" + new string('x', 100_000) + "\n\0\n", Encoding.ASCII);
            SocketTableResult table = ProcNetTable.Read(new(), directory + "/");
            Assert.Equal((true, 0), (table.Status.IsWorking, table.Entries.Count));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public void One_reader_reads_again_and_again_and_leaves_no_descriptor_behind()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc is Linux's.");
        using Socket listener = Listen(IPAddress.Loopback);
        using (SocketTableReader reader = new())
        {
            for (int i = 0; i < 100; i++)
                Assert.Single(reader.Read(new() { Port = PortOf(listener), States = [TcpState.Listen] }).Entries);
            Assert.Single(Netlinks());
        }
        Assert.Empty(Netlinks());

        // Those of sock_diag: the protocol's number is in the second column, the port in the third.
        static IEnumerable<string> Netlinks() =>
            File.ReadLines("/proc/self/net/netlink").Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(static f => f[1] == "4" && f[2] == $"{Environment.ProcessId}").Select(static f => f[2]);
    }
}
