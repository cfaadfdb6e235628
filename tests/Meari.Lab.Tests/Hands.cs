using System.Net;
using System.Net.Sockets;
using Meari.Observe;
using Meari.Text;

namespace Meari.Lab.Tests;

/// <summary>
/// A reader's hands: what the table of sockets has, step after step. What a step brings comes when it has been looked at twice, as hands are
/// slower than eyes; where it has several scenes, each stays for some seconds.
/// </summary>
internal sealed class Hands(AddressFamily family = AddressFamily.InterNetwork)
{
    public const int Port = 9000, ClientPort = 14641;

    const int FirstLook = 3, NextLook = 60;

    readonly Dictionary<int, Queue<SocketEntry[]>> _scenes = [];
    readonly Lock _gate = new();
    readonly TaskCompletionSource _never = new();
    SocketEntry[] _table = [];
    Queue<SocketEntry[]> _coming = new();
    TaskCompletionSource? _enter;
    int _step, _looks, _next = int.MaxValue;

    /// <summary>The steps at which [Enter] is pressed in the end.</summary>
    public HashSet<int> Gives { get; } = [];

    IPAddress Loopback => family == AddressFamily.InterNetwork ? IPAddress.Loopback : IPAddress.IPv6Loopback;

    public Hands Before(params SocketEntry[] table)
    {
        _table = table;
        return this;
    }

    /// <summary>What a step brings, or its next scene.</summary>
    public Hands At(int step, params SocketEntry[] table)
    {
        if (!_scenes.TryGetValue(step, out Queue<SocketEntry[]>? scenes))
            _scenes[step] = scenes = new();
        scenes.Enqueue(table);
        return this;
    }

    public IReadOnlyCollection<SocketEntry[]> ScenesOf(int step) => _scenes[step];

    public Task<LabReport> DoAsync(string name, CancellationToken cancellation)
    {
        HandsOn exercise = new((Exercise)ExperimentCatalog.Find(name)!, Port) { Time = new LeapingTime(), GoesOn = NextEnter, Read = (_, _) => Look() };
        return new LabRunner(Language.English, static _ => { }) { OnEntry = Hear }.RunAsync(exercise, cancellation);
    }

    public SocketEntry Listener(IPAddress? address = null) => new()
    {
        Local = new(address ?? (family == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any), Port),
        Remote = new(family == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0),
        State = TcpState.Listen,
        IPv6Only = family == AddressFamily.InterNetworkV6,
        Owners = [new(77, "TCP\u001bServer", 3)],
    };

    /// <summary>Both ends.</summary>
    public SocketEntry[] Pair(TcpState client = TcpState.Established, TcpState server = TcpState.Established, long received = 0, long returned = 0, int port = ClientPort) =>
        [Server(server, received, returned, port), Client(client, returned, port)];

    public SocketEntry Client(TcpState state, long received = 0, int port = ClientPort) => End(port, Port, state, received, 0);

    public SocketEntry Server(TcpState state, long received = 0, long acknowledged = 0, int port = ClientPort) => End(Port, port, state, received, acknowledged);

    SocketEntry End(int local, int remote, TcpState state, long received, long acknowledged) => new()
    {
        Local = new(Loopback, local),
        Remote = new(Loopback, remote),
        State = state,
        Timer = state == TcpState.TimeWait ? SocketTimer.TimeWait : SocketTimer.None,
        TimerExpires = TimeSpan.FromSeconds(58.2),
        Information = new TcpInformation { BytesReceived = received, BytesAcknowledged = acknowledged },
    };

    SocketEntry[] Look()
    {
        lock (_gate)
        {
            if (++_looks >= _next)
                Change();
            return _table;
        }
    }

    void Change()
    {
        (_looks, _next) = (0, NextLook);
        if (_coming.TryDequeue(out SocketEntry[]? next))
            _table = next;
        else
            _enter?.TrySetResult();
    }

    void Hear(LabEntry entry)
    {
        lock (_gate)
        {
            if (entry is LabStep)
                (_looks, _next, _coming) = (0, FirstLook, _scenes.GetValueOrDefault(++_step) ?? new());
        }
    }

    Task NextEnter()
    {
        lock (_gate)
        {
            _enter = Gives.Contains(_step + 1) ? new(TaskCreationOptions.RunContinuationsAsynchronously) : null;
            return _enter?.Task ?? _never.Task;
        }
    }
}
