using System.Runtime.InteropServices;
using Meari.Diagnostics;
using Meari.Engines.Epoll;
using Meari.Engines.IoUring;
using Meari.Engines.Sockets;
using Meari.Interop.Linux;

namespace Meari.Engines;

/// <summary>An engine that can be used, and what stood in the way of a better one.</summary>
internal sealed record ChosenEngine(Engine Engine, TcpEngineChoice Choice);

/// <summary>The one place where an engine is chosen. Each kind is started when it is first asked for and serves the whole process.</summary>
internal static class TcpEngines
{
    /// <summary>By what was asked for. No dictionary: one for an enum is compiled anew each time a program starts.</summary>
    static readonly ChosenEngine?[] Chosen = new ChosenEngine?[(int)TcpEngine.Sockets + 1];

    static readonly Lock Lock = new();

    /// <summary>What <see cref="TcpEngine.Auto"/> stands for; a test run over one engine sets another.</summary>
    public static TcpEngine Default { get; set; }

    /// <summary>The engine that is wanted, or the next best with the reason.</summary>
    public static ChosenEngine Get(TcpEngine wanted)
    {
        TcpEngine asked = wanted == TcpEngine.Auto ? Default : wanted;
        lock (Lock)
            return Chosen[(int)asked] ??= PrepareAndChoose(asked);
    }

    /// <summary>The first connection needs the instruments, which are made meanwhile.</summary>
    static ChosenEngine PrepareAndChoose(TcpEngine wanted)
    {
        new Thread(MeariMetrics.Prepare) { IsBackground = true, Name = "Meari metrics" }.Start();
        return Choose(wanted);
    }

    static ChosenEngine Choose(TcpEngine wanted)
    {
        DescriptorLimit.Raise();
        if (wanted == TcpEngine.Sockets)
            return new(SocketsEngine.Instance, new(wanted, wanted));
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture is not (Architecture.X64 or Architecture.Arm64))
            return new(SocketsEngine.Instance, new(TcpEngine.Sockets, wanted, TcpEngineObstacle.NotLinux));
        TcpEngineObstacle obstacle = TcpEngineObstacle.None;
        int error = 0;
        if (wanted != TcpEngine.Epoll)
        {
            IoUringEngine uring = new();
            error = -uring.Start();
            if (error == 0)
                return new(uring, new(TcpEngine.IoUring, TcpEngine.IoUring));
            obstacle = IoUringObstacles.Of(error);
        }
        TcpEngine first = wanted == TcpEngine.Auto ? TcpEngine.IoUring : wanted;
        EpollEngine epoll = new();
        int failed = epoll.Start();
        return failed == 0
            ? new(epoll, new(TcpEngine.Epoll, first, obstacle, error))
            : new(SocketsEngine.Instance, new(TcpEngine.Sockets, first, TcpEngineObstacle.Other, -failed));
    }
}
