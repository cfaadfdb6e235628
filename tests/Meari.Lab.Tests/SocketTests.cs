using System.Collections.Concurrent;
using System.Net;
using Meari.Observe;
using Meari.Text;

namespace Meari.Lab.Tests;

/// <summary>What is told of calls, and that nothing that waits outlives its run.</summary>
[Trait("Engine", "none")]
[Collection("runs")] // one after the other: each takes the port of the chapter
public sealed class SocketTests
{
    /// <summary>The kernel's numbers, which are the same everywhere.</summary>
    const int AfInet = 2, SockStream = 1;

    readonly Told _told = new();
    readonly CallTeller _calls = new(TimeProvider.System);

    public SocketTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Raw system calls of Linux.");
        _calls.Start(_told);
    }

    [Fact]
    public void A_call_that_waits_is_told_twice()
    {
        // It returns only once it has been told that it waits: without that telling it would never end.
        CallResult result = _calls.Make(new("recv", 3, default), () =>
        {
            Assert.True(_told.First.Wait(TimeSpan.FromSeconds(20)));
            return 5;
        });
        Assert.Equal(5, result.Value);
        CallEvent[] told = [.. _told.Calls];
        Assert.Equal(2, told.Length);
        Assert.Null(told[0].Duration);
        Assert.Null(told[0].Result);
        Assert.Equal(5, told[1].Result);
        Assert.Equal(told[1].Time - told[0].Time, told[1].Duration);
    }

    /// <summary>At the first call after a start, what compiles takes longer than the timer: a connect that was told at its beginning seemed to come before its socket.</summary>
    [Fact]
    public void A_long_call_is_told_at_its_return_though_the_timer_is_late()
    {
        LateTimers time = new();
        CallTeller calls = new(time);
        calls.Start(_told);
        calls.Make(new("socket", null, default), () => time.Passes(3_000_000, 153));
        calls.Make(new("connect", 153, default), () => time.Passes(2_000_000, 0));
        calls.Make(new("getsockname", 153, default), () => time.Passes(500_000, 0));
        Assert.Equal([(3_000_000, 3_000_000), (5_000_000, 2_000_000), (5_000_000, 500_000)], _told.Calls.Select(static call => (call.Time, call.Duration!.Value)));
    }

    [Theory]
    [InlineData(11, "EAGAIN")]
    [InlineData(111, "ECONNREFUSED")]
    [InlineData(4000, "errno 4000")]
    public void A_failure_is_told_by_its_errnos_name(int error, string name)
    {
        CallResult result = _calls.Make(new("recv", 3, default), () => -error);
        Assert.Equal($"-1 ({name})", result.ToString());
        Assert.Equal(name, _told.Calls.Last().Error);
        Assert.Equal(-1, _told.Calls.Last().Result);
    }

    [Fact]
    public void The_kernels_own_failures_have_their_names()
    {
        using LabSocket socket = Create(TimelineSide.Client), listener = Listener();
        Assert.Equal("ENOTCONN", socket.Receive(new byte[1]).Error);
        Assert.Equal("EADDRINUSE", socket.Bind(listener.Local!).Error);
        listener.SetBlocking(false);
        Assert.Equal("EAGAIN", listener.Accept().Result.Error);
    }

    [Fact]
    public async Task Disposal_wakes_an_accept_that_waits()
    {
        LabSocket listener = Listener();
        Task<CallResult> accepting = OnAThread(() => listener.Accept().Result);
        await _told.WaitsIn("accept");
        listener.Dispose();
        Assert.Equal("EINVAL", (await accepting.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken)).Error);
    }

    [Fact]
    public async Task Disposal_wakes_a_recv_that_waits()
    {
        using LabSocket listener = Listener();
        LabSocket client = Create(TimelineSide.Client);
        Assert.True(client.Connect(listener.Local!).IsDone);
        Task<CallResult> receiving = OnAThread(() => client.Receive(new byte[1]));
        await _told.WaitsIn("recv");
        client.Dispose();
        Assert.Equal(0, (await receiving.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken)).Value);
    }

    /// <summary>The accept that the limit wakes fails with EINVAL, which once was told as the reason.</summary>
    [Fact]
    public async Task An_experiment_that_never_ends_is_ended_and_leaves_no_socket()
    {
        Endless endless = new();
        LabReport report = await new LabRunner(Language.English, static _ => { }).RunAsync(endless, TestContext.Current.CancellationToken);
        Assert.Equal(LabOutcome.Failed, report.Outcome);
        Assert.Equal(LabReasons.TookTooLong, report.Reason);
        Assert.DoesNotContain(SocketTable.Read(new SocketQuery { Port = endless.Port }).Entries, static entry => entry.State == TcpState.Listen);
    }

    LabSocket Create(TimelineSide side) => LabSocket.Create(_calls, AfInet, SockStream, side);

    LabSocket Listener()
    {
        LabSocket listener = Create(TimelineSide.Server);
        Assert.True(listener.Bind(new(IPAddress.Loopback, 0)).IsDone);
        Assert.True(listener.Listen(1).IsDone);
        return listener;
    }

    static Task<CallResult> OnAThread(Func<CallResult> call) =>
        Task.Factory.StartNew(call, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    sealed class Told : TimelineSink
    {
        readonly ConcurrentDictionary<string, TaskCompletionSource> _waiting = [];

        public ConcurrentQueue<CallEvent> Calls { get; } = [];

        public ManualResetEventSlim First { get; } = new();

        /// <summary>Until a call of this name was told as one that waits.</summary>
        public Task WaitsIn(string name) => Waiting(name).Task.WaitAsync(TimeSpan.FromSeconds(20));

        public override void Add(TimelineEvent seen)
        {
            CallEvent call = Assert.IsType<CallEvent>(seen);
            Calls.Enqueue(call);
            First.Set();
            if (call.Duration is null)
                Waiting(call.Name).TrySetResult();
        }

        public override void Lost(string source, long count)
        {
        }

        TaskCompletionSource Waiting(string name) => _waiting.GetOrAdd(name, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
    }

    sealed class Endless : TestExperiment
    {
        public int Port { get; private set; }

        public override TimeSpan Limit => TimeSpan.FromMilliseconds(300);

        public override Task RunAsync(LabRun run)
        {
            Port = run.Port;
            run.Accept(run.Listener());
            return Task.CompletedTask;
        }
    }

    /// <summary>A clock that stands still but for what a call takes, and whose timers do not come meanwhile.</summary>
    sealed class LateTimers : TimeProvider
    {
        long _now;

        public override long TimestampFrequency => 1_000_000_000;

        public override long GetTimestamp() => _now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public nint Passes(long nanoseconds, nint result)
        {
            _now += nanoseconds;
            return result;
        }
    }
}
