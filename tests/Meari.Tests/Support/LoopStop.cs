using Meari.Engines;

namespace Meari.Tests.Support;

/// <summary>Holds up the loop of a socket, so that what other threads do meanwhile is done before what the kernel has for it.</summary>
sealed class LoopStop : IThreadPoolWorkItem, IDisposable
{
    readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly ManualResetEventSlim _goOn = new();

    public static async Task<LoopStop> OfAsync(EngineSocket socket)
    {
        LoopStop stop = new();
        socket.Run(stop);
        await stop._stopped.Task.InTime();
        return stop;
    }

    void IThreadPoolWorkItem.Execute()
    {
        _stopped.SetResult();
        _goOn.Wait(Bounded.Limit);
    }

    public void GoOn() => _goOn.Set();

    public void Dispose() => _goOn.Dispose();
}
