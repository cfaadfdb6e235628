using Meari.Engines.Linux;

namespace Meari.Engines.IoUring;

/// <summary>For Linux 6.17 and newer: loops that get their receives from io_uring, many connections with one system call.</summary>
internal sealed class IoUringEngine : LinuxEngine
{
    public override string Name => TcpEngineChoice.NameOf(TcpEngine.IoUring);

    protected override LinuxLoop CreateLoop(int number) => new IoUringLoop(number);
}
