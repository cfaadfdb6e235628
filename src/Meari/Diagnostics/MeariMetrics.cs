using System.Diagnostics.Metrics;

namespace Meari.Diagnostics;

/// <summary>
/// The meter <c>Meari</c>, in the manner of OpenTelemetry's semantic conventions. docs/library.md lists the instruments. While nobody
/// listens, each costs one check.
/// </summary>
internal static class MeariMetrics
{
    static readonly Meter Meter = new("Meari");

    static readonly UpDownCounter<long> Active = Meter.CreateUpDownCounter<long>(
        "meari.active_connections", "{connection}", "Connections that are open.");

    static readonly Counter<long> Connections = Meter.CreateCounter<long>(
        "meari.connections", "{connection}", "Connections that were accepted or established.");

    static readonly Counter<long> Io = Meter.CreateCounter<long>(
        "meari.network.io", "By", "Bytes received and sent.");

    static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "meari.connection.duration", "s", "How long connections were open; its count by meari.close_reason tells how they ended.");

    static readonly Counter<long> AcceptErrors = Meter.CreateCounter<long>(
        "meari.accept_errors", "{error}", "Failed accepts, by error.type.");

    static readonly KeyValuePair<string, object?> Server = new("meari.role", "server");
    static readonly KeyValuePair<string, object?> Client = new("meari.role", "client");
    static readonly KeyValuePair<string, object?> Receive = new("network.io.direction", "receive");
    static readonly KeyValuePair<string, object?> Transmit = new("network.io.direction", "transmit");

    /// <summary>Makes the instruments. It takes 3 ms, for which no first connection need wait if another thread has done it.</summary>
    public static void Prepare() => GC.KeepAlive(Meter);

    public static void Opened(bool isServer)
    {
        Connections.Add(1, Role(isServer));
        Active.Add(1, Role(isServer));
    }

    public static void Closed(bool isServer, TcpCloseKind kind, TimeSpan duration)
    {
        Active.Add(-1, Role(isServer));
        if (Duration.Enabled)
            Duration.Record(duration.TotalSeconds, Role(isServer), new("meari.close_reason", Names.Of(kind)));
    }

    public static void Received(bool isServer, int bytes)
    {
        if (Io.Enabled)
            Io.Add(bytes, Receive, Role(isServer));
    }

    public static void Sent(bool isServer, int bytes)
    {
        if (Io.Enabled)
            Io.Add(bytes, Transmit, Role(isServer));
    }

    public static void AcceptFailed(TcpOutcome outcome) => AcceptErrors.Add(1, new KeyValuePair<string, object?>("error.type", Names.Of(outcome)));

    static KeyValuePair<string, object?> Role(bool isServer) => isServer ? Server : Client;
}
