using Meari.Interop.Linux;

namespace Meari.Engines.Linux;

internal abstract partial class LinuxSocket
{
    public override EnginePipe? OpenPipeTo(EngineSocket other) => other is LinuxSocket ? SplicePipe.TryOpen() : null;

    public override OperationResult ReceiveInto(EnginePipe pipe)
    {
        nint moved = IsAborted ? -Errno.ECANCELED : FillPipe((SplicePipe)pipe);
        if (moved == 0)
            return OperationResult.Failed(TcpOutcome.EndOfStream, 0);
        if (moved < 0)
            return Failed((int)-moved);
        Moved = true;
        return OperationResult.Done((int)moved);
    }

    /// <summary>Moves what there is; 0 at the end, or a negative errno.</summary>
    protected abstract nint FillPipe(SplicePipe pipe);

    public override bool SendFrom(EnginePipe pipe, int count, out OperationResult result)
    {
        BeginSend(default, (SplicePipe)pipe, count);
        if (++InRow > MaxInRow)
        {
            Loop.Post(this);
            result = default;
            return false;
        }
        if (!Push(out result))
            return false;
        EndLoanInSend();
        return true;
    }
}
