using System.Net.Sockets;
using Meari.Engines;
using Meari.Engines.Linux;

namespace Meari.Tests.Engines;

/// <summary>What the engines of Linux have in common: their sockets have descriptors.</summary>
public abstract class LinuxEngineTests(TcpEngine engine) : EngineContractTests
{
    private protected override Engine Engine { get; } = Chosen(engine);

    static Engine Chosen(TcpEngine engine)
    {
        ChosenEngine chosen = TcpEngines.Get(engine);
        Assert.SkipUnless(chosen.Choice.Engine == engine, $"{TcpEngineChoice.NameOf(engine)}: {chosen.Choice.Obstacle}, errno {chosen.Choice.Error}");
        return chosen.Engine;
    }

    private protected override (bool NoDelay, bool KeepAlive) OptionsOf(EngineSocket socket)
    {
        using SafeSocketHandle handle = new(((LinuxSocket)socket).Fd, ownsHandle: false);
        using Socket plain = new(handle);
        return (plain.NoDelay, (int)plain.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive)! != 0);
    }
}

/// <summary>The epoll engine keeps the contract.</summary>
public sealed class EpollEngineTests() : LinuxEngineTests(TcpEngine.Epoll);

/// <summary>The io_uring engine keeps the contract.</summary>
public sealed class IoUringEngineTests() : LinuxEngineTests(TcpEngine.IoUring);
