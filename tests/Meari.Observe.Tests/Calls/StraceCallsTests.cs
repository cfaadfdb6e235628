using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Meari.Observe.Calls;

namespace Meari.Observe.Tests.Calls;

public sealed class StraceCallsTests
{
    static readonly StraceOptions AsText = new() { Output = ProgramOutput.Text };

    /// <summary>The port that the program says it listens on; its line is known at once although stdout is a pipe.</summary>
    static async Task<int> PortOfAsync(CollectingSink sink)
    {
        TextEvent said = await sink.WaitForAsync<TextEvent>(static t => t.Text.StartsWith("port ", StringComparison.Ordinal));
        Assert.Equal(TimelineText.Output, said.Stream);
        return int.Parse(said.Text.AsSpan(5), CultureInfo.InvariantCulture);
    }

    static async Task<string> EchoAsync(int port, string text)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, port);
        byte[] bytes = Encoding.UTF8.GetBytes(text), answer = new byte[bytes.Length];
        await socket.SendAsync(bytes);
        for (int length = 0; length < answer.Length;)
            length += await socket.ReceiveAsync(answer.AsMemory(length)) is > 0 and int read ? read : throw new IOException("cut short");
        socket.Shutdown(SocketShutdown.Send);
        Assert.Equal(0, await socket.ReceiveAsync(answer));
        return Encoding.UTF8.GetString(answer);
    }

    static void AssertNothingIsLeft(StraceCalls calls)
    {
        foreach (int process in calls.ProcessIds)
            Assert.True(ProcessFiles.TracerOf(process) is null or 0, $"{process} is traced still");
    }

    [Fact]
    public async Task An_echo_servers_calls_are_told_in_order_with_addresses_counts_and_text()
    {
        CollectingSink sink = new();
        StraceCalls calls = StraceCalls.Launch(CPrograms.Compile(CPrograms.EchoServer), ["1"], AsText);
        Assert.Equal(SourceStatus.Works, calls.Start(sink));
        int port = await PortOfAsync(sink);
        CallEvent waiting = await sink.WaitForAsync<CallEvent>(static c => c.Name == "accept");
        Assert.Null(waiting.Duration);
        Assert.Null(waiting.Result);
        Assert.Equal("안녕", await EchoAsync(port, "안녕"));
        Assert.Equal(7, await calls.Exit);
        await calls.DisposeAsync();

        CallEvent[] told = sink.Calls;
        CallEvent[] returned = [.. told.Where(static c => c.Duration is not null).OrderBy(static c => c.Time)];
        Assert.Equal(
            ["socket", "bind", "listen", "accept", "recvfrom", "sendto", "recvfrom", "close", "close"], returned.Select(static c => c.Name));
        Assert.Equal([3, 0, 0, 4, 6, 6, 0, 0, 0], returned.Select(static c => c.Result!.Value));
        Assert.Equal([null, 3, 3, 3, 4, 4, 4, 4, 3], returned.Select(static c => c.Descriptor));
        Assert.All(told, c => Assert.Equal(calls.ProgramId, c.Process));
        IPEndPoint listening = new(IPAddress.Any, port), local = new(IPAddress.Loopback, port);
        Assert.All([returned[2], waiting, returned[8]], c => Assert.Equal((listening, null, TimelineSide.Server), (c.Local, c.Remote, c.Side)));
        Assert.All(returned[3..8], c => Assert.Equal((local, returned[3].Remote, TimelineSide.Server), (c.Local, c.Remote, c.Side)));
        Assert.Equal(IPAddress.Loopback, returned[3].Remote!.Address);
        Assert.Equal(["AF_INET, SOCK_STREAM", "0.0.0.0:0", "backlog 4096"], returned[..3].Select(static c => c.Arguments));
        Assert.Equal((512, "안녕"), (returned[4].Requested, returned[4].Data));
        Assert.Equal((6, "안녕"), (returned[5].Requested, returned[5].Data));
        Assert.Null(returned[6].Data);
        // strace leaves out of a call's length what it needed itself until the program went on.
        Assert.InRange(returned[3].Time, waiting.Time + returned[3].Duration!.Value, returned[4].Time - 1);
        Assert.Equal(0, sink.LostCount);
        AssertNothingIsLeft(calls);
    }

    [Fact]
    public async Task Times_are_those_of_the_monotonic_clock()
    {
        MonotonicClock clock = new(TimeProvider.System);
        CollectingSink sink = new();
        StraceCalls calls = StraceCalls.Launch(CPrograms.Compile(CPrograms.EchoServer), ["1"], AsText);
        long before = clock.Nanoseconds;
        Assert.Equal(SourceStatus.Works, calls.Start(sink));
        int port = await PortOfAsync(sink);
        await sink.WaitForAsync<CallEvent>(static c => c.Name == "accept");
        long connecting = clock.Nanoseconds;
        await EchoAsync(port, "x");
        long closed = clock.Nanoseconds;
        await calls.Exit;
        await calls.DisposeAsync();
        const long Exactness = 200_000; // of two clocks that are not read at one time
        CallEvent[] told = sink.Calls;
        Assert.All(told.Where(static c => c.Name is "socket" or "bind" or "listen"), c => Assert.InRange(c.Time, before - Exactness, connecting + Exactness));
        Assert.All(told.Where(static c => c.Name is "recvfrom" or "sendto"), c => Assert.InRange(c.Time, connecting - Exactness, closed + Exactness));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Children_and_threads_are_followed(bool isForking)
    {
        CollectingSink sink = new();
        string program = CPrograms.Compile(isForking ? CPrograms.ForkingServer : CPrograms.ThreadedServer);
        StraceCalls calls = StraceCalls.Launch(program, ["3"], AsText);
        Assert.Equal(SourceStatus.Works, calls.Start(sink));
        int port = await PortOfAsync(sink);
        for (int i = 0; i < 3; i++)
            Assert.Equal($"client {i}", await EchoAsync(port, $"client {i}"));
        await calls.Exit;
        await calls.DisposeAsync();
        CallEvent[] received = [.. sink.Calls.Where(static c => c is { Name: "recvfrom", Result: > 0 })];
        Assert.Equal(["client 0", "client 1", "client 2"], received.Select(static c => c.Data));
        Assert.All(received, c => Assert.Equal(new(IPAddress.Loopback, port), c.Local));
        Assert.All(received, static c => Assert.Equal(TimelineSide.Server, c.Side));
        Assert.All(received, c => Assert.Equal(!isForking, c.Process == calls.ProgramId));
        Assert.Equal(isForking ? 4 : 1, calls.ProcessIds.Count);
        Assert.Equal(0, sink.LostCount);
    }

    [Fact]
    public async Task A_program_that_runs_is_attached_to_and_left_running()
    {
        CollectingSink launched = new(), sink = new();
        StraceCalls program = StraceCalls.Launch(CPrograms.Compile(CPrograms.EchoServer), ["2"], AsText);
        Assert.Equal(SourceStatus.Works, program.StartUntraced(launched));
        int port = await PortOfAsync(launched);
        StraceCalls calls = StraceCalls.Attach(program.ProgramId!.Value);
        Assert.Equal(SourceStatus.Works, calls.Start(sink));
        // It waits in accept already; that call is told with its beginning.
        Assert.Equal("accept", (await sink.WaitForAsync<CallEvent>(static _ => true)).Name);
        Assert.Equal("one", await EchoAsync(port, "one"));
        await sink.WaitForAsync<CallEvent>(static c => c.Name == "close");
        Assert.Equal(SourceObstacle.Busy, StraceCalls.Attach(program.ProgramId.Value).Start(new CollectingSink()).Obstacle);
        await calls.DisposeAsync();
        Assert.Equal(0, ProcessFiles.TracerOf(program.ProgramId.Value));
        Assert.False(program.Exit.IsCompleted);
        Assert.Equal("two", await EchoAsync(port, "two"));
        Assert.Equal(7, await program.Exit);
        await program.DisposeAsync();
        Assert.Equal("one", Assert.Single(sink.Calls, static c => c is { Name: "recvfrom", Result: > 0 }).Data);
        Assert.Empty(launched.Calls);
    }

    [Fact]
    public async Task A_launched_program_goes_on_when_watching_stops_until_it_is_ended()
    {
        CollectingSink sink = new();
        StraceCalls calls = StraceCalls.Launch(CPrograms.Compile(CPrograms.EchoServer), ["100"], AsText);
        Assert.Equal(SourceStatus.Works, calls.Start(sink));
        int port = await PortOfAsync(sink);
        await calls.DisposeAsync();
        AssertNothingIsLeft(calls);
        int told = sink.Events.Length;
        Assert.Equal("still here", await EchoAsync(port, "still here"));
        Assert.Equal(told, sink.Events.Length);
        Assert.True(calls.EndProgram());
        Assert.Equal(128 + 15, await calls.Exit);
        Assert.False(calls.EndProgram());
    }

    [Fact]
    public async Task A_client_knows_its_local_address_after_connect()
    {
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        IPEndPoint server = (IPEndPoint)listener.LocalEndPoint!;
        CollectingSink sink = new();
        StraceCalls calls = StraceCalls.Launch(CPrograms.Compile(CPrograms.Client), [$"{server.Port}"], AsText);
        Assert.Equal(SourceStatus.Works, calls.Start(sink));
        using Socket accepted = await listener.AcceptAsync();
        byte[] bytes = new byte[5];
        Assert.Equal(5, await accepted.ReceiveAsync(bytes));
        CallEvent reading = await sink.WaitForAsync<CallEvent>(static c => c.Name == "read");
        Assert.Null(reading.Result);
        await accepted.SendAsync(bytes);
        Assert.Equal(0, await calls.Exit);
        await calls.DisposeAsync();
        CallEvent[] returned = [.. sink.Calls.Where(static c => c.Duration is not null).OrderBy(static c => c.Time)];
        Assert.Equal(["socket", "connect", "write", "read", "shutdown", "close"], returned.Select(static c => c.Name));
        Assert.All(returned[1..], c => Assert.Equal((accepted.RemoteEndPoint, server, TimelineSide.Client), (c.Local, c.Remote, c.Side)));
        Assert.Equal($"{server}", returned[1].Arguments);
        Assert.Equal("SHUT_WR", returned[4].Arguments);
    }

    [Fact]
    public async Task A_program_killed_in_a_call_ends_without_a_return()
    {
        CollectingSink sink = new();
        StraceCalls calls = StraceCalls.Launch(CPrograms.Compile(CPrograms.DyingServer), ["1"], AsText);
        Assert.Equal(SourceStatus.Works, calls.Start(sink));
        using Socket client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(IPAddress.Loopback, await PortOfAsync(sink));
        // The byte makes its child kill it, which may not come before the call.
        CallEvent failed = await sink.WaitForAsync<CallEvent>(static c => c is { Name: "recvfrom", Error: not null });
        await client.SendAsync("x"u8.ToArray());
        Assert.Equal(128 + 9, await calls.Exit);
        await calls.DisposeAsync();
        Assert.Equal(("ENOTCONN", -1), (failed.Error, failed.Result));
        Assert.Equal(0, sink.LostCount);
    }

    [Fact]
    public async Task What_a_peer_sends_cannot_reach_the_terminal()
    {
        CollectingSink sink = new();
        StraceCalls calls = StraceCalls.Launch(CPrograms.Compile(CPrograms.EchoServer), ["1"], AsText);
        Assert.Equal(SourceStatus.Works, calls.Start(sink));
        const string Hostile = "\u001b[2J\"\\)  = 0\n12 1.0 close(3) = 0\n\u202e";
        await EchoAsync(await PortOfAsync(sink), Hostile);
        await calls.Exit;
        await calls.DisposeAsync();
        Assert.Equal(@"\x1b[2J""\)  = 0\n12 1.0 close(3) = 0\n\u202e", Assert.Single(sink.Calls, static c => c is { Name: "recvfrom", Result: > 0 }).Data);
        Assert.Equal(0, sink.LostCount);
    }
}
