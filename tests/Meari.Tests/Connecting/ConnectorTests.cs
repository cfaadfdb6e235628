using System.Net.Sockets;
using Meari.Connecting;
using Meari.Tests.Fakes;
using Meari.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Meari.Tests.Connecting;

/// <summary>RFC 8305, with a resolver, an engine and a clock that the test moves.</summary>
[Trait("Engine", "none")]
public sealed class ConnectorTests
{
    readonly FakeTimeProvider _time = new();
    readonly ScriptedConnectEngine _engine = new();
    readonly ScriptedResolver _resolver = new();

    /// <summary>Without a context, everything that follows a step of the test has happened when the step returns.</summary>
    public ConnectorTests() => SynchronizationContext.SetSynchronizationContext(null);

    Task<TcpConnectResult> ConnectAsync(
        string host = "name", AddressFamily family = AddressFamily.Unspecified, CancellationToken cancellationToken = default) =>
        new Connector(new() { OwnEngine = _engine, TimeProvider = _time, AddressFamily = family }, _resolver.ResolveAsync)
            .ConnectAsync(host, 9000, cancellationToken);

    void Advance(int milliseconds) => _time.Advance(TimeSpan.FromMilliseconds(milliseconds));

    [Fact]
    public async Task Families_alternate_and_IPv6_is_first()
    {
        _resolver.AnswerV6("2001:db8::1", "2001:db8::2", "2001:db8::3").AnswerV4("192.0.2.1", "192.0.2.2");
        Task<TcpConnectResult> connecting = ConnectAsync();
        for (int i = 0; i < 5; i++)
            _engine.Attempts[i].Fail(TcpOutcome.HostUnreachable);
        TcpConnectResult result = await connecting.InTime();
        string[] order = ["2001:db8::1", "192.0.2.1", "2001:db8::2", "192.0.2.2", "2001:db8::3"];
        Assert.Equal(order, _engine.Tried);
        Assert.Equal(order, result.Attempts.Select(static a => a.EndPoint.Address.ToString()));
        Assert.All(_engine.Attempts, static a => Assert.Equal(9000, a.Remote.Port));
    }

    [Fact]
    public void The_next_attempt_begins_a_quarter_of_a_second_after_the_last()
    {
        _resolver.AnswerV6("2001:db8::1").AnswerV4("192.0.2.1", "192.0.2.2");
        _ = ConnectAsync();
        Assert.Single(_engine.Attempts);
        Advance(249);
        Assert.Single(_engine.Attempts);
        Advance(1);
        Assert.Equal(2, _engine.Attempts.Count);
        Advance(249);
        Assert.Equal(2, _engine.Attempts.Count);
        Advance(1);
        Assert.Equal(3, _engine.Attempts.Count);
        Assert.All(_engine.Attempts, static a => Assert.False(a.Result.IsCompleted));
    }

    [Fact]
    public void The_next_attempt_begins_at_once_when_one_has_failed_and_the_delay_begins_anew()
    {
        _resolver.AnswerV6("2001:db8::1").AnswerV4("192.0.2.1", "192.0.2.2");
        _ = ConnectAsync();
        Advance(100);
        _engine.Attempts[0].Fail(TcpOutcome.Refused);
        Assert.Equal(2, _engine.Attempts.Count);
        Advance(249);
        Assert.Equal(2, _engine.Attempts.Count);
        Advance(1);
        Assert.Equal(3, _engine.Attempts.Count);
    }

    [Fact]
    public void An_IPv4_answer_waits_50_ms_for_the_IPv6_one()
    {
        _ = ConnectAsync();
        _resolver.AnswerV4("192.0.2.1");
        Advance(49);
        Assert.Empty(_engine.Attempts);
        Advance(1);
        Assert.Equal(["192.0.2.1"], _engine.Tried);
    }

    [Fact]
    public void An_IPv6_answer_within_the_50_ms_is_first()
    {
        _ = ConnectAsync();
        _resolver.AnswerV4("192.0.2.1");
        Advance(49);
        _resolver.AnswerV6("2001:db8::1");
        Assert.Equal(["2001:db8::1"], _engine.Tried);
        Advance(250);
        Assert.Equal(["2001:db8::1", "192.0.2.1"], _engine.Tried);
    }

    [Fact]
    public void An_IPv6_answer_waits_for_nothing()
    {
        _ = ConnectAsync();
        _resolver.AnswerV6("2001:db8::1");
        Assert.Equal(["2001:db8::1"], _engine.Tried);
    }

    [Fact]
    public void A_late_IPv6_answer_is_next()
    {
        _ = ConnectAsync();
        _resolver.AnswerV4("192.0.2.1", "192.0.2.2");
        Advance(50);
        _resolver.AnswerV6("2001:db8::1");
        Advance(250);
        Assert.Equal(["192.0.2.1", "2001:db8::1"], _engine.Tried);
    }

    [Fact]
    public async Task The_first_connection_wins_and_the_others_are_cancelled()
    {
        _resolver.AnswerV6("2001:db8::1").AnswerV4("192.0.2.1", "192.0.2.2");
        Task<TcpConnectResult> connecting = ConnectAsync();
        Advance(250);
        ScriptedSocket winner = _engine.Attempts[1].Succeed();
        TcpConnectResult result = await connecting.InTime();
        Assert.True(result.IsConnected);
        Assert.Equal(TcpOutcome.Done, result.Outcome);
        Assert.False(winner.IsClosed);
        Assert.Equal([("192.0.2.1", TcpOutcome.Done), ("2001:db8::1", TcpOutcome.Canceled)],
            result.Attempts.Select(static a => (a.EndPoint.Address.ToString(), a.Outcome)));
        Assert.Equal(2, _engine.Attempts.Count);
    }

    [Fact]
    public async Task A_slower_attempt_that_connects_all_the_same_is_closed()
    {
        _engine.IgnoresCancellation = true;
        _resolver.AnswerV6("2001:db8::1").AnswerV4("192.0.2.1");
        Task<TcpConnectResult> connecting = ConnectAsync();
        Advance(250);
        ScriptedSocket winner = _engine.Attempts[1].Succeed();
        ScriptedSocket late = _engine.Attempts[0].Succeed();
        TcpConnectResult result = await connecting.InTime();
        Assert.True(result.IsConnected);
        Assert.True(late.IsClosed);
        Assert.False(winner.IsClosed);
    }

    [Fact]
    public async Task The_time_limit_ends_all_attempts_as_timed_out()
    {
        _resolver.AnswerV6("2001:db8::1").AnswerV4("192.0.2.1", "192.0.2.2");
        Task<TcpConnectResult> connecting = ConnectAsync();
        Advance(250);
        Advance(9749);
        Assert.False(connecting.IsCompleted);
        Advance(1);
        TcpConnectResult result = await connecting.InTime();
        Assert.Null(result.Connection);
        Assert.Equal(TcpOutcome.TimedOut, result.Outcome);
        Assert.NotEmpty(result.Attempts);
        Assert.All(result.Attempts, static a => Assert.Equal(TcpOutcome.Canceled, a.Outcome));
    }

    [Fact]
    public async Task The_time_limit_bounds_looking_up_the_name()
    {
        Task<TcpConnectResult> connecting = ConnectAsync();
        Advance(10_000);
        TcpConnectResult result = await connecting.InTime();
        Assert.Equal(TcpOutcome.TimedOut, result.Outcome);
        Assert.Empty(result.Attempts);
    }

    [Fact]
    public async Task Cancelling_ends_the_attempts_and_throws()
    {
        _resolver.AnswerV6("2001:db8::1").AnswerV4("192.0.2.1", "192.0.2.2");
        using CancellationTokenSource cancel = new();
        Task<TcpConnectResult> connecting = ConnectAsync(cancellationToken: cancel.Token);
        await cancel.CancelAsync();
        OperationCanceledException e = await Assert.ThrowsAnyAsync<OperationCanceledException>(connecting.InTime);
        Assert.Equal(cancel.Token, e.CancellationToken);
        Assert.Single(_engine.Attempts);
        Assert.True(_engine.Attempts[0].Result.IsCompleted);
    }

    [Fact]
    public async Task A_name_without_addresses_is_not_resolved()
    {
        _resolver.AnswerV6().AnswerV4();
        TcpConnectResult result = await ConnectAsync().InTime();
        Assert.Null(result.Connection);
        Assert.Equal(TcpOutcome.NameNotResolved, result.Outcome);
        Assert.Equal(11001, result.Error);
        Assert.Empty(result.Attempts);
    }

    [Fact]
    public async Task Of_several_failures_refused_is_told()
    {
        _resolver.AnswerV6("2001:db8::1", "2001:db8::2").AnswerV4("192.0.2.1");
        Task<TcpConnectResult> connecting = ConnectAsync();
        _engine.Attempts[0].Fail(TcpOutcome.NetworkUnreachable, 101);
        _engine.Attempts[1].Fail(TcpOutcome.Refused, 111);
        _engine.Attempts[2].Fail(TcpOutcome.TimedOut, 110);
        TcpConnectResult result = await connecting.InTime();
        Assert.Equal((TcpOutcome.Refused, 111), (result.Outcome, result.Error));
        Assert.Equal(3, result.Attempts.Count);
    }

    [Fact]
    public async Task Where_none_was_refused_the_last_failure_is_told()
    {
        _resolver.AnswerV6("2001:db8::1").AnswerV4("192.0.2.1");
        Task<TcpConnectResult> connecting = ConnectAsync();
        _engine.Attempts[0].Fail(TcpOutcome.NetworkUnreachable, 101);
        _engine.Attempts[1].Fail(TcpOutcome.HostUnreachable, 113);
        TcpConnectResult result = await connecting.InTime();
        Assert.Equal((TcpOutcome.HostUnreachable, 113), (result.Outcome, result.Error));
    }

    [Theory]
    [InlineData(AddressFamily.InterNetwork, "192.0.2.1")]
    [InlineData(AddressFamily.InterNetworkV6, "2001:db8::1")]
    public void One_family_alone_is_looked_up_and_tried(AddressFamily family, string expected)
    {
        _resolver.AnswerV6("2001:db8::1").AnswerV4("192.0.2.1");
        _ = ConnectAsync(family: family);
        Advance(250);
        Assert.Equal([("name", family)], _resolver.Asked);
        Assert.Equal([expected], _engine.Tried);
    }

    [Theory]
    [InlineData("192.0.2.7")]
    [InlineData("2001:db8::7")]
    public async Task A_number_needs_no_lookup(string host)
    {
        Task<TcpConnectResult> connecting = ConnectAsync(host);
        _engine.Attempts[0].Succeed();
        Assert.True((await connecting.InTime()).IsConnected);
        Assert.Equal([host], _engine.Tried);
        Assert.Empty(_resolver.Asked);
    }

    [Theory]
    [InlineData("192.0.2.7", AddressFamily.InterNetworkV6)]
    [InlineData("2001:db8::7", AddressFamily.InterNetwork)]
    public async Task A_number_of_the_other_family_is_not_connected_to(string host, AddressFamily family)
    {
        TcpConnectResult result = await ConnectAsync(host, family).InTime();
        Assert.Equal(TcpOutcome.AddressFamilyNotSupported, result.Outcome);
        Assert.Empty(_engine.Tried);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_family_that_has_no_address_does_not_harm_the_other(bool v6)
    {
        Task<TcpConnectResult> connecting = ConnectAsync();
        if (v6)
            _resolver.AnswerV6("2001:db8::1").AnswerV4();
        else
            _resolver.AnswerV6().AnswerV4("192.0.2.1");
        _engine.Attempts[0].Succeed();
        Assert.True((await connecting.InTime()).IsConnected);
    }

    [Fact]
    public async Task A_failed_attempt_still_waits_for_the_other_familys_addresses()
    {
        Task<TcpConnectResult> connecting = ConnectAsync();
        _resolver.AnswerV6("2001:db8::1");
        _engine.Attempts[0].Fail(TcpOutcome.Refused);
        Assert.False(connecting.IsCompleted);
        _resolver.AnswerV4("192.0.2.1");
        _engine.Attempts[1].Succeed();
        Assert.True((await connecting.InTime()).IsConnected);
    }
}
