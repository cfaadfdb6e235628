using Meari.Engines.Linux;

namespace Meari.Engines.Epoll;

/// <summary>For every Linux kernel and every container: loops that wait for readiness with epoll.</summary>
internal sealed class EpollEngine : LinuxEngine
{
    public override string Name => TcpEngineChoice.NameOf(TcpEngine.Epoll);

    protected override LinuxLoop CreateLoop(int number) => new EpollLoop(number);
}
