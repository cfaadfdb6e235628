using System.Diagnostics.Metrics;

namespace Meari.Diagnostics;

/// <summary>
/// The meter <c>Meari</c>, in the manner of OpenTelemetry's semantic conventions. docs/library.md lists the instruments. While nobody
/// listens, each costs one check.
/// </summary>
/// <remarks>
/// Making the instruments takes 6 ms of a processor, which beside 24 ms of the runtime's own start is what a first client would notice. So
/// they are made later, and who listens is told then what was counted until then.
/// </remarks>
internal static class MeariMetrics
{
    const int Opens = 0, Receives = 2, Sends = 4;

    static readonly TimeSpan Later = TimeSpan.FromMilliseconds(200);

    /// <summary>What has been counted before the instruments were there: of clients and of servers, three sums.</summary>
    static readonly long[] Early = new long[6];

    static volatile bool _areMade;

    /// <summary>Has another thread make the instruments when what starts now has started.</summary>
    public static void MakeLater() => new Thread(static () =>
    {
        Thread.Sleep(Later);
        Make();
    })
    {
        IsBackground = true,
        Name = "Meari metrics",
    }.Start();

    public static void Make()
    {
        Instruments.Make();
        lock (Early)
        {
            if (_areMade)
                return;
            _areMade = true; // from now on nobody adds to what was counted early
        }
        for (int role = 0; role <= 1; role++)
        {
            bool isServer = role == 1;
            if (Early[Opens + role] > 0)
                Instruments.Opened(isServer, Early[Opens + role]);
            if (Early[Receives + role] > 0)
                Instruments.Received(isServer, Early[Receives + role]);
            if (Early[Sends + role] > 0)
                Instruments.Sent(isServer, Early[Sends + role]);
        }
    }

    public static void Opened(bool isServer)
    {
        if (_areMade || !IsCountedEarly(Opens, isServer, 1))
            Instruments.Opened(isServer, 1);
    }

    public static void Received(bool isServer, long bytes)
    {
        if (_areMade || !IsCountedEarly(Receives, isServer, bytes))
            Instruments.Received(isServer, bytes);
    }

    public static void Sent(bool isServer, long bytes)
    {
        if (_areMade || !IsCountedEarly(Sends, isServer, bytes))
            Instruments.Sent(isServer, bytes);
    }

    static bool IsCountedEarly(int what, bool isServer, long amount)
    {
        lock (Early)
        {
            if (!_areMade)
                Early[what + (isServer ? 1 : 0)] += amount;
            return !_areMade;
        }
    }

    public static void Closed(bool isServer, TcpCloseKind kind, TimeSpan duration)
    {
        if (_areMade)
            Instruments.Closed(isServer, kind, duration);
        else
            ThreadPool.QueueUserWorkItem(_ => { Make(); Instruments.Closed(isServer, kind, duration); });
    }

    public static void AcceptFailed(TcpOutcome outcome)
    {
        if (_areMade)
            Instruments.AcceptFailed(outcome);
        else
            ThreadPool.QueueUserWorkItem(_ => { Make(); Instruments.AcceptFailed(outcome); });
    }

    /// <summary>A class of its own: what first uses it makes all that is in it.</summary>
    static class Instruments
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

        public static void Make() => GC.KeepAlive(Meter);

        public static void Opened(bool isServer, long connections)
        {
            Connections.Add(connections, Role(isServer));
            Active.Add(connections, Role(isServer));
        }

        public static void Closed(bool isServer, TcpCloseKind kind, TimeSpan duration)
        {
            Active.Add(-1, Role(isServer));
            if (Duration.Enabled)
                Duration.Record(duration.TotalSeconds, Role(isServer), new("meari.close_reason", Names.Of(kind)));
        }

        public static void Received(bool isServer, long bytes)
        {
            if (Io.Enabled)
                Io.Add(bytes, Receive, Role(isServer));
        }

        public static void Sent(bool isServer, long bytes)
        {
            if (Io.Enabled)
                Io.Add(bytes, Transmit, Role(isServer));
        }

        public static void AcceptFailed(TcpOutcome outcome) => AcceptErrors.Add(1, new KeyValuePair<string, object?>("error.type", Names.Of(outcome)));

        static KeyValuePair<string, object?> Role(bool isServer) => isServer ? Server : Client;
    }
}
