using System.Runtime.InteropServices;

namespace Meari.Cli.Output;

/// <summary>SIGINT (Ctrl-C) and SIGTERM, counted instead of ending the program.</summary>
internal sealed class Signals : IDisposable
{
    readonly PosixSignalRegistration _interrupt;
    readonly PosixSignalRegistration _terminate;
    readonly TaskCompletionSource<PosixSignal> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource _second = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Signals()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Count);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Count);
    }

    /// <summary>Ends with the first signal, and says which.</summary>
    public Task<PosixSignal> First => _first.Task;

    /// <summary>Ends with the second signal.</summary>
    public Task Second => _second.Task;

    void Count(PosixSignalContext context)
    {
        context.Cancel = true;
        if (!_first.TrySetResult(context.Signal))
            _second.TrySetResult();
    }

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
    }
}
