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
            return Chosen[(int)asked] ??= ChooseFirst(asked);
    }

    static ChosenEngine ChooseFirst(TcpEngine wanted)
    {
        MeariMetrics.MakeLater();
        return Choose(wanted);
    }

    /// <summary>One engine of each kind, whoever asks for it by which name.</summary>
    static ChosenEngine Same(TcpEngine kind) => Chosen[(int)kind] ??= Choose(kind);

    static ChosenEngine Choose(TcpEngine wanted)
    {
        DescriptorLimit.Raise();
        if (wanted == TcpEngine.Sockets)
            return new(SocketsEngine.Instance, new(wanted, wanted));
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture is not (Architecture.X64 or Architecture.Arm64))
            return new(SocketsEngine.Instance, new(TcpEngine.Sockets, wanted, TcpEngineObstacle.NotLinux));
        return wanted switch
        {
            TcpEngine.Auto => Same(TcpEngine.IoUring),
            TcpEngine.IoUring => StartIoUring(),
            _ => StartEpoll(),
        };
    }

    /// <summary>The engine is used, but the kernel refused some of its loops. Why it is not another engine, if it is not, comes first.</summary>
    public static TcpEngineChoice WithFewerLoops(TcpEngineChoice choice, int error) => choice.Obstacle != TcpEngineObstacle.None
        ? choice
        : choice with { Obstacle = choice.Engine == TcpEngine.IoUring ? IoUringObstacles.Of(error) : TcpEngineObstacle.Other, Error = error };

    static ChosenEngine StartIoUring()
    {
        IoUringEngine engine = new();
        int error = -engine.Start();
        if (error == 0)
            return new(engine, new(TcpEngine.IoUring, TcpEngine.IoUring));
        ChosenEngine next = Same(TcpEngine.Epoll);
        return new(next.Engine, new(next.Choice.Engine, TcpEngine.IoUring, IoUringObstacles.Of(error), error));
    }

    static ChosenEngine StartEpoll()
    {
        EpollEngine engine = new();
        int error = -engine.Start();
        return error == 0
            ? new(engine, new(TcpEngine.Epoll, TcpEngine.Epoll))
            : new(SocketsEngine.Instance, new(TcpEngine.Sockets, TcpEngine.Epoll, TcpEngineObstacle.Other, error));
    }
}
