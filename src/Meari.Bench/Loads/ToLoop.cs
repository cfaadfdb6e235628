using System.Runtime.CompilerServices;
using Meari.Engines;

namespace Meari.Bench.Loads;

/// <summary>Awaited, it goes on on a loop's thread: at once where it is on it already, as it always is on an engine whose loops complete operations themselves.</summary>
internal readonly struct ToLoop(EngineLoop loop) : ICriticalNotifyCompletion
{
    public bool IsCompleted => loop.IsCurrent;

    public ToLoop GetAwaiter() => this;

    public void GetResult()
    {
    }

    public void OnCompleted(Action continuation) => loop.Post(new Continuation(continuation));

    public void UnsafeOnCompleted(Action continuation) => loop.Post(new Continuation(continuation));

    sealed class Continuation(Action run) : IThreadPoolWorkItem
    {
        public void Execute() => run();
    }
}
