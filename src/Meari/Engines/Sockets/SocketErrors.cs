using System.Net.Sockets;

namespace Meari.Engines.Sockets;

/// <summary>Gives each <see cref="SocketError"/> its one named outcome.</summary>
internal static class SocketErrors
{
    public static TcpOutcome ToOutcome(SocketError error) => error switch
    {
        SocketError.Success => TcpOutcome.Done,
        SocketError.WouldBlock or SocketError.IOPending => TcpOutcome.WouldBlock,
        SocketError.OperationAborted or SocketError.Interrupted => TcpOutcome.Canceled,
        SocketError.ConnectionReset => TcpOutcome.Reset,
        SocketError.Shutdown or SocketError.NotConnected or SocketError.Disconnecting => TcpOutcome.NotConnected,
        SocketError.TimedOut => TcpOutcome.TimedOut,
        SocketError.ConnectionRefused => TcpOutcome.Refused,
        SocketError.NetworkUnreachable => TcpOutcome.NetworkUnreachable,
        SocketError.HostUnreachable or SocketError.HostDown => TcpOutcome.HostUnreachable,
        SocketError.NetworkDown or SocketError.NetworkReset => TcpOutcome.NetworkDown,
        SocketError.AddressAlreadyInUse => TcpOutcome.AddressInUse,
        SocketError.AddressNotAvailable => TcpOutcome.AddressNotAvailable,
        SocketError.AddressFamilyNotSupported or SocketError.ProtocolNotSupported or SocketError.ProtocolFamilyNotSupported
            => TcpOutcome.AddressFamilyNotSupported,
        SocketError.AccessDenied => TcpOutcome.AccessDenied,
        SocketError.TooManyOpenSockets => TcpOutcome.NoDescriptors,
        SocketError.NoBufferSpaceAvailable => TcpOutcome.NoBuffers,
        SocketError.ConnectionAborted => TcpOutcome.ConnectionAborted,
        SocketError.ProtocolOption or SocketError.OperationNotSupported or SocketError.ProtocolType => TcpOutcome.ProtocolError,
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain or SocketError.NoRecovery => TcpOutcome.NameNotResolved,
        SocketError.Fault or SocketError.InvalidArgument or SocketError.NotSocket => TcpOutcome.InvalidOperation,
        _ => TcpOutcome.Unknown,
    };

    /// <summary>The number as the platform knows it: errno on Unix, the Winsock code on Windows.</summary>
    /// <remarks>.NET has one name for EMFILE and ENFILE and gives the number of the rarer one: the process's own limit is met long before the system's.</remarks>
    public static int Number(SocketError error) => error switch
    {
        SocketError.Success => 0,
        SocketError.TooManyOpenSockets when !OperatingSystem.IsWindows() => EMFILE,
        // The framework has no name for some errnos (ENOMEM, EPROTO), and then no number either.
        _ => Math.Max(0, new SocketException((int)error).NativeErrorCode),
    };

    const int EMFILE = 24;

    public static ReceiveResult Received(SocketError error) => ReceiveResult.Failed(ToOutcome(error), Number(error));

    public static OperationResult Failed(SocketError error, int transferred = 0) =>
        OperationResult.Failed(ToOutcome(error), Number(error), transferred);
}
