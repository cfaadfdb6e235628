using System.Net;

namespace Meari;

/// <summary>A server could not listen. The one failure of the network that throws, since without it there is no server to speak of.</summary>
public sealed class TcpListenException : IOException
{
    internal TcpListenException(IPEndPoint endPoint, TcpOutcome outcome, int error)
        : base($"Cannot listen on {endPoint}: {outcome} (error {error}).")
    {
        EndPoint = endPoint;
        Outcome = outcome;
        Error = error;
    }

    /// <summary>Where it tried to listen.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>Why it could not.</summary>
    public TcpOutcome Outcome { get; }

    /// <summary>The platform's error number.</summary>
    public int Error { get; }
}
