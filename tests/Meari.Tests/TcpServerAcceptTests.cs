using System.Net;
using Meari.Tests.Fakes;
using Meari.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Meari.Tests;

/// <summary>What a server does about failed accepts, on an engine that fails when told and a clock that the test moves.</summary>
[Trait("Engine", "none")]
public class TcpServerAcceptTests
{
    readonly FakeEngine _engine = new();
    readonly FakeTimeProvider _time = new();

    FakeListener Listener => _engine.Listeners[0];

    TcpServer Start(int endPoints = 1, TcpServerOptions? options = null)
    {
        options ??= new();
        options.OwnEngine = _engine;
        options.TimeProvider = _time;
        return TcpServer.Start(
            [.. Enumerable.Range(1, endPoints).Select(static port => new IPEndPoint(IPAddress.Loopback, port))], TcpServices.Discard, options);
    }

    void AssertResumesAfter(int milliseconds)
    {
        Assert.False(Listener.IsAccepting);
        _time.Advance(TimeSpan.FromMilliseconds(milliseconds - 1));
        Assert.False(Listener.IsAccepting, $"It resumed before {milliseconds} ms.");
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(Listener.IsAccepting, $"It did not resume after {milliseconds} ms.");
    }

    [Fact]
    public async Task Transient_error_accepts_the_next_at_once()
    {
        await using TcpServer server = Start();
        Listener.Fail(TcpOutcome.ConnectionAborted);
        Assert.True(Listener.IsAccepting);
        Listener.Accept();
        Assert.Equal(1, server.TotalConnections);
    }

    [Fact]
    public async Task Transient_errors_64_in_a_row_back_off()
    {
        await using TcpServer server = Start();
        for (int i = 1; i < 64; i++)
            Listener.Fail(TcpOutcome.ProtocolError);
        Assert.True(Listener.IsAccepting, "63 in a row may each be of one client.");
        Listener.Fail(TcpOutcome.ProtocolError);
        AssertResumesAfter(10);
    }

    [Fact]
    public async Task Success_between_transient_errors_begins_the_count_again()
    {
        await using TcpServer server = Start();
        for (int i = 0; i < 200; i++)
        {
            Listener.Fail(TcpOutcome.ConnectionAborted);
            if (i % 60 == 0)
                Listener.Accept();
        }
        Assert.True(Listener.IsAccepting);
    }

    [Theory]
    [InlineData(TcpOutcome.NoDescriptors)]
    [InlineData(TcpOutcome.NoBuffers)]
    [InlineData(TcpOutcome.Unknown)]
    public async Task Pressure_stops_accepting_until_a_timer_resumes_it(TcpOutcome outcome)
    {
        await using TcpServer server = Start();
        Listener.Fail(outcome);
        AssertResumesAfter(10);
        Listener.Accept();
        Assert.Equal(1, server.TotalConnections);
    }

    [Fact]
    public async Task Back_off_doubles_up_to_one_second()
    {
        await using TcpServer server = Start();
        foreach (int milliseconds in (int[])[10, 20, 40, 80, 160, 320, 640, 1000, 1000, 1000])
        {
            Listener.Fail(TcpOutcome.NoDescriptors);
            AssertResumesAfter(milliseconds);
        }
    }

    [Fact]
    public async Task Back_off_begins_again_after_a_success()
    {
        await using TcpServer server = Start();
        foreach (int milliseconds in (int[])[10, 20, 40])
        {
            Listener.Fail(TcpOutcome.NoDescriptors);
            AssertResumesAfter(milliseconds);
        }
        Listener.Accept();
        Listener.Fail(TcpOutcome.NoDescriptors);
        AssertResumesAfter(10);
    }

    [Fact]
    public async Task Pressure_on_one_listening_socket_leaves_the_other_alone()
    {
        await using TcpServer server = Start(endPoints: 2);
        _engine.Listeners[1].Fail(TcpOutcome.NoDescriptors);
        Assert.False(_engine.Listeners[1].IsAccepting);
        Assert.True(Listener.IsAccepting);
        Listener.Accept();
        Assert.Equal(1, server.TotalConnections);
    }

    [Theory]
    [InlineData(TcpOutcome.InvalidOperation)]
    [InlineData(TcpOutcome.Canceled)]
    public async Task Fatal_error_faults_completion_and_is_not_tried_again(TcpOutcome outcome)
    {
        await using TcpServer server = Start();
        Listener.Fail(outcome, 9);
        TcpListenException thrown = await Assert.ThrowsAsync<TcpListenException>(() => server.Completion.InTime());
        Assert.Equal(outcome, thrown.Outcome);
        Assert.Equal(9, thrown.Error);
        Assert.Equal(Listener.LocalEndPoint, thrown.EndPoint);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.False(Listener.IsAccepting);
    }

    [Fact]
    public async Task Completion_stays_faulted_when_the_broken_server_is_drained()
    {
        TcpServer server = Start();
        Listener.Fail(TcpOutcome.InvalidOperation);
        await server.DrainAsync(TimeSpan.FromSeconds(1)).InTime();
        await Assert.ThrowsAsync<TcpListenException>(() => server.Completion.InTime());
    }

    [Fact]
    public async Task Stop_during_back_off_does_not_resume()
    {
        TcpServer server = Start();
        Listener.Fail(TcpOutcome.NoDescriptors);
        int resumed = Listener.Resumed;
        await server.DrainAsync(TimeSpan.FromSeconds(1)).InTime();
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.True(Listener.IsStopped);
        Assert.Equal(resumed, Listener.Resumed);
    }

    [Fact]
    public async Task Error_after_the_stop_starts_no_timer()
    {
        TcpServer server = Start();
        await server.DisposeAsync();
        Listener.FailThoughStopped(TcpOutcome.NoDescriptors);
        int resumed = Listener.Resumed;
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(resumed, Listener.Resumed);
    }

    [Fact]
    public void Nothing_stays_bound_if_one_of_several_addresses_fails()
    {
        _engine.Listening = static endPoint => endPoint.Port == 3 ? TcpOutcome.AccessDenied : TcpOutcome.Done;
        TcpListenException thrown = Assert.Throws<TcpListenException>(() => Start(endPoints: 4));
        Assert.Equal(TcpOutcome.AccessDenied, thrown.Outcome);
        Assert.Equal(3, thrown.EndPoint.Port);
        Assert.Equal(2, _engine.Listeners.Count);
        Assert.All(_engine.Listeners, static listener => Assert.True(listener.IsStopped));
        Assert.All(_engine.Listeners, static listener => Assert.Equal(0, listener.Resumed));
    }

    [Fact]
    public async Task Options_reach_the_engine()
    {
        await using TcpServer server = Start(options: new() { Backlog = 7, NoDelay = false, KeepAlive = false, IPv6Only = true, ReusePort = true, Threads = 3 });
        Assert.Equal(new(new(false, false), 7, DualStack: false, ReusePort: true, Threads: 3), Listener.Settings);
        Assert.Equal("fake", server.EngineName);
    }

    [Fact]
    public async Task Any_IPv6_address_leaves_IPv4_to_its_neighbour_on_the_same_port()
    {
        await using TcpServer server = TcpServer.Start(
            [new(IPAddress.IPv6Any, 9), new(IPAddress.Any, 9), new(IPAddress.IPv6Any, 10)], TcpServices.Discard, new() { OwnEngine = _engine });
        Assert.False(_engine.Listeners[0].Settings.DualStack);
        Assert.True(_engine.Listeners[2].Settings.DualStack);
    }

    [Fact]
    public async Task Accept_error_is_told_to_the_observer()
    {
        OperationLog log = new();
        await using TcpServer server = Start(options: new() { Observer = log });
        Listener.Fail(TcpOutcome.NoDescriptors, 24);
        TcpOperation accept = Assert.Single(log.Operations, static operation => operation.Kind == TcpOperationKind.Accept);
        Assert.Equal((TcpOutcome.NoDescriptors, 24, 0L, Listener.LocalEndPoint), (accept.Outcome, accept.Error, accept.ConnectionId, accept.Local!));
    }
}
