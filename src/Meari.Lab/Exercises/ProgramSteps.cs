using System.Net;
using System.Net.Sockets;
using Meari.Observe;
using Meari.Text;

namespace Meari.Lab;

/// <summary>What is done to a program, and checked on it. Each step says whether the next can be made.</summary>
internal sealed class ProgramSteps
{
    /// <summary>How long a program may take until it listens, and for each answer.</summary>
    static readonly TimeSpan MostStart = TimeSpan.FromSeconds(10), MostAnswer = TimeSpan.FromSeconds(5), MostTimeWait = TimeSpan.FromSeconds(90);

    readonly Exercise _exercise;
    readonly LabRun _run;
    readonly LabProgram _program;
    readonly TimeProvider _time;
    IPEndPoint? _server;
    NetstatView? _view;
    ProgramClient? _client;
    EndPair? _connection;

    public ProgramSteps(Exercise exercise, LabRun run, LabProgram program, TimeProvider time) =>
        (_exercise, _run, _program, _time) = (exercise, run, program, time);

    AddressFamily Family => _exercise.Family;

    /// <summary>Finds the program's port by its process, and netstat's first look.</summary>
    public async Task<bool> ListensAsync()
    {
        List<SocketEntry> listeners = [];
        SocketQuery query = new() { States = [TcpState.Listen], Owners = true };
        Sight sight = await new Looks(() => _run.Table(query), _time).UntilAsync(entries => JudgeListeners(entries, listeners), _run.Cancellation, MostStart);
        SocketEntry? listener = listeners.FirstOrDefault(entry => entry.Serves(Family));
        Words seen = listener is not null ? Same($"{listener.Local} LISTEN")
            : listeners is [var other, ..] ? ProgramTexts.OtherFamily(other.Local, Family)
            : await EndOrAsync(ProgramTexts.NeverListens(MostStart));
        _run.Check(ProgramTexts.Listens(Family), listener is not null && sight.Kind == SightKind.Seen, seen);
        if (listener is null)
            return false;
        if (listeners.DistinctBy(static entry => entry.Local).Count() > 1)
            _run.Observe("대기 소켓이 여럿이라 첫 번째로 합니다", "Several sockets listen; the first is taken", string.Join(", ", listeners.Select(static entry => entry.Local)));
        _run.Watch(listener.Local.Port);
        _server = new(AddressOf(listener), listener.Local.Port);
        _view = new(() => _run.Table());
        if (_exercise.HasNetstat)
            CheckLook(HandsOnTexts.OneLine, static look => look is [{ State: TcpState.Listen }]);
        return true;
    }

    Sight JudgeListeners(IReadOnlyList<SocketEntry> entries, List<SocketEntry> listeners)
    {
        HashSet<int> family = _program.Family();
        listeners.Clear();
        listeners.AddRange(entries.Where(entry => entry.Owners.Any(owner => family.Contains(owner.ProcessId))).OrderBy(static entry => entry.Local.Port));
        bool serves = listeners.Any(entry => entry.Serves(Family));
        return serves || _program.Exit.IsCompleted ? Sight.Seen
            : listeners.Count > 0 ? Sight.Missed(default) : Sight.Waits; // a moment later it may listen in the other family too
    }

    /// <summary>Where a client on this machine finds it.</summary>
    IPAddress AddressOf(SocketEntry listener)
    {
        IPAddress bound = SocketFamilies.Plain(listener.Local).Address;
        return bound.Equals(IPAddress.Any) || bound.Equals(IPAddress.IPv6Any)
            ? Family == AddressFamily.InterNetwork ? IPAddress.Loopback : IPAddress.IPv6Loopback : bound;
    }

    /// <summary>The client connects: netstat's second look.</summary>
    public async Task<bool> ConnectsAsync()
    {
        _run.Step("클라이언트가 접속합니다.", "The client connects.");
        _client = new(_run, _time, MostAnswer);
        if (!await ConnectAsync(_client, ProgramTexts.Connects))
            return false;
        _connection = new(_client.Local!, _client.Remote!);
        Sight sight = await UntilAsync(sockets => sockets.ServerOf(_connection) is { State: TcpState.Established } ? Sight.Seen : Sight.Waits);
        if (!_exercise.HasNetstat)
            return true;
        CheckLook(HandsOnTexts.ThreeLines, static look => look.Length == 3 && look.Count(static line => line.State == TcpState.Established) == 2);
        return sight.Kind == SightKind.Seen;
    }

    async Task<bool> ConnectAsync(ProgramClient client, Words claim)
    {
        CallResult connected = await client.ConnectAsync(_server!);
        _run.Check(claim, connected.IsDone, connected.IsDone ? Same($"{client.Local} → {client.Remote}") : await EndOrAsync(Same($"connect → {connected}")));
        return connected.IsDone;
    }

    /// <summary>Two messages, and what comes back.</summary>
    public async Task<bool> EchoesAsync()
    {
        foreach (string message in Exercise.Messages)
        {
            _run.Step($"클라이언트가 “{message}”를 보냅니다.", $"The client sends “{message}”.");
            if (!await EchoAsync(_client!, message))
                return false;
        }
        return true;
    }

    async Task<bool> EchoAsync(ProgramClient client, string message)
    {
        EchoOutcome echo = await client.EchoAsync(message);
        _run.Check(ProgramTexts.Echoes(echo.Sent), echo.IsEqual, echo.IsEqual ? Same($"{echo.Sent} → {echo.Received}") : await EndOrAsync(ProgramTexts.NotEchoed(echo, MostAnswer)));
        return echo.IsEqual;
    }

    /// <summary>The client closes first: who holds TIME_WAIT, netstat's third look, and what the server's last recv() returned.</summary>
    public async Task<bool> EndsAsync()
    {
        _run.Step("클라이언트가 close()합니다. 서버의 recv()는 0을 리턴하고, 서버도 통신 소켓을 닫아야 합니다.", "The client calls close(). The server's recv() returns 0, and it has to close its socket too.");
        _client!.Close();
        Sight sight = await UntilAsync(sockets => JudgeEnd(sockets, _connection!));
        if (_exercise.HasNetstat)
            CheckLook(HandsOnTexts.ClientWaits, look => sight.Kind == SightKind.Seen && look.Length == 2, sight.Text);
        else
            _run.Check(HandsOnTexts.ClientWaits, sight.Kind == SightKind.Seen, sight.Text ?? Same($"{_connection!.Client} TIME_WAIT"));
        if (!_exercise.HasNetstat)
            await CheckCallsAsync();
        return true;
    }

    static Sight JudgeEnd(PortSockets sockets, EndPair connection) => (sockets.ClientOf(connection)?.State, sockets.ServerOf(connection)?.State) switch
    {
        (TcpState.TimeWait, null) => Sight.Seen,
        (_, TcpState.TimeWait) => Sight.Missed(HandsOnTexts.ServerClosedFirst),
        (null, null) => Sight.Missed(HandsOnTexts.NoTimeWait),
        (_, TcpState.CloseWait) => Sight.Hindered(ProgramTexts.ServerDoesNotClose),
        _ => Sight.Waits,
    };

    /// <summary>Who calls what, where it can be seen.</summary>
    async Task CheckCallsAsync()
    {
        if (!_program.SeesCalls)
        {
            _run.Skip(ProgramTexts.ClosesAfterZero, ProgramTexts.NoCalls);
            return;
        }
        string[] calls = [];
        await new Looks(() => [], _time).UntilAsync(_ => (calls = CallsOfServer()) is [.., "close"] ? Sight.Seen : Sight.Waits, _run.Cancellation, MostAnswer);
        _run.Observe("서버가 부른 함수", "What the server called", string.Join(' ', calls));
        _run.Check(ProgramTexts.ClosesAfterZero, calls is [.., "recv", "close"], Same(string.Join(' ', calls.TakeLast(2))));
    }

    /// <summary>The calls of the server's sockets that have returned, under the names of the chapter. What it does to others than sockets is not on the timeline.</summary>
    string[] CallsOfServer() => [.. _run.Events.OfType<CallEvent>()
        .Where(call => call.Process != Environment.ProcessId && call.Result is not null && ProgramTexts.ChapterNameOf(call.Name) is not null && IsOfServer(call))
        .Select(static call => ProgramTexts.ChapterNameOf(call.Name)!)];

    bool IsOfServer(CallEvent call) => call.Local is null || call.Local.Port == _run.Port;

    /// <summary>A server goes back to accept(): a second client is served like the first.</summary>
    public async Task<bool> ServesAnotherAsync()
    {
        _run.Step("두 번째 클라이언트가 접속해서 한 번 보내고 종료합니다.", "A second client connects, sends once and ends.");
        ProgramClient second = new(_run, _time, MostAnswer);
        if (!await ConnectAsync(second, ProgramTexts.ConnectsAgain))
            return false;
        EndPair connection = new(second.Local!, second.Remote!);
        bool echoes = await EchoAsync(second, Exercise.Messages[0]);
        second.Close();
        await UntilAsync(sockets => sockets.ServerOf(connection) is null ? Sight.Seen : Sight.Waits);
        bool listens = Sockets(_view!.Read()).Listener is not null;
        _run.Check(ProgramTexts.StillListens, listens && !_program.Exit.IsCompleted, listens ? Same("LISTEN") : await EndOrAsync(ProgramTexts.NoListener));
        return echoes && listens;
    }

    /// <summary>netstat's fourth look, when TIME_WAIT is over.</summary>
    public async Task OutlastTimeWaitAsync()
    {
        SocketEntry? left = _view!.Read().Where(static entry => entry.State == TcpState.TimeWait).MaxBy(static entry => entry.TimerExpires);
        _run.Step(HandsOnTexts.Outlast(left?.TimerExpires));
        await UntilAsync(static sockets => sockets.Listener is null || sockets.ListensOnly ? Sight.Seen : Sight.Waits, MostTimeWait);
        CheckLook(HandsOnTexts.ListenAlone, static look => look is [{ State: TcpState.Listen }]);
    }

    Task<Sight> UntilAsync(Func<PortSockets, Sight> judge, TimeSpan? limit = null) => new Looks(_view!.Read, _time).UntilAsync(
        entries => _program.Exit.IsCompleted ? Sight.Missed(ProgramTexts.Ended(_program.Exit.Result)) : judge(Sockets(entries)), _run.Cancellation, limit ?? MostAnswer);

    void CheckLook(Words claim, Func<NetstatLine[], bool> holds, Words? hindrance = null)
    {
        NetstatLine[] look = _view!.Look(_run, NetstatView.Command(Family, _run.Port), Family);
        _run.Check(claim, holds(look), hindrance ?? Same(NetstatView.StatesOf(look)));
    }

    /// <summary>What was seen, unless the program's end explains it better; that may be noticed a moment later.</summary>
    async Task<Words> EndOrAsync(Words seen) =>
        await Task.WhenAny(_program.Exit, Task.Delay(Looks.Period, _time, _run.Cancellation)) == _program.Exit ? ProgramTexts.Ended(_program.Exit.Result) : seen;

    PortSockets Sockets(IReadOnlyList<SocketEntry> entries) => new(entries, _run.Port, Family);

    static Words Same(string text) => new(text, text);
}
