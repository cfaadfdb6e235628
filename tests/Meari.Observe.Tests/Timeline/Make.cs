using System.Net;

namespace Meari.Observe.Tests;

/// <summary>Events made by hand, between a client at 127.0.0.1:14641 and a server at 127.0.0.1:9000 if nothing else is said. Times are microseconds.</summary>
static class Make
{
    public const TcpControlBits Syn = TcpControlBits.Syn, Ack = TcpControlBits.Ack, Fin = TcpControlBits.Fin, Rst = TcpControlBits.Rst;

    public static readonly IPEndPoint Client = IPEndPoint.Parse("127.0.0.1:14641"), Server = IPEndPoint.Parse("127.0.0.1:9000");

    public static long At(long microseconds) => microseconds * 1000;

    public static SegmentEvent Segment(long time, bool byClient, TcpControlBits bits, uint sequence = 0, uint acknowledgment = 0, int length = 0, int window = 65535, int? scale = null,
        IPEndPoint? client = null) => new()
        {
            Time = At(time),
            Local = byClient ? client ?? Client : Server,
            Remote = byClient ? Server : client ?? Client,
            ControlBits = bits,
            Sequence = sequence,
            Acknowledgment = acknowledgment,
            Length = length,
            Window = window,
            WindowScale = scale,
            Packet = new byte[40],
            PacketLength = 40 + length,
        };

    public static StateEvent State(long time, bool atClient, TcpState from, TcpState to, long socket = 0, IPEndPoint? client = null) => new()
    {
        Time = At(time),
        Local = atClient ? client ?? Client : Server,
        Remote = atClient ? Server : client ?? Client,
        From = from,
        To = to,
        Socket = socket,
    };

    public static CallEvent Call(long time, string name, int process, int? descriptor = null, long? result = 0, IPEndPoint? local = null, IPEndPoint? remote = null, long? duration = 1000) => new()
    {
        Time = At(time),
        Name = name,
        Process = process,
        Descriptor = descriptor,
        Result = result,
        Local = local,
        Remote = remote,
        Duration = duration,
    };

    /// <summary>Runs events, held all at once, through a stage behind the upcoming ones.</summary>
    public static List<TimelineEvent> Run(TimelineOptions options, params IEnumerable<TimelineEvent> events)
    {
        Upcoming upcoming = new();
        Connections connections = new(options, upcoming);
        List<TimelineEvent> output = [], ordered = [.. events.OrderBy(static e => e.Time)];
        foreach (TimelineEvent seen in ordered)
            upcoming.Add(seen);
        foreach (TimelineEvent seen in ordered)
        {
            upcoming.Remove(seen);
            connections.Add(seen, output);
        }
        return output;
    }

    public static List<TimelineEvent> Run(params IEnumerable<TimelineEvent> events) => Run(new TimelineOptions(), events);

    public static List<TimelineEvent> Run(IEnumerable<TimelineEvent> before, IEnumerable<TimelineEvent> then) => Run(before.Concat(then));

    /// <summary>A handshake from a client's and a server's initial numbers.</summary>
    public static IEnumerable<SegmentEvent> Handshake(long time, uint client = 1000, uint server = 5000, IPEndPoint? from = null) =>
    [
        Segment(time, true, Syn, client, client: from),
        Segment(time + 1, false, Syn | Ack, server, client + 1, client: from),
        Segment(time + 2, true, Ack, client + 1, server + 1, client: from),
    ];
}
