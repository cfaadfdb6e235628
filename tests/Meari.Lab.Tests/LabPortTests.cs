using System.Net;
using System.Net.Sockets;
using Meari.Text;

namespace Meari.Lab.Tests;

/// <summary>Two runs never have one port, as two `meari lab` once had: both found it free, and one's bind failed with EADDRINUSE.</summary>
[Trait("Engine", "none")]
public sealed class LabPortTests
{
    public LabPortTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "Abstract Unix sockets are Linux's.");

    [Fact]
    public async Task Runs_that_start_at_once_have_different_ports()
    {
        int preferred = Free();
        using Barrier together = new(8);
        LabPort[] taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
            () =>
            {
                Assert.True(together.SignalAndWait(TimeSpan.FromSeconds(20)));
                return LabPort.Take(preferred);
            },
            TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        try
        {
            Assert.Equal(taken.Length, taken.Select(static port => port.Number).Distinct().Count());
            Assert.Contains(preferred, taken.Select(static port => port.Number));
        }
        finally
        {
            Array.ForEach(taken, static port => port.Dispose());
        }
    }

    /// <summary>An experiment closes its listener and binds again; nobody may come in between.</summary>
    [Fact]
    public void A_port_is_its_runs_until_the_run_ends()
    {
        int preferred = Free();
        LabPort first = LabPort.Take(preferred);
        using (LabPort second = LabPort.Take(preferred))
            Assert.NotEqual(preferred, second.Number);
        first.Dispose();
        using LabPort third = LabPort.Take(preferred);
        Assert.Equal(preferred, third.Number);
    }

    [Theory]
    [InlineData(SocketType.Stream, ProtocolType.Tcp)]
    [InlineData(SocketType.Dgram, ProtocolType.Udp)]
    public void A_port_that_another_program_has_is_not_taken(SocketType type, ProtocolType protocol)
    {
        using Socket other = new(AddressFamily.InterNetwork, type, protocol);
        other.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        if (type == SocketType.Stream)
            other.Listen();
        int port = ((IPEndPoint)other.LocalEndPoint!).Port;
        using LabPort taken = LabPort.Take(port);
        Assert.NotEqual(port, taken.Number);
    }

    [Fact]
    public async Task Two_timelines_at_once_are_of_two_ports()
    {
        await using LabTimeline one = LabTimeline.Start(new LabTimelineOptions(), static _ => { }, static _ => { });
        await using LabTimeline other = LabTimeline.Start(new LabTimelineOptions(), static _ => { }, static _ => { });
        Assert.NotEqual(one.Port, other.Port);
    }

    /// <summary>A program that knows nothing of runs' names may still take the port before the experiment binds.</summary>
    [Fact]
    public async Task A_run_whose_port_is_taken_before_it_binds_is_made_on_another()
    {
        using Taken taken = new();
        LabReport report = await new LabRunner(Language.English, static _ => { }).RunAsync(taken, TestContext.Current.CancellationToken);
        Assert.Equal(LabOutcome.Passed, report.Outcome);
        Assert.Equal(2, taken.Ports.Count);
        Assert.NotEqual(taken.Ports[0], taken.Ports[1]);
    }

    /// <summary>A port that nobody has at this moment; not the chapter's, which other programs like too.</summary>
    static int Free()
    {
        using Socket probe = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Any, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }

    /// <summary>In its first run somebody else is quicker.</summary>
    sealed class Taken : TestExperiment, IDisposable
    {
        readonly Socket _other = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        public List<int> Ports { get; } = [];

        public override Task RunAsync(LabRun run)
        {
            Ports.Add(run.Port);
            if (Ports.Count == 1)
            {
                _other.Bind(run.Server);
                _other.Listen();
            }
            run.Listener();
            run.Check("", "", true, "");
            return Task.CompletedTask;
        }

        public void Dispose() => _other.Dispose();
    }
}
