using System.Net;
using System.Net.Sockets;
using Meari.Interop.Linux;
using Meari.Lab;
using Meari.Observe;
using Meari.Text;

namespace Meari.Lens;

/// <summary>The connection that runs when the page opens, and the hands on it; or only the clients, where the server is another. One act at a time; from any thread.</summary>
internal sealed class LensStage : IAsyncDisposable
{
    /// <summary>The most clients that a stage has had, open or not.</summary>
    public const int MostClients = 16;

    const string Greeting = "안녕하세요.";

    readonly LabTimeline _timeline;
    readonly LensServed? _served;
    readonly Action<byte[]> _show;
    readonly SemaphoreSlim _acting = new(1);
    readonly Lock _gate = new();
    readonly List<StageClient> _clients = [];
    StageServer? _server;
    AddressFamily _family;
    WireEncoding _encoding;
    bool _isClosed;

    /// <param name="timeline">Where the calls are told.</param>
    /// <param name="served">The server that the clients connect to; null for one of the stage's own.</param>
    /// <param name="show">Takes the stage as JSON whenever it is otherwise.</param>
    public LensStage(LabTimeline timeline, LensServed? served, Action<byte[]> show)
    {
        (_timeline, _served, _show) = (timeline, served, show);
        _family = served?.EndPoints[0].AddressFamily ?? AddressFamily.InterNetwork;
        // The page writes in these two; what other encodings show as text is bytes to it.
        _encoding = served?.Encoding is { Name: "cp949" } encoding ? encoding : WireEncoding.Utf8;
    }

    public int Port => _served is null ? _timeline.Port : Address(_family).Port;

    /// <summary>Sets the stage, and plays one exchange on it; a server that serves others is left alone.</summary>
    public Task OpenAsync() => DoAsync(async () =>
    {
        if (_served is not null)
            return new(0, null);
        Words label = new("예시: 클라이언트가 접속해 16바이트를 보내고 돌려받습니다.", "An example: a client connects, sends 16 bytes and gets them back.");
        _timeline.Note($"{label.Korean} {label.English}", _timeline.Now);
        StageClient client = Build();
        _encoding.TryEncode(Greeting, out byte[] bytes, out _);
        await client.SendAsync(bytes);
        await client.ReceiveAsync(bytes.Length);
        return new(0, null);
    });

    /// <summary>What the page asks for.</summary>
    /// <returns>What the call returned; null if it waits.</returns>
    /// <exception cref="LensException">It cannot be done; the words are for the page.</exception>
    public Task<CallResult?> ActAsync(LensAct act) => DoAsync(() => act.Name switch
    {
        "send" => IdleAsync(act, client => client.SendAsync(Encode(act.Text))),
        "send_bytes" => IdleAsync(act, client => client.SendAsync(Pattern(act.Count))),
        "send_byte_by_byte" => IdleAsync(act, client => client.SendByteByByteAsync(Encode(act.Text))),
        "recv" => IdleAsync(act, client => client.ReceiveAsync(act.Size)),
        "blocking" => IdleAsync(act, client => Done(client.SetBlocking(act.On))),
        "half_close" => Done(Open(act).HalfClose()),
        "reset" => Waited(Open(act).CloseAsync(resets: true)),
        "close" => Waited(Open(act).CloseAsync(resets: false)),
        "reading" => Done(Accepted(act), echo => echo.SetReading(act.On)),
        "close_server" => Done(Accepted(act), static echo => echo.Close()),
        "connect" => Done(Connect(act.Family is null ? _family : Family(act)).Result),
        "family" => _served is null ? RebuildAsync(Family(act)) : Done(Next(Family(act))),
        "encoding" => Done(Encoding(act.Encoding)),
        "new_stage" => RebuildAsync(_family),
        _ => throw LensException.Bad("act"),
    });

    /// <summary>An event of the timeline may say which connection a socket has.</summary>
    public void Learn(TimelineEvent seen)
    {
        if (seen.Connection == 0 || seen.Side == TimelineSide.None)
            return;
        IPEndPoint? end = seen.Side == TimelineSide.Client ? seen.Local : seen.Remote;
        bool isNew = false;
        lock (_gate)
        {
            foreach (StageClient client in _clients.Where(client => client.Connection == 0 && Equals(client.Local, end)))
                (client.Connection, isNew) = (seen.Connection, true);
            foreach (StageEcho echo in _server?.Accepted.Where(echo => echo.Connection == 0 && Equals(echo.Remote, end)) ?? [])
                (echo.Connection, isNew) = (seen.Connection, true);
        }
        if (isNew)
            Show();
    }

    async Task<CallResult?> DoAsync(Func<Task<CallResult?>> act)
    {
        await _acting.WaitAsync();
        try
        {
            return _isClosed ? throw LensException.Ends : await act();
        }
        finally
        {
            _acting.Release();
            Show();
        }
    }

    async Task<CallResult?> RebuildAsync(AddressFamily family)
    {
        await ClearAsync();
        _family = family;
        if (_served is null)
            Build();
        return new(0, null);
    }

    /// <summary>One that the server listens on.</summary>
    AddressFamily Family(LensAct act) => act.Family is { } family && (_served is null || _served.EndPoints.Any(end => end.AddressFamily == family)) ? family : throw LensException.Bad("family");

    /// <summary>The next client is of this family.</summary>
    CallResult Next(AddressFamily family)
    {
        _family = family;
        return new(0, null);
    }

    StageClient Build()
    {
        LabSocket listener = LabSocket.Create(_timeline.Calls, Domain(_family), Constants.SOCK_STREAM, TimelineSide.Server);
        try
        {
            // The stage before may have left connections in TIME_WAIT.
            LabRun.Must(listener.SetOption(Constants.SOL_SOCKET, Constants.SO_REUSEADDR, 1, "SO_REUSEADDR"));
            LabRun.Must(listener.Bind(Address(_family)));
            LabRun.Must(listener.Listen(MostClients));
        }
        catch (LabException)
        {
            listener.Close();
            throw;
        }
        StageServer server = new(listener, Show);
        lock (_gate)
            _server = server;
        (StageClient? client, CallResult result) = Connect(_family);
        return client ?? throw new LabException(result.Error!);
    }

    (StageClient? Client, CallResult Result) Connect(AddressFamily family)
    {
        if (_clients.Count >= MostClients)
            throw LensException.TooManyClients;
        LabSocket socket = LabSocket.Create(_timeline.Calls, Domain(family), Constants.SOCK_STREAM, TimelineSide.Client);
        CallResult result = socket.Connect(Address(family));
        if (!result.IsDone)
        {
            socket.Close();
            return (null, result);
        }
        StageClient client = new(_clients.Count + 1, socket, Show);
        lock (_gate)
            _clients.Add(client);
        return (client, result);
    }

    async Task ClearAsync()
    {
        foreach (StageClient client in _clients)
            await client.CloseAsync(resets: false);
        if (_server is not null)
            await _server.DisposeAsync();
        lock (_gate)
        {
            _clients.Clear();
            _server = null;
        }
    }

    CallResult Encoding(string? name)
    {
        _encoding = name is "utf-8" or "cp949" && WireEncoding.TryFind(name, out WireEncoding? found) ? found : throw LensException.Bad("encoding");
        return new(0, null);
    }

    byte[] Encode(string? text) => text is null ? throw LensException.Bad("text")
        : !_encoding.TryEncode(text, out byte[] bytes, out _) ? throw LensException.NotInEncoding
        : bytes.Length == 0 ? throw LensException.Bad("text") : bytes;

    /// <summary>Letters in turn, so that one sees where one is.</summary>
    static byte[] Pattern(int count)
    {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++)
            bytes[i] = (byte)('a' + i % 26);
        return bytes;
    }

    StageClient Open(LensAct act) => _clients.ElementAtOrDefault(act.Client - 1) switch
    {
        null => throw LensException.Bad("client"),
        { IsOpen: false } => throw LensException.Closed,
        var client => client,
    };

    /// <summary>With a client whose call before has returned; a non-blocking one is about to, and is waited for.</summary>
    async Task<CallResult?> IdleAsync(LensAct act, Func<StageClient, Task<CallResult?>> make)
    {
        StageClient client = Open(act);
        if (!client.IsBlocking)
            await client.Returned;
        return client.Waiting is null ? await make(client) : throw LensException.Waits;
    }

    StageEcho Accepted(LensAct act) => _served is not null ? throw LensException.NotOurs : _server?.Accepted.FirstOrDefault(echo => echo.Id == act.Accepted) switch
    {
        null => throw LensException.Bad("accepted"),
        { IsOpen: false } => throw LensException.Closed,
        var echo => echo,
    };

    static Task<CallResult?> Done(CallResult result) => Task.FromResult<CallResult?>(result);

    static Task<CallResult?> Done(StageEcho echo, Action<StageEcho> act)
    {
        act(echo);
        return Done(new CallResult(0, null));
    }

    static async Task<CallResult?> Waited(Task<CallResult> call) => await call;

    static int Domain(AddressFamily family) => family == AddressFamily.InterNetwork ? Constants.AF_INET : Constants.AF_INET6;

    IPEndPoint Address(AddressFamily family) => _served?.EndPoints.First(end => end.AddressFamily == family) ?? new(family == AddressFamily.InterNetwork ? IPAddress.Loopback : IPAddress.IPv6Loopback, Port);

    void Show()
    {
        // Under the gate, so that an older picture never comes after a newer one.
        lock (_gate)
            _show(StageJson.Write(Port, _family, _served?.EndPoints, _encoding.Name, _clients, _server?.Accepted ?? []));
    }

    public async ValueTask DisposeAsync()
    {
        await _acting.WaitAsync();
        try
        {
            _isClosed = true;
            await ClearAsync();
        }
        finally
        {
            _acting.Release();
            Show();
        }
    }
}
