using System.Net;
using Meari.Engines;

namespace Meari.Bench;

/// <summary>What is done to the server.</summary>
internal enum BenchMode
{
    /// <summary>A message goes and comes back; every byte is compared.</summary>
    Echo,

    /// <summary>Bytes without pause.</summary>
    Stream,

    /// <summary>Connect, one echo, close.</summary>
    Connect,

    /// <summary>One echo on each connection, then quiet, and one more at the end.</summary>
    Idle,
}

/// <summary>Which way the bytes of <see cref="BenchMode.Stream"/> go.</summary>
internal enum StreamDirection
{
    /// <summary>To an echo server and back, compared.</summary>
    Both,

    /// <summary>To the server, which need not answer.</summary>
    Up,

    /// <summary>From the server, whatever it sends.</summary>
    Down,
}

/// <summary>One run: what load, on whom, for how long. Counts are for all threads together.</summary>
internal sealed record BenchOptions
{
    public required IPEndPoint Server { get; init; }

    public BenchMode Mode { get; init; }

    public StreamDirection Direction { get; init; }

    /// <summary>How many connections carry the load.</summary>
    public int Connections { get; init; } = 50;

    /// <summary>Requests that a connection has on their way at once.</summary>
    public int Pipeline { get; init; } = 1;

    /// <summary>Requests a second that are due on a schedule, whether or not earlier ones were answered (open loop); null: the next when one was answered (closed loop).</summary>
    public double? Rate { get; init; }

    /// <summary>How long is measured. Not used where <see cref="Requests"/> says how many are.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many requests are measured, if that is what ends the run.</summary>
    public long? Requests { get; init; }

    /// <summary>Before the measured window, under full load: what compiles, grows and fills for the first time does so here.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Before the warm-up: the load grows from nothing to what is asked for.</summary>
    public TimeSpan Ramp { get; init; }

    /// <summary>The most connections that are opened in a second; null for as fast as they are accepted.</summary>
    public double? ConnectRate { get; init; }

    /// <summary>Idle connections held beside the load.</summary>
    public int Keep { get; init; }

    /// <summary>Bytes of a request. Of a stream: of one send.</summary>
    public int MessageSize { get; init; } = 64;

    /// <summary>What each request says, <see cref="MessageSize"/> bytes; null for a pattern that does not repeat.</summary>
    public byte[]? Message { get; init; }

    /// <summary>How long an answer may take, and a connect.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many of the engine's loops make the load.</summary>
    public int Threads { get; init; } = 1;

    public TcpEngine Engine { get; init; }

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>An engine that is none of those, for tests.</summary>
    internal Engine? OwnEngine { get; init; }

    public bool IsOpenLoop => Rate is not null;

    /// <summary>Connections of any kind.</summary>
    public int AllConnections => Connections + Keep;
}
