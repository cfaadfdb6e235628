using System.Net;
using Meari.Cli.Connect;
using Meari.Cli.Serve;
using Meari.Text;

namespace Meari.Cli;

/// <summary>From the library's outcomes and reasons to sentences.</summary>
internal static class Reasons
{
    /// <summary>How a client's connection ended.</summary>
    public static string Ended(Messages messages, IPEndPoint client, TcpCloseReason reason, long received, long sent) =>
        messages.Ended(client, Why(messages, reason), received, sent);

    static string Why(Messages messages, TcpCloseReason reason) => reason.Kind switch
    {
        TcpCloseKind.PeerFinished => messages.ClientFinished,
        TcpCloseKind.PeerReset => messages.ClientReset,
        TcpCloseKind.Open or TcpCloseKind.Finished => messages.ServerFinished,
        TcpCloseKind.Idle => messages.WasIdle,
        TcpCloseKind.Limit => messages.WasBeyondLimit,
        TcpCloseKind.Drain => messages.WasDrained,
        TcpCloseKind.DrainDeadline => messages.WasCut,
        TcpCloseKind.Aborted => messages.WasAborted,
        TcpCloseKind.HandlerFailed => messages.HandlerFailed(reason.Exception?.Message ?? ""),
        _ => messages.Broken(Phrase(messages, reason.Outcome), reason.Error),
    };

    /// <summary>Why a server cannot listen, and what to do.</summary>
    public static string CannotListen(Messages messages, ServeSettings settings, TcpListenException e, Owner? owner)
    {
        if (owner?.ProcessId == Environment.ProcessId)
            return messages.CannotListen(e.EndPoint, messages.ListedTwice, messages.GiveItOnce);
        string why = owner is { } program ? messages.HeldBy(program.Name, program.ProcessId) : Phrase(messages, e.Outcome);
        IPEndPoint next = new(e.EndPoint.Address, e.EndPoint.Port == IPEndPoint.MaxPort ? 0 : e.EndPoint.Port + 1);
        bool hasAddress = settings.Addresses.Any(address => address.Port == e.EndPoint.Port && address.Host.Length > 0);
        return messages.CannotListen(e.EndPoint, why, e.Outcome switch
        {
            TcpOutcome.AddressInUse => messages.ChooseAnotherPort(hasAddress ? $"{next}" : $"-p {next.Port}"),
            TcpOutcome.AddressNotAvailable => messages.CheckAddress,
            TcpOutcome.AccessDenied => messages.NeedsRight,
            TcpOutcome.AddressFamilyNotSupported => messages.UseIPv4,
            _ => messages.TryLater,
        });
    }

    /// <summary>Why a client has no connection.</summary>
    public static string CannotConnect(Messages messages, ConnectSettings settings, TcpConnectResult result)
    {
        string address = Escape.Text((settings.Address with { Host = settings.Host }).ToString());
        return result.Outcome switch
        {
            TcpOutcome.Refused => messages.Refused(address),
            TcpOutcome.TimedOut => messages.ConnectTimedOut(address, settings.ToConnectOptions().ConnectTimeout),
            TcpOutcome.NameNotResolved => messages.NameNotFound(settings.Host, settings.Families),
            // A server may reset a connection before connect has returned.
            TcpOutcome.Reset when result.Attempts is [.., { } last] => messages.ResetByServer(last.EndPoint, 0, 0),
            TcpOutcome.NetworkUnreachable or TcpOutcome.HostUnreachable or TcpOutcome.NetworkDown or TcpOutcome.AddressNotAvailable
                or TcpOutcome.AddressFamilyNotSupported or TcpOutcome.AccessDenied
                => messages.Unreachable(address, Phrase(messages, result.Outcome)),
            _ => messages.ConnectFailed(address, Phrase(messages, result.Outcome), result.Error),
        };
    }

    /// <summary>Why a client lost its connection.</summary>
    /// <param name="messages">The language.</param>
    /// <param name="server">The peer.</param>
    /// <param name="reason">How the connection ended.</param>
    /// <param name="received">How much of the message had come back.</param>
    /// <param name="total">The message's length; 0 if none was under way.</param>
    public static string Lost(Messages messages, IPEndPoint server, TcpCloseReason reason, long received, long total) => reason switch
    {
        { Kind: TcpCloseKind.PeerReset } => messages.ResetByServer(server, received, total),
        { Kind: TcpCloseKind.PeerFinished } => messages.ClosedByServer(server, received, total),
        { Outcome: TcpOutcome.TimedOut } => messages.ServerVanished(server, received, total),
        _ => messages.ConnectionLost(server, Phrase(messages, reason.Outcome), reason.Error, received, total),
    };

    /// <summary>
    /// Why an engine that is better, or was asked for, is not used, or not with all its threads; null where it is, or where nobody expects it.
    /// </summary>
    public static string? NotUsed(Messages messages, TcpEngine asked, TcpEngineChoice choice, int threads = 0) =>
        choice.Obstacle == TcpEngineObstacle.None || (choice.Obstacle == TcpEngineObstacle.NotLinux && asked == TcpEngine.Auto)
            ? null
            : choice.Engine == choice.Wanted ? messages.FewerThreads(TcpEngineChoice.NameOf(choice.Engine), Why(messages, choice), threads)
            : messages.EngineNotUsed(TcpEngineChoice.NameOf(choice.Wanted), Why(messages, choice), TcpEngineChoice.NameOf(choice.Engine));

    static string Why(Messages messages, TcpEngineChoice choice) => choice.Obstacle switch
    {
        TcpEngineObstacle.NotLinux => messages.EngineNeedsLinux,
        TcpEngineObstacle.NotInKernel => messages.NotInKernel,
        TcpEngineObstacle.KernelTooOld => messages.KernelTooOld,
        TcpEngineObstacle.ForbiddenBySeccomp => messages.ForbiddenBySeccomp,
        TcpEngineObstacle.DisabledBySysctl => messages.DisabledBySysctl,
        TcpEngineObstacle.LockedMemoryLimit => messages.LockedMemoryLimit,
        _ => messages.EngineFailed(choice.Error),
    };

    /// <summary>What an outcome means, as part of a sentence.</summary>
    public static string Phrase(Messages messages, TcpOutcome outcome) => outcome switch
    {
        TcpOutcome.Reset or TcpOutcome.NotConnected => messages.WasReset,
        TcpOutcome.TimedOut => messages.StoppedAnswering,
        TcpOutcome.NetworkUnreachable => messages.NetworkUnreachable,
        TcpOutcome.HostUnreachable => messages.HostUnreachable,
        TcpOutcome.NetworkDown => messages.NetworkDown,
        TcpOutcome.AddressInUse => messages.AddressInUse,
        TcpOutcome.AddressNotAvailable => messages.AddressNotAvailable,
        TcpOutcome.AddressFamilyNotSupported => messages.NoSuchFamily,
        TcpOutcome.AccessDenied => messages.AccessDenied,
        TcpOutcome.NoDescriptors => messages.NoDescriptors,
        TcpOutcome.NoBuffers => messages.NoBuffers,
        TcpOutcome.ConnectionAborted => messages.ConnectionAborted,
        TcpOutcome.InvalidOperation => messages.InvalidOperation,
        TcpOutcome.Refused => messages.NobodyListens,
        TcpOutcome.EndOfStream => messages.WasFinished,
        TcpOutcome.ProtocolError => messages.ErrorWasPending,
        TcpOutcome.Canceled => messages.WasWithdrawn,
        TcpOutcome.NameNotResolved => messages.NameNotKnown,
        TcpOutcome.Unknown => messages.NamelessError,
        _ => messages.OtherError(outcome.ToString()),
    };
}
