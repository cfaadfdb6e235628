using System.Net;
using Meari.Interop.Linux;

namespace Meari.Observe;

/// <summary>
/// Meari's own operations, from its hook: give <see cref="Observer"/> to the options of a server or of connects. They are told when they have
/// ended; a listen stands for socket, bind and listen.
/// </summary>
public sealed class ObservedCalls : TimelineSource
{
    /// <summary>An operation of this length, in nanoseconds, is one that waited: it is told at the time when it ended.</summary>
    const long Waits = 1_000_000;

    readonly MonotonicClock _clock;
    volatile TimelineSink? _sink;

    /// <summary>On the system's clock.</summary>
    public ObservedCalls()
        : this(TimeProvider.System)
    {
    }

    /// <summary>On the clock of the servers and connections whose operations it is told of.</summary>
    /// <param name="time">The time provider of their options.</param>
    public ObservedCalls(TimeProvider time) => (_clock, Observer) = (new(time), new Hook(this));

    /// <inheritdoc/>
    public override string Name => "calls";

    /// <summary>The observer to set. Before the start and after the end of this source what it is told goes nowhere.</summary>
    public TcpObserver Observer { get; }

    /// <inheritdoc/>
    public override SourceStatus Start(TimelineSink sink)
    {
        _sink = sink;
        return SourceStatus.Works;
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _sink = null;
        return default;
    }

    void Tell(in TcpOperation operation)
    {
        if (_sink is not { } sink)
            return;
        long started = _clock.ToNanoseconds(operation.Started), ended = _clock.ToNanoseconds(operation.Ended);
        bool isDone = operation.Outcome is TcpOutcome.Done or TcpOutcome.EndOfStream;
        bool isTransfer = operation.Kind is TcpOperationKind.Receive or TcpOperationKind.Send;
        sink.Add(new CallEvent
        {
            Time = ended - started >= Waits ? ended : started,
            Side = SideOf(operation),
            Local = Unmapped(operation.Local),
            Remote = Unmapped(operation.Remote),
            Process = Environment.ProcessId,
            Name = NameOf(operation.Kind),
            Arguments = ArgumentsOf(operation),
            Requested = isTransfer ? operation.Requested : null,
            Result = !isDone ? -1 : isTransfer ? operation.Transferred : 0,
            Error = isDone ? null : ErrorOf(operation),
            Duration = Math.Max(0, ended - started),
        });
    }

    static TimelineSide SideOf(in TcpOperation operation) => operation.Kind switch
    {
        TcpOperationKind.Connect => TimelineSide.Client,
        TcpOperationKind.Listen or TcpOperationKind.Accept => TimelineSide.Server,
        TcpOperationKind.Close when operation.Remote is null => TimelineSide.Server,
        _ => TimelineSide.None,
    };

    /// <summary>What the call was about, as a reader of the program would expect it: addresses, and that a close is forced.</summary>
    static string? ArgumentsOf(in TcpOperation operation) => operation.Kind switch
    {
        TcpOperationKind.Listen => Unmapped(operation.Local)?.ToString(),
        TcpOperationKind.Connect => Unmapped(operation.Remote)?.ToString(),
        TcpOperationKind.Shutdown => "SHUT_WR",
        TcpOperationKind.Close when operation.Reason?.Kind is TcpCloseKind.Aborted or TcpCloseKind.Idle or TcpCloseKind.Limit
            or TcpCloseKind.DrainDeadline or TcpCloseKind.HandlerFailed => "RST",
        _ => null,
    };

    static string NameOf(TcpOperationKind kind) => kind switch
    {
        TcpOperationKind.Listen => "listen",
        TcpOperationKind.Accept => "accept",
        TcpOperationKind.Connect => "connect",
        TcpOperationKind.Receive => "recv",
        TcpOperationKind.Send => "send",
        TcpOperationKind.Shutdown => "shutdown",
        _ => "close",
    };

    /// <summary>By the platform's number where it is Linux's; else by the outcome, which knows what Meari itself decided.</summary>
    static string ErrorOf(in TcpOperation operation) =>
        (OperatingSystem.IsLinux() && operation.Error != 0 ? Errno.NameOf(operation.Error) : null)
        ?? NameOf(operation.Outcome)
        ?? $"errno {operation.Error}";

    static string? NameOf(TcpOutcome outcome) => outcome switch
    {
        TcpOutcome.WouldBlock => "EAGAIN",
        TcpOutcome.Canceled => "ECANCELED",
        TcpOutcome.Reset => "ECONNRESET",
        TcpOutcome.NotConnected => "EPIPE",
        TcpOutcome.TimedOut => "ETIMEDOUT",
        TcpOutcome.Refused => "ECONNREFUSED",
        TcpOutcome.NetworkUnreachable => "ENETUNREACH",
        TcpOutcome.HostUnreachable => "EHOSTUNREACH",
        TcpOutcome.NetworkDown => "ENETDOWN",
        TcpOutcome.AddressInUse => "EADDRINUSE",
        TcpOutcome.AddressNotAvailable => "EADDRNOTAVAIL",
        TcpOutcome.AddressFamilyNotSupported => "EAFNOSUPPORT",
        TcpOutcome.AccessDenied => "EACCES",
        TcpOutcome.NoDescriptors => "EMFILE",
        TcpOutcome.NoBuffers => "ENOBUFS",
        TcpOutcome.ConnectionAborted => "ECONNABORTED",
        TcpOutcome.ProtocolError => "EPROTO",
        TcpOutcome.InvalidOperation => "EINVAL",
        _ => null,
    };

    static IPEndPoint? Unmapped(IPEndPoint? endPoint) =>
        endPoint?.Address.IsIPv4MappedToIPv6 == true ? new(endPoint.Address.MapToIPv4(), endPoint.Port) : endPoint;

    sealed class Hook(ObservedCalls calls) : TcpObserver
    {
        public override void OnOperation(in TcpOperation operation) => calls.Tell(operation);
    }
}
