using System.Net;
using System.Net.Sockets;
using Meari.Observe;

namespace Meari.Lab.Tests;

/// <summary>The exercises by hand: what is seen of each step, and what is said where a step goes wrong. The tables are the test's, and so is the time.</summary>
[Trait("Engine", "none")]
public sealed class HandsOnTests
{
    public HandsOnTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "The lab is Linux's.");

    /// <summary>The steps as the chapter has them, from one on.</summary>
    static Hands Chapter(AddressFamily family = AddressFamily.InterNetwork, int from = 1, params SocketEntry[] left)
    {
        Hands hands = new(family);
        SocketEntry[][] steps =
        [
            [hands.Listener()],
            [hands.Listener(), .. hands.Pair()],
            [hands.Listener(), .. hands.Pair(received: 16, returned: 16)],
            [hands.Listener(), .. hands.Pair(received: 32, returned: 32)],
            [hands.Listener(), hands.Client(TcpState.TimeWait)],
            [hands.Listener()],
        ];
        for (int step = from; step <= steps.Length; step++)
            hands.At(step, [.. left, .. steps[step - 1]]);
        return hands;
    }

    /// <summary>The chapter's steps until one, and other scenes in its place.</summary>
    static Hands Otherwise(int step, params SocketEntry[][] scenes)
    {
        Hands hands = new(), chapter = Chapter();
        for (int i = 1; i <= 6; i++)
        {
            foreach (SocketEntry[] scene in i == step ? scenes : [.. chapter.ScenesOf(i)])
                hands.At(i, scene);
        }
        return hands;
    }

    [Theory]
    [InlineData("4-1", AddressFamily.InterNetwork, 5)]
    [InlineData("4-2", AddressFamily.InterNetwork, 8)]
    [InlineData("4-3", AddressFamily.InterNetworkV6, 7)]
    public async Task Each_step_passes_when_it_is_seen(string name, AddressFamily family, int checks)
    {
        Hands hands = Chapter(family);
        LabReport report = await Do(hands, name);
        Assert.Equal(LabOutcome.Passed, report.Outcome);
        Assert.Equal(checks, report.Checks.Count(static check => check.Outcome == LabOutcome.Passed));
        Assert.All(report.Checks, static check => Assert.Equal(LabOutcome.Passed, check.Outcome));
        Assert.DoesNotContain(report.Entries, static entry => entry is LabRemark { IsHindrance: true });
    }

    [Fact]
    public async Task Netstat_is_looked_at_four_times_and_its_lines_are_the_slides()
    {
        LabReport report = await Do(Chapter(), "4-2");
        string[][] looks = [.. report.Entries.OfType<LabListing>().Where(static look => look.Lines.Count > 0).Select(static look => look.Lines.Select(static line => line.StateName).ToArray())];
        Assert.Equal([["LISTENING"], ["LISTENING", "ESTABLISHED", "ESTABLISHED"], ["LISTENING", "TIME_WAIT"], ["LISTENING"]], looks);
        Assert.Contains(report.Entries.OfType<LabListing>(), static typed => typed is { Command: "meari serve --book", Lines: [] });
    }

    [Fact]
    public async Task What_an_earlier_run_has_left_is_not_taken_for_this_one()
    {
        SocketEntry left = new Hands().Client(TcpState.TimeWait, port: 50_000);
        LabReport report = await Do(Chapter(left: left).Before(left), "4-2");
        Assert.Equal(LabOutcome.Passed, report.Outcome);
        Assert.Equal(7, report.Entries.OfType<LabListing>().Sum(static look => look.Lines.Count));
    }

    [Fact]
    public async Task A_server_that_was_there_before_is_named_and_gone_on_with()
    {
        Hands hands = Chapter();
        LabReport report = await Do(hands.Before(hands.Listener()), "4-1");
        Assert.Equal(LabOutcome.Passed, report.Outcome);
        Assert.Contains("pid 77", Assert.Single(Hindrances(report)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("4-3", AddressFamily.InterNetworkV6, "0.0.0.0", "meari serve --book -6")]
    [InlineData("4-2", AddressFamily.InterNetwork, "::", "meari serve --book")]
    public async Task A_server_of_the_other_family_is_told_and_the_right_one_waited_for(string name, AddressFamily family, string other, string right)
    {
        Hands hands = Chapter(family, from: 2), wrong = new(family == AddressFamily.InterNetwork ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork);
        LabReport report = await Do(hands.At(1, wrong.Listener(IPAddress.Parse(other))).At(1, hands.Listener()), name);
        Assert.Equal(LabOutcome.Passed, report.Outcome);
        Assert.EndsWith(right, Assert.Single(Hindrances(report)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_had_closed_first_is_told_of_while_bind_may_fail()
    {
        SocketEntry left = new Hands().Server(TcpState.TimeWait, port: 50_000);
        Hands hands = Chapter(from: 2).Before(left);
        LabReport report = await Do(hands.At(1, left).At(1, hands.Listener()), "4-1");
        Assert.Equal(LabOutcome.Passed, report.Outcome);
        Assert.Contains("EADDRINUSE", Assert.Single(Hindrances(report)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_echo_is_told_and_gone_on_without()
    {
        Hands all = new(), hands = Otherwise(3, [all.Listener(), .. all.Pair(received: 16, returned: 5)]);
        hands.Gives.Add(3);
        LabReport report = await Do(hands, "4-1");
        LabCheck skipped = Assert.Single(report.Checks, static check => check.Outcome == LabOutcome.Skipped);
        Assert.Contains("received 16 bytes, and 5 have come back", skipped.Seen.English, StringComparison.Ordinal);
        Assert.Single(Hindrances(report));
    }

    [Fact]
    public async Task A_client_that_was_too_quick_may_be_started_again()
    {
        Hands all = new();
        LabReport report = await Do(Otherwise(2, [all.Listener(), all.Client(TcpState.TimeWait, port: 50_000)], [all.Listener(), all.Client(TcpState.TimeWait, port: 50_000), .. all.Pair()]), "4-1");
        Assert.Equal(LabOutcome.Passed, report.Outcome);
        Assert.StartsWith("A client was connected and has ended already", Assert.Single(Hindrances(report)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_ends_before_its_message_may_be_started_again()
    {
        Hands all = new();
        Hands hands = Otherwise(3,
            [all.Listener(), all.Client(TcpState.TimeWait)],
            [all.Listener(), .. all.Pair(port: 50_000)],
            [all.Listener(), .. all.Pair(received: 7, returned: 7, port: 50_000)]);
        hands.Gives.UnionWith([4, 5]);
        LabReport report = await Do(hands, "4-1");
        Assert.StartsWith("There is no connection", Hindrances(report)[0], StringComparison.Ordinal);
        Assert.Contains(report.Checks, static check => check.Seen.English == "server 7 bytes, client 7 bytes");
    }

    [Theory]
    [InlineData(TcpState.TimeWait, "The server closed first")]
    [InlineData(TcpState.Closed, "No TIME_WAIT is left")]
    public async Task An_end_without_the_clients_TIME_WAIT_is_told_and_gone_on_from(TcpState server, string why)
    {
        Hands all = new();
        LabReport report = await Do(Otherwise(5, server == TcpState.TimeWait ? [all.Listener(), all.Server(TcpState.TimeWait)] : [all.Listener()]), "4-2");
        Assert.Equal(LabOutcome.Passed, report.Outcome);
        Assert.StartsWith(why, Assert.Single(report.Checks, static check => check.Outcome == LabOutcome.Skipped).Seen.English, StringComparison.Ordinal);
        Assert.Equal(LabOutcome.Passed, report.Checks.Last().Outcome);
    }

    [Fact]
    public async Task A_server_that_does_not_close_is_told_until_it_does()
    {
        Hands all = new();
        LabReport report = await Do(Otherwise(5, [all.Listener(), .. all.Pair(TcpState.FinWait2, TcpState.CloseWait)], [all.Listener(), all.Client(TcpState.TimeWait)]), "4-1");
        Assert.Equal(LabOutcome.Passed, report.Outcome);
        Assert.Contains("CLOSE_WAIT", Assert.Single(Hindrances(report)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_ends_while_TIME_WAIT_is_outlasted_may_be_started_again()
    {
        Hands all = new();
        LabReport report = await Do(Otherwise(6, [all.Client(TcpState.TimeWait)], [all.Listener()]), "4-2");
        Assert.Equal(LabOutcome.Passed, report.Outcome);
        Assert.StartsWith("There is no listening socket", Assert.Single(Hindrances(report)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Steps_that_nobody_makes_are_skipped_one_by_one()
    {
        Hands hands = new();
        hands.Gives.UnionWith([1, 2, 3, 4, 5]);
        LabReport report = await Do(hands, "4-1");
        Assert.Equal(LabOutcome.Skipped, report.Outcome);
        Assert.Equal(5, report.Checks.Count());
    }

    [Fact]
    public async Task A_run_that_is_interrupted_ends_at_once()
    {
        using CancellationTokenSource interrupt = new();
        Task<LabReport> doing = new Hands().DoAsync("4-1", interrupt.Token);
        await interrupt.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => doing.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
    }

    static Task<LabReport> Do(Hands hands, string name) => hands.DoAsync(name, TestContext.Current.CancellationToken);

    static string[] Hindrances(LabReport report) => [.. report.Entries.OfType<LabRemark>().Where(static remark => remark.IsHindrance).Select(static remark => remark.Text.English)];
}
