using System.Net;
using Meari.Text;

namespace Meari.Cli.Serve;

/// <summary>How many bytes a service received and sent.</summary>
internal readonly record struct Traffic(long Received, long Sent);

/// <summary>What a server writes to stdout about its clients: the chapter's transcript, or JSON.</summary>
internal abstract class ServeReport
{
    /// <summary>The most characters of one receive that are shown.</summary>
    public const int MaxShown = 4096;

    /// <summary>The server listens.</summary>
    public abstract void Listening(TcpServer server);

    /// <summary>A client has connected.</summary>
    public abstract void Connected(TcpConnection connection);

    /// <summary>A receive returned bytes; <paramref name="text"/> keeps the connection's cut characters.</summary>
    public abstract void Received(TcpConnection connection, WireText text, ReadOnlySpan<byte> bytes);

    /// <summary>Nothing more will come: bytes that wait for the rest of their character are shown as what they are.</summary>
    public abstract void Unfinished(TcpConnection connection, string text);

    /// <summary>A client was refused because the server is full.</summary>
    public virtual void Refused(long connection, IPEndPoint client)
    {
        // The chapter's programs know no such thing; stderr says it.
    }

    /// <summary>The connection is closed.</summary>
    public abstract void Closed(TcpConnection connection, Traffic traffic);
}
