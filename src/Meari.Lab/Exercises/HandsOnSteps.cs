using System.Globalization;
using System.Net.Sockets;
using Meari.Observe;
using Meari.Text;

namespace Meari.Lab;

/// <summary>The steps that the reader's hands make, in their order.</summary>
internal sealed class HandsOnSteps
{
    readonly Exercise _exercise;
    readonly LabRun _run;
    readonly HandsOn _hands;
    readonly HandsOnTexts _texts;
    readonly NetstatView _view;
    readonly Looks _looks;
    readonly int _steps;
    int _step;

    /// <summary>The [Enter] that goes on without this step.</summary>
    Task? _enter;

    /// <summary>The connection that the reader's client has made.</summary>
    EndPair? _connection;

    /// <summary>What it had carried when a message was seen last: the next may be typed before it is asked for.</summary>
    ByteCounts _counted;

    public HandsOnSteps(Exercise exercise, LabRun run, HandsOn hands)
    {
        (_exercise, _run, _hands) = (exercise, run, hands);
        _texts = new(exercise, run.Port);
        _view = new(() => hands.Read(run, false));
        _looks = new(_view.Read, hands.Time) { OnHindrance = Hinder };
        _steps = 3 + Exercise.Messages.Count + (exercise.OutlastsTimeWait ? 1 : 0);
    }

    AddressFamily Family => _exercise.Family;

    public async Task StartServerAsync()
    {
        bool wasThere = Sockets(_view.Read()).Listener is not null;
        Begin(HandsOnTexts.StartServer, _texts.ServerCommand, _texts.OtherServers);
        if (!await ReachAsync(_texts.Listens, sockets => sockets.Listener is not null ? Sight.Seen
            : sockets.OtherListener is { } other ? Sight.Hindered(_texts.OtherFamily(other.Local))
            : TimeWaitOfServer is { } left ? Sight.Hindered(HandsOnTexts.ServerIsInTimeWait(left)) : Sight.Waits))
            return;
        PortSockets now = WithOwners();
        _run.Check(_texts.Listens, true, HandsOnTexts.StateAndOwner(TcpState.Listen, now.Listener));
        if (wasThere)
            Hinder(HandsOnTexts.ListenedBefore(now.Listener));
        if (_exercise.HasNetstat)
        {
            NetstatLine[] first = Look();
            _run.Check(HandsOnTexts.OneLine, first is [{ State: TcpState.Listen }], Same(NetstatView.StatesOf(first)));
        }
        _run.Remark(_texts.WhyListen);
    }

    /// <summary>What the kernel keeps of a server that closed first: one without SO_REUSEADDR cannot bind meanwhile.</summary>
    SocketEntry? TimeWaitOfServer => _view.Left.FirstOrDefault(entry => entry.Local.Port == _run.Port);

    public async Task StartClientAsync()
    {
        Begin(HandsOnTexts.StartClient, _texts.ClientCommand, null);
        if (!await ReachAsync(HandsOnTexts.Connects, JudgeConnection))
            return;
        PortSockets now = WithOwners();
        SocketEntry? server = now.ServerOf(_connection!), client = now.ClientOf(_connection!);
        _run.Check(HandsOnTexts.Connects, true, HandsOnTexts.Ends(client, server));
        if (_exercise.HasNetstat)
            LookAtConnection();
        if (client is null)
            _run.Remark(HandsOnTexts.ClientIsElsewhere);
        _run.Remark(_texts.WhyConnected(_connection!));
    }

    Sight JudgeConnection(PortSockets sockets)
    {
        if (sockets.Established is { } connection)
        {
            _connection = connection;
            return Sight.Seen;
        }
        return sockets.Ended is not null ? Sight.Hindered(HandsOnTexts.EndedAlready)
            : sockets.Listener is null ? Sight.Hindered(HandsOnTexts.ServerIsGone) : Sight.Waits;
    }

    void LookAtConnection()
    {
        NetstatLine[] second = Look();
        NetstatLine[] ends = [.. second.Where(static entry => entry.State == TcpState.Established)];
        bool isHere = ends.Any(end => end.Local.Equals(_connection!.Client));
        Words seen = Same(NetstatView.StatesOf(second));
        if (isHere)
            _run.Check(HandsOnTexts.ThreeLines, second.Length == 3 && ends.Length == 2, seen);
        else
            _run.Check(HandsOnTexts.TwoLines, second.Length == 2 && ends.Length == 1, seen);
    }

    public async Task TypeAsync(string message)
    {
        Begin(HandsOnTexts.Type(message), null, null);
        ByteCounts now = default;
        if (!await ReachAsync(HandsOnTexts.ComesBack, sockets => JudgeEcho(sockets, ref now)))
            return;
        (long received, long returned) = now.Since(_counted);
        _counted = now;
        _run.Check(HandsOnTexts.ComesBack, true, HandsOnTexts.Bytes(received, returned));
        if (message == Exercise.Messages[0])
            _run.Remark(HandsOnTexts.WhyBytes(message, received));
    }

    Sight JudgeEcho(PortSockets sockets, ref ByteCounts now)
    {
        bool isThere = _connection is not null && sockets.ServerOf(_connection) is { State: TcpState.Established };
        if (!isThere)
        {
            // Another client may take its place.
            if (sockets.Established is not { } another)
                return Sight.Hindered(sockets.Listener is null ? HandsOnTexts.ServerIsGone : HandsOnTexts.NotConnected);
            (_connection, _counted) = (another, default);
        }
        if (Count(sockets) is not { } count)
            return Sight.Missed(HandsOnTexts.NoCounts);
        now = count;
        // All since the beginning: what an earlier message had to wait for may come back now.
        return now.Received == _counted.Received ? Sight.Waits
            : now.Returned == now.Received ? Sight.Seen : Sight.Hindered(HandsOnTexts.NotEchoed(now.Received, now.Returned));
    }

    /// <summary>How many bytes the server has received, and how many have come back to the client, or, if that is elsewhere, were acknowledged by it.</summary>
    ByteCounts? Count(PortSockets sockets)
    {
        if (_connection is not { } connection || sockets.ServerOf(connection)?.Information is not { BytesReceived: { } received } server)
            return null;
        long? returned = sockets.ClientOf(connection) is { } client ? client.Information?.BytesReceived : server.BytesAcknowledged;
        return returned is { } back ? new(received, back) : null;
    }

    public async Task EndClientAsync()
    {
        Begin(HandsOnTexts.EndClient, null, null);
        if (_connection is not { } connection)
        {
            _run.Skip(HandsOnTexts.ClientWaits, HandsOnTexts.NeverConnected);
            return;
        }
        bool isElsewhere = Sockets(_view.Read()).ClientOf(connection) is null;
        if (!await ReachAsync(HandsOnTexts.ClientWaits, sockets => JudgeEnd(sockets, connection, isElsewhere), _exercise.HasNetstat))
            return;
        if (_exercise.HasNetstat)
        {
            NetstatLine[] third = Look();
            _run.Check(HandsOnTexts.ClientWaits, third is [_, _] && third.Any(line => line.State == TcpState.TimeWait && line.Local.Equals(connection.Client)), Same(NetstatView.StatesOf(third)));
        }
        else
        {
            _run.Check(HandsOnTexts.ClientWaits, true, Same($"{connection.Client} TIME_WAIT"));
        }
        _run.Remark(HandsOnTexts.WhyTimeWait);
    }

    static Sight JudgeEnd(PortSockets sockets, EndPair connection, bool isElsewhere)
    {
        SocketEntry? server = sockets.ServerOf(connection), client = sockets.ClientOf(connection);
        return (client?.State, server?.State) switch
        {
            (TcpState.TimeWait, null) => Sight.Seen,
            (_, TcpState.TimeWait) => Sight.Missed(HandsOnTexts.ServerClosedFirst),
            (null, null) => Sight.Missed(isElsewhere ? HandsOnTexts.TimeWaitIsElsewhere : HandsOnTexts.NoTimeWait),
            (TcpState.FinWait1 or TcpState.FinWait2, TcpState.CloseWait) => Sight.Hindered(HandsOnTexts.ServerDoesNotClose),
            (TcpState.CloseWait, _) => Sight.Hindered(HandsOnTexts.ClientDoesNotClose),
            _ => Sight.Waits,
        };
    }

    public async Task OutlastTimeWaitAsync()
    {
        SocketEntry? left = _connection is { } connection ? Sockets(_view.Read()).ClientOf(connection) : null;
        Begin(HandsOnTexts.Outlast(left is { Timer: SocketTimer.TimeWait } ? left.TimerExpires : null), null, null);
        if (!await ReachAsync(HandsOnTexts.ListenAlone, JudgeRest))
            return;
        NetstatLine[] last = Look();
        _run.Check(HandsOnTexts.ListenAlone, last is [{ State: TcpState.Listen }], Same(NetstatView.StatesOf(last)));
    }

    static Sight JudgeRest(PortSockets sockets) => sockets switch
    {
        { Listener: null } => Sight.Hindered(HandsOnTexts.ServerIsGone),
        { Established: not null } => Sight.Hindered(HandsOnTexts.AnotherClient),
        { ListensOnly: true } => Sight.Seen,
        _ => Sight.Waits,
    };

    /// <summary>Says what to do, and what to type.</summary>
    void Begin(Words what, string? command, Words? more)
    {
        _enter = _hands.GoesOn(); // before the step is said, so that an [Enter] in answer to it counts
        string place = string.Create(CultureInfo.InvariantCulture, $"{++_step}/{_steps}");
        _run.Step(new($"{place}  {what.Korean}", $"{place}  {what.English}"));
        if (command is not null)
            _run.List(command);
        if (more is { } words)
            _run.Remark(words);
    }

    /// <summary>Waits until a step is seen; if it is not, its claim is skipped, with what is there instead.</summary>
    async Task<bool> ReachAsync(Words claim, Func<PortSockets, Sight> judge, bool looks = false)
    {
        Sight sight = await _looks.UntilAsync(entries => judge(Sockets(entries)), _run.Cancellation, givesUp: _enter);
        if (sight.Kind == SightKind.Seen)
            return true;
        if (looks)
            Look();
        _run.Skip(claim, sight.Text ?? HandsOnTexts.GoneOnWithout);
        return false;
    }

    void Hinder(Words text) => _run.Remark(text, isHindrance: true);

    PortSockets Sockets(IReadOnlyList<SocketEntry> entries) => new(entries, _run.Port, Family);

    PortSockets WithOwners() => Sockets(_hands.Read(_run, true));

    NetstatLine[] Look() => _view.Look(_run, _texts.NetstatCommand, Family);

    static Words Same(string text) => new(text, text);
}

/// <summary>How many bytes a connection has carried.</summary>
/// <param name="Received">From the client to the server.</param>
/// <param name="Returned">From the server to the client.</param>
internal readonly record struct ByteCounts(long Received, long Returned)
{
    public (long Received, long Returned) Since(ByteCounts before) => (Received - before.Received, Returned - before.Returned);
}
