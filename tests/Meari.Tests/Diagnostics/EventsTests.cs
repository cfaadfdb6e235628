using System.Diagnostics.Tracing;
using System.Net;
using Meari.Tests.Fakes;
using Meari.Tests.Support;

namespace Meari.Tests.Diagnostics;

[Collection(nameof(Alone))]
public sealed class EventsTests : IAsyncLifetime
{
    readonly RecordingEvents _events = new();

    public ValueTask InitializeAsync() => _events.BeginAsync();

    public ValueTask DisposeAsync()
    {
        _events.Dispose();
        return default;
    }

    string[] Named(string name) => [.. _events.Events.Where(e => e.Name == name).Select(static e => e.Text)];

    async Task<string> TextOfAsync(string name)
    {
        await Bounded.UntilAsync(() => Named(name).Length > 0, $"the event {name}");
        return Assert.Single(Named(name));
    }

    [Fact]
    public async Task Life_of_a_server_and_a_connection_is_told()
    {
        TcpServer server = TcpServer.Start("127.0.0.1:0", TcpServices.Echo);
        using PlainPeer peer = await PlainPeer.ConnectAsync(server.EndPoints[0]);
        peer.Finish();
        Assert.Empty(await peer.ReceiveToEndAsync());
        Assert.EndsWith("closed: PeerFinished (EndOfStream, errno 0).", await TextOfAsync("Closed"), StringComparison.Ordinal);
        await server.DrainAsync(TimeSpan.FromSeconds(9)).InTime();
        Assert.Equal($"Listening on {server.EndPoints[0]}.", await TextOfAsync("Listening"));
        Assert.EndsWith($"accepted from {peer.Local}.", await TextOfAsync("Accepted"), StringComparison.Ordinal);
        Assert.EndsWith("connections within 9000 ms.", await TextOfAsync("DrainStarted"), StringComparison.Ordinal);
        Assert.StartsWith("Drained:", await TextOfAsync("DrainEnded"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failed_accept_is_a_warning_that_says_what_is_done_about_it()
    {
        FakeEngine engine = new();
        await using TcpServer server = TcpServer.Start([new(IPAddress.Loopback, 1)], TcpServices.Discard, new() { OwnEngine = engine });
        engine.Listeners[0].Fail(TcpOutcome.ConnectionAborted, 103);
        engine.Listeners[0].Fail(TcpOutcome.NoDescriptors, 24);
        Assert.Equal(
            ["accept failed: ConnectionAborted (errno 103); the next one at once.", "accept failed: NoDescriptors (errno 24); again in 10 ms."],
            Named("AcceptFailed"));
        Assert.All(_events.Events.Where(static e => e.Name == "AcceptFailed"), static e => Assert.Equal(EventLevel.Warning, e.Level));
    }

    [Fact]
    public async Task Broken_listening_socket_is_told()
    {
        FakeEngine engine = new();
        await using TcpServer server = TcpServer.Start([new(IPAddress.Loopback, 1)], TcpServices.Discard, new() { OwnEngine = engine });
        engine.Listeners[0].Fail(TcpOutcome.InvalidOperation, 22);
        Assert.Equal(["accept failed: InvalidOperation (errno 22); the listening socket is broken."], Named("AcceptFailed"));
    }

    [Fact]
    public async Task Errno_without_a_name_is_an_error()
    {
        FakeEngine engine = new();
        await using TcpServer server = TcpServer.Start([new(IPAddress.Loopback, 1)], TcpServices.Discard, new() { OwnEngine = engine });
        engine.Listeners[0].Fail(TcpOutcome.Unknown, 4711);
        Assert.Contains("accept ended with an errno that has no name here: 4711.", await TextOfAsync("UnknownError"), StringComparison.Ordinal);
        Assert.Equal(EventLevel.Error, _events.Events.Single(static e => e.Name == "UnknownError").Level);
    }

    [Fact]
    public async Task Handler_that_throws_is_an_error_with_the_exception()
    {
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", static _ => throw new FormatException("the handler's own"));
        await PlainPeer.AssertIsResetAtOnceAsync(server.EndPoints[0]);
        Assert.Contains("System.FormatException: the handler's own", await TextOfAsync("HandlerFailed"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Observer_that_throws_is_an_error_with_the_exception()
    {
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", TcpServices.Echo, new() { Observer = new Thrower() });
        Assert.Contains("System.FormatException: the observer's own", await TextOfAsync("ObserverFailed"), StringComparison.Ordinal);
    }

    [Fact]
    public void Event_source_has_no_fault_in_its_manifest()
    {
        Type source = typeof(TcpServer).Assembly.GetType("Meari.Diagnostics.MeariEventSource", throwOnError: true)!;
        Assert.NotNull(EventSource.GenerateManifest(source, null, EventManifestOptions.Strict));
    }

    sealed class Thrower : TcpObserver
    {
        public override void OnOperation(in TcpOperation operation) => throw new FormatException("the observer's own");
    }
}
