using System.Net;
using System.Net.Sockets;

namespace Meari.Observe.Tests.Calls;

public sealed class ObservedCallsTests
{
    [Fact]
    public async Task Meari_s_own_operations_are_calls()
    {
        CollectingSink sink = new();
        ObservedCalls calls = new();
        Assert.Equal(SourceStatus.Works, calls.Start(sink));
        TcpServer server = TcpServer.Start("127.0.0.1:0", TcpServices.Echo, new() { Observer = calls.Observer });
        IPEndPoint local = server.EndPoints[0];
        EndPoint client;
        using (Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
        {
            await socket.ConnectAsync(local, TestContext.Current.CancellationToken);
            client = socket.LocalEndPoint!;
            byte[] bytes = "hello"u8.ToArray();
            await socket.SendAsync(bytes);
            Assert.Equal(5, await socket.ReceiveAsync(bytes));
            socket.Shutdown(SocketShutdown.Send);
            Assert.Equal(0, await socket.ReceiveAsync(bytes));
        }
        await sink.WaitForAsync<CallEvent>(static c => c.Name == "close");
        await server.DisposeAsync();
        await calls.DisposeAsync();
        CallEvent[] told = sink.Calls;
        Assert.Equal(["listen", "accept", "recv", "send", "recv", "close", "close"], told.Select(static c => c.Name));
        Assert.Equal([0, 0, 5, 5, 0, 0, 0], told.Select(static c => c.Result!.Value));
        Assert.All(told, c => Assert.Equal((local, Environment.ProcessId), (c.Local, c.Process)));
        Assert.All(told, static c => Assert.True(c is { Duration: >= 0, Error: null }));
        Assert.All(told[1..6], c => Assert.Equal(client, c.Remote));
        Assert.Equal(5, told[3].Requested);
    }

    static TcpOperation Operation(TcpOutcome outcome, int error, long ended) => new()
    {
        Kind = TcpOperationKind.Send,
        Outcome = outcome,
        Error = error,
        Requested = 9,
        Started = 5,
        Ended = ended,
        Local = IPEndPoint.Parse("[::ffff:127.0.0.1]:9000"),
    };

    [Theory]
    [InlineData(TcpOutcome.Reset, 104, "ECONNRESET")]
    [InlineData(TcpOutcome.NotConnected, 32, "EPIPE")]
    [InlineData(TcpOutcome.TimedOut, 0, "ETIMEDOUT")]
    [InlineData(TcpOutcome.Unknown, 117, "errno 117")]
    public async Task A_failure_has_its_errnos_name_or_number(TcpOutcome outcome, int error, string name)
    {
        CollectingSink sink = new();
        ObservedCalls calls = new();
        calls.Observer.OnOperation(Operation(outcome, error, 5));
        calls.Start(sink);
        calls.Observer.OnOperation(Operation(outcome, error, 5));
        await calls.DisposeAsync();
        calls.Observer.OnOperation(Operation(outcome, error, 5));
        CallEvent told = Assert.Single(sink.Calls);
        Assert.Equal((-1, name, "127.0.0.1:9000"), (told.Result, told.Error, $"{told.Local}"));
    }

    [Fact]
    public async Task A_long_call_has_the_time_of_its_end_and_a_short_one_of_its_beginning()
    {
        Assert.SkipUnless(TimeProvider.System.TimestampFrequency == 1_000_000_000, "The clock counts other units.");
        CollectingSink sink = new();
        ObservedCalls calls = new();
        calls.Start(sink);
        calls.Observer.OnOperation(Operation(TcpOutcome.Done, 0, 1_000_004));
        calls.Observer.OnOperation(Operation(TcpOutcome.Done, 0, 1_000_005));
        await calls.DisposeAsync();
        Assert.Equal([5, 1_000_005], sink.Calls.Select(static c => c.Time));
    }
}
