using Meari.Text;

namespace Meari.Cli.Serve;

/// <summary>How many bytes a service received and sent.</summary>
internal readonly record struct Traffic(long Received, long Sent);

/// <summary>What a server writes to stdout about its clients: the chapter's transcript, or JSON.</summary>
internal abstract class ServeReport
{
    /// <summary>The most characters of one receive that are shown.</summary>
    protected const int MaxShown = 4096;

    /// <summary>The server listens.</summary>
    public abstract void Listening(TcpServer server);

    /// <summary>A client has connected.</summary>
    public abstract void Connected(TcpConnection connection);

    /// <summary>A receive returned bytes; <paramref name="text"/> keeps the connection's cut characters.</summary>
    public abstract void Received(TcpConnection connection, WireText text, ReadOnlySpan<byte> bytes);

    /// <summary>The connection is closed.</summary>
    public abstract void Closed(TcpConnection connection, Traffic traffic);
}
