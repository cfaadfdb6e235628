using System.Net;
using System.Net.Sockets;
using Meari.Engines;

namespace Meari;

/// <summary>How a client connects. Read when it does.</summary>
public sealed class TcpConnectOptions
{
    /// <summary>The longest that looking up the name and connecting may take together. Default 10 s.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>IPv4 or IPv6 alone (<see cref="AddressFamily.InterNetwork"/>, <see cref="AddressFamily.InterNetworkV6"/>). Default both. A numeric address of the other family is not connected to (<see cref="TcpOutcome.AddressFamilyNotSupported"/>).</summary>
    public AddressFamily AddressFamily { get; set; } = AddressFamily.Unspecified;

    /// <summary>
    /// This side's own address, one of this machine's; null (the default) for the one that the route to the server gives. The port is the kernel's choice.
    /// An address of the other family than the server's is <see cref="TcpOutcome.AddressFamilyNotSupported"/>.
    /// </summary>
    /// <remarks>Source: bind(2) before connect(2); the slide on the four address values.</remarks>
    public IPAddress? SourceAddress { get; set; }

    /// <summary>TCP_NODELAY. Default true.</summary>
    public bool NoDelay { get; set; } = true;

    /// <summary>SO_KEEPALIVE. Default true.</summary>
    public bool KeepAlive { get; set; } = true;

    /// <summary>How long <see cref="TcpConnection.DisposeAsync"/> waits for the peer's FIN; what still comes is read and discarded. Default 10 s.</summary>
    public TimeSpan CloseTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The most bytes that one receive lends. Default 64 KiB.</summary>
    public int ReceiveSize { get; set; } = 64 * 1024;

    /// <summary>Where awaits resume. Default <see cref="TcpDispatch.ThreadPool"/>, which a client that blocks needs.</summary>
    public TcpDispatch Dispatch { get; set; } = TcpDispatch.ThreadPool;

    /// <summary>Who sees every operation. Default nobody, at no cost.</summary>
    public TcpObserver? Observer { get; set; }

    /// <summary>The clock for time limits and the observer. Default <see cref="TimeProvider.System"/>.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>What moves the bytes. Where it cannot be used the next best is. A connect from inside a loop of the same engine stays on that loop. Default <see cref="TcpEngine.Auto"/>.</summary>
    public TcpEngine Engine { get; set; }

    /// <summary>An engine that is none of those, for tests.</summary>
    internal Engine? OwnEngine { get; set; }

    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ReceiveSize, 1);
        TimeLimits.Check(ConnectTimeout, nameof(ConnectTimeout));
        TimeLimits.Check(CloseTimeout, nameof(CloseTimeout));
    }
}
