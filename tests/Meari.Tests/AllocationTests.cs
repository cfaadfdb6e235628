using System.Net;
using System.Net.Sockets;
using Meari.Tests.Support;

namespace Meari.Tests;

/// <summary>What an echo allocates, measured for the whole process: client, server and framework.</summary>
[Collection(nameof(Alone))]
public sealed class AllocationTests
{
    const int WarmUp = 20_000, Echoes = 5_000, Rounds = 8;

    /// <summary>The smallest object of a 64-bit process.</summary>
    const int SmallestObject = 24;

    [Theory]
    [InlineData(64)]
    [InlineData(16 * 1024)]
    public void An_echo_allocates_nothing(int size)
    {
        double perEcho = AllocatedPerEcho(size, TcpServices.Echo);
        Assert.True(perEcho < SmallestObject / 2.0, $"{perEcho:F2} bytes are allocated for each echo.");
    }

    [Fact]
    public void One_object_for_each_echo_would_be_noticed()
    {
        double perEcho = AllocatedPerEcho(64, static async connection =>
        {
            while (await connection.ReceiveAsync() is { IsEmpty: false } bytes)
            {
                GC.KeepAlive(new object());
                await connection.SendAsync(bytes);
            }
        });
        Assert.True(perEcho >= SmallestObject, $"Only {perEcho:F2} bytes were seen for each echo.");
    }

    static double AllocatedPerEcho(int size, Func<TcpConnection, ValueTask> handler)
    {
        TcpServer server = TcpServer.Start("127.0.0.1:0", handler);
        using Socket client = Connect(server);
        byte[] bytes = Pattern.Make(size);
        byte[] answer = new byte[size];
        // Tiered compilation and the pools settle; what they allocate is no echo's.
        Echo(client, bytes, answer, WarmUp);
        // What the process does beside it, such as starting a thread, can only add: the least of some rounds is nearest to the truth.
        long least = long.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            Echo(client, bytes, answer, Echoes);
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }
        Assert.Equal(bytes, answer);
        Stop(server);
        return (double)least / Echoes;
    }

    /// <summary>With a blocking socket and spans, so that this side allocates nothing.</summary>
    static void Echo(Socket client, ReadOnlySpan<byte> bytes, Span<byte> answer, int times)
    {
        for (int i = 0; i < times; i++)
        {
            client.Send(bytes);
            for (Span<byte> rest = answer; !rest.IsEmpty;)
            {
                int received = client.Receive(rest);
                if (received == 0)
                    Assert.Fail("The server closed the connection.");
                rest = rest[received..];
            }
        }
    }

    static Socket Connect(TcpServer server)
    {
        Socket client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            ReceiveTimeout = (int)Bounded.Limit.TotalMilliseconds,
            SendTimeout = (int)Bounded.Limit.TotalMilliseconds,
        };
        client.Connect(IPAddress.Loopback, server.EndPoints[0].Port);
        return client;
    }

    /// <summary>The measuring thread must stay the same, so it does not await.</summary>
    static void Stop(TcpServer server) => Assert.True(server.DisposeAsync().AsTask().Wait(Bounded.Limit));
}
