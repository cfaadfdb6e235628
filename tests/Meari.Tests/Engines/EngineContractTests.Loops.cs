using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Meari.Engines;
using Meari.Tests.Support;

namespace Meari.Tests.Engines;

public abstract partial class EngineContractTests
{
    [Fact]
    public void Loops_are_the_same_ones_each_time()
    {
        IReadOnlyList<EngineLoop> first = Engine.TakeLoops(2, out int error);
        Assert.Equal(0, error);
        Assert.Equal(2, first.Distinct().Count());
        Assert.Equal(first, Engine.TakeLoops(2, out _));
        Assert.Equal(first[0], Engine.TakeLoops(1, out _)[0]);
    }

    [Fact]
    public async Task Work_that_is_posted_runs_on_the_loop_in_order()
    {
        EngineLoop loop = TakeLoop();
        Assert.False(loop.IsCurrent);
        List<(int Number, bool IsCurrent)> ran = [];
        for (int i = 0; i < 100; i++)
        {
            int number = i;
            loop.Post(new Posted(() => ran.Add((number, loop.IsCurrent))));
        }
        await OnAsync(loop, static () => 0);
        Assert.Equal(Enumerable.Range(0, 100).Select(static i => (i, true)), ran);
    }

    [Fact]
    public async Task Timer_runs_its_work_on_the_loop_and_never_early()
    {
        EngineLoop loop = TakeLoop();
        foreach (TimeSpan wait in (TimeSpan[])[TimeSpan.FromMilliseconds(-5), TimeSpan.Zero, TimeSpan.FromMicroseconds(200), TimeSpan.FromMilliseconds(20)])
        {
            TaskCompletionSource<(long At, bool IsCurrent)> ran = new(TaskCreationOptions.RunContinuationsAsynchronously);
            (EngineTimer timer, long due) = await OnAsync(loop, () =>
            {
                EngineTimer opened = loop.OpenTimer(new Posted(() => ran.SetResult((Stopwatch.GetTimestamp(), loop.IsCurrent))), out int error)!;
                Assert.Equal(0, error);
                long at = Stopwatch.GetTimestamp() + (long)(wait.TotalSeconds * Stopwatch.Frequency);
                opened.Set(at);
                return (opened, at);
            });
            (long ranAt, bool isCurrent) = await ran.Task.InTime();
            Assert.True(ranAt >= due);
            Assert.True(isCurrent);
            await OnAsync(loop, () => Dispose(timer));
        }
    }

    [Fact]
    public async Task Timer_that_is_set_anew_forgets_the_earlier_time()
    {
        EngineLoop loop = TakeLoop();
        int ran = 0;
        TaskCompletionSource last = new(TaskCreationOptions.RunContinuationsAsynchronously);
        // The first time passes while the loop is busy here, so that it is told of an expiry that is no longer meant.
        await OnAsync(loop, () =>
        {
            EngineTimer timer = loop.OpenTimer(new Posted(() => ran++), out _)!;
            timer.Set(Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 1000));
            SpinWait.SpinUntil(static () => false, TimeSpan.FromMilliseconds(5));
            timer.Set(Stopwatch.GetTimestamp() + (Stopwatch.Frequency * 1000));
            return 0;
        });
        EngineTimer after = await OnAsync(loop, () => loop.OpenTimer(new Posted(last.SetResult), out _)!);
        await OnAsync(loop, () => Set(after, Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 100)));
        await last.Task.InTime();
        Assert.Equal(0, ran);
    }

    [Fact]
    public async Task Timer_sets_itself_again_a_thousand_times()
    {
        EngineLoop loop = TakeLoop();
        int ran = 0;
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        EngineTimer? timer = null;
        await OnAsync(loop, () =>
        {
            timer = loop.OpenTimer(new Posted(Again), out _)!;
            return Set(timer, Stopwatch.GetTimestamp());
        });
        await done.Task.InTime();
        Assert.Equal(1000, ran);

        void Again()
        {
            if (++ran == 1000)
                done.SetResult();
            else
                timer!.Set(Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 100_000));
        }
    }

    [Fact]
    public async Task Timer_that_was_disposed_does_not_come()
    {
        EngineLoop loop = TakeLoop();
        int ran = 0;
        TaskCompletionSource last = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await OnAsync(loop, () =>
        {
            EngineTimer timer = loop.OpenTimer(new Posted(() => ran++), out _)!;
            timer.Set(Stopwatch.GetTimestamp());
            timer.Dispose();
            EngineTimer after = loop.OpenTimer(new Posted(last.SetResult), out _)!;
            return Set(after, Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 100));
        });
        await last.Task.InTime();
        Assert.Equal(0, ran);
    }

    [Fact]
    public async Task Connect_from_an_address_of_its_own_comes_from_there()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere 127.0.0.2 is no address of the machine.");
        using Socket listening = ListenPlainly(IPAddress.Loopback, backlog: 4);
        SocketSettings from = Connected with { Source = IPAddress.Parse("127.0.0.2") };
        ConnectResult result = await Engine.ConnectAsync((IPEndPoint)listening.LocalEndPoint!, from, CancellationToken.None).InTime();
        Assert.Equal((TcpOutcome.Done, 0), (result.Outcome, result.Error));
        _sockets.Add(result.Socket!);
        Assert.Equal("127.0.0.2", result.Socket!.LocalEndPoint.Address.ToString());
        using Socket accepted = await listening.AcceptAsync().InTime();
        Assert.Equal(result.Socket.LocalEndPoint, accepted.RemoteEndPoint);
    }

    [Fact]
    public async Task Connect_from_an_address_that_is_not_the_machines_is_a_named_outcome()
    {
        using Socket listening = ListenPlainly(IPAddress.Loopback, backlog: 1);
        SocketSettings from = Connected with { Source = IPAddress.Parse("192.0.2.1") };
        ConnectResult result = await Engine.ConnectAsync((IPEndPoint)listening.LocalEndPoint!, from, CancellationToken.None).InTime();
        Assert.Equal(TcpOutcome.AddressNotAvailable, result.Outcome);
        Assert.Null(result.Socket);
    }

    EngineLoop TakeLoop() => Engine.TakeLoops(1, out _)[0];

    static Task<T> OnAsync<T>(EngineLoop loop, Func<T> work)
    {
        TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        loop.Post(new Posted(() =>
        {
            try
            {
                done.SetResult(work());
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        }));
        return done.Task.InTime();
    }

    static int Set(EngineTimer timer, long due)
    {
        timer.Set(due);
        return 0;
    }

    static int Dispose(EngineTimer timer)
    {
        timer.Dispose();
        return 0;
    }

    sealed class Posted(Action run) : IThreadPoolWorkItem
    {
        public void Execute() => run();
    }
}
