using System.Net;
using System.Net.Sockets;
using Meari.Interop.Linux;
using Meari.Observe;
using Meari.Text;

namespace Meari.Lab;

/// <summary>
/// What an experiment works with: sockets whose calls are told, the socket table, the timeline so far, and a place for what was seen and
/// whether it bears the claims out. For one experiment's thread, except where said.
/// </summary>
internal sealed class LabRun : IDisposable
{
    /// <summary>How long between two looks at what the kernel does not tell of by itself.</summary>
    static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(2);

    readonly LabTimeline _timeline;
    readonly Action<LabEntry> _tell;
    readonly List<LabSocket> _sockets = [];
    readonly List<LabEntry> _entries = [];
    readonly SocketTableReader _table = new();
    readonly Lock _gate = new();

    /// <param name="timeline">What is seen of the run's port.</param>
    /// <param name="tell">Takes what the run says, as it says it.</param>
    /// <param name="cancellation">The run's limit, and whoever stops it.</param>
    public LabRun(LabTimeline timeline, Action<LabEntry> tell, CancellationToken cancellation) =>
        (_timeline, _tell, Cancellation, Port) = (timeline, tell, cancellation, timeline.Port);

    public CancellationToken Cancellation { get; }

    /// <summary>The server's port in this run: the chapter's, if it is free, or that of others which is watched; 0 until it is known (<see cref="Watch"/>).</summary>
    public int Port { get; private set; }

    /// <summary>127.0.0.1 with the run's port.</summary>
    public IPEndPoint Server => new(IPAddress.Loopback, Port);

    /// <summary>Whether segments are captured; else they are inferred, and a check on them must be skipped.</summary>
    public bool SeesSegments => _timeline.SeesSegments;

    /// <summary>Whether the kernel tells each change of state (tracefs); else some are missed or inferred.</summary>
    public bool SeesStates => _timeline.SeesStates;

    public IReadOnlyList<LabEntry> Entries => _entries;

    /// <summary>All events that have come through the timeline until now, in order. They come 0.1 s late; see <see cref="SettleAsync"/>.</summary>
    public IReadOnlyList<TimelineEvent> Events => _timeline.Snapshot();

    /// <summary>Waits until everything that has happened until now is in <see cref="Events"/>.</summary>
    public Task SettleAsync() => _timeline.SettleAsync(Cancellation);

    /// <summary>From now on this is the server's port: that of a program, which nobody knew before.</summary>
    public void Watch(int port) => Port = port;

    /// <summary>Starts a program whose calls and output come onto the timeline. It is ended when it is disposed.</summary>
    public Task<LabProgram> LaunchAsync(string file, IReadOnlyList<string> arguments) => _timeline.LaunchAsync(file, arguments);

    // --- sockets ---

    /// <summary>socket(AF_INET or AF_INET6, SOCK_STREAM or SOCK_DGRAM). It is closed at the end of the run, if not before.</summary>
    public LabSocket Socket(TimelineSide side, AddressFamily family = AddressFamily.InterNetwork, SocketType type = SocketType.Stream)
    {
        int domain = family == AddressFamily.InterNetwork ? Constants.AF_INET : Constants.AF_INET6;
        return Keep(LabSocket.Create(_timeline.Calls, domain, type == SocketType.Stream ? Constants.SOCK_STREAM : Constants.SOCK_DGRAM, side));
    }

    /// <summary>socket, SO_REUSEADDR (so that the run before does not matter), bind and listen at the run's port.</summary>
    public LabSocket Listener(int backlog = 4096, IPEndPoint? address = null)
    {
        LabSocket listener = Socket(TimelineSide.Server, (address ?? Server).AddressFamily);
        Must(listener.SetOption(Constants.SOL_SOCKET, Constants.SO_REUSEADDR, 1, "SO_REUSEADDR"));
        Must(listener.Bind(address ?? Server));
        Must(listener.Listen(backlog));
        return listener;
    }

    /// <summary>A client that has connected to the run's server.</summary>
    public LabSocket Client(IPEndPoint? server = null)
    {
        LabSocket client = Socket(TimelineSide.Client, (server ?? Server).AddressFamily);
        Must(client.Connect(server ?? Server));
        return client;
    }

    /// <summary>accept, which blocks this thread until a client is there.</summary>
    public LabSocket Accept(LabSocket listener)
    {
        (LabSocket? accepted, CallResult result) = listener.Accept();
        return accepted is null ? throw new LabException($"accept: {result.Error}") : Keep(accepted);
    }

    /// <summary>A listener, a client, and the accepted socket, in this order.</summary>
    public (LabSocket Listener, LabSocket Client, LabSocket Accepted) Pair(IPEndPoint? address = null)
    {
        LabSocket listener = Listener(address: address), client = Client(address);
        return (listener, client, Accept(listener));
    }

    /// <summary>Makes a call that may block on a thread of its own, as another program would.</summary>
    public Task<T> Elsewhere<T>(Func<T> call) => Task.Factory.StartNew(call, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).WaitAsync(Cancellation);

    /// <summary>The value of a call that has to succeed.</summary>
    public static long Must(CallResult result) => result.IsDone ? result.Value : throw new LabException(result.Error!);

    // --- looking ---

    /// <summary>The sockets of the run's port at this moment.</summary>
    public IReadOnlyList<SocketEntry> Table(bool information = false, bool owners = false) => Table(new SocketQuery { Port = Port, Information = information, Owners = owners });

    /// <summary>The sockets that are asked for, at this moment.</summary>
    public IReadOnlyList<SocketEntry> Table(SocketQuery query) => _table.Read(query).Entries;

    /// <summary>The table's line for a socket; null if it has none.</summary>
    public SocketEntry? Find(LabSocket socket, bool information = false) => Find(Table(information), socket.Local, socket.Remote);

    /// <summary>The table's line for a socket with these addresses; null if there is none.</summary>
    public static SocketEntry? Find(IReadOnlyList<SocketEntry> table, IPEndPoint? local, IPEndPoint? remote) =>
        table.FirstOrDefault(entry => Same(entry.Local, local) && (remote is null ? entry.State == TcpState.Listen : Same(entry.Remote, remote)));

    /// <summary>Looks again and again until it is so: for what the kernel tells nobody of by itself. At the run's limit it throws.</summary>
    public async Task UntilAsync(Func<bool> isSo)
    {
        while (!isSo())
            await Task.Delay(Glance, Cancellation);
    }

    /// <summary>Waits until a socket's end is in a state.</summary>
    public Task UntilAsync(LabSocket socket, TcpState state)
    {
        (IPEndPoint? local, IPEndPoint? remote) = (socket.Local, socket.Remote);
        return UntilAsync(() => Find(Table(), local, remote)?.State == state);
    }

    // --- telling ---

    /// <summary>Says what is done next.</summary>
    public void Step(string korean, string english) => Step(new Words(korean, english));

    /// <summary>Says what is done next.</summary>
    public void Step(Words text) => Add(new LabStep(_timeline.Now, text));

    /// <summary>Says a sentence.</summary>
    public void Remark(Words text, bool isHindrance = false) => Add(new LabRemark(_timeline.Now, text, isHindrance));

    /// <summary>Shows a command, and what it lists.</summary>
    public void List(string command, IReadOnlyList<NetstatLine>? lines = null) => Add(new LabListing(_timeline.Now, command, lines ?? []));

    /// <summary>Says what was seen.</summary>
    public void Observe(string korean, string english, string value) => Add(new LabObservation(_timeline.Now, new(korean, english), value));

    /// <summary>Says whether a claim holds.</summary>
    /// <param name="korean">The claim.</param>
    /// <param name="english">The claim.</param>
    /// <param name="holds">Whether what was seen bears it out.</param>
    /// <param name="seen">What was seen, short: <c>11 + 5 = 16</c>.</param>
    public void Check(string korean, string english, bool holds, string seen) =>
        Check(new Words(korean, english), holds, new(seen, seen));

    /// <summary>Says whether a claim holds, and what was seen.</summary>
    public void Check(Words claim, bool holds, Words seen) => Add(new LabCheck(_timeline.Now, claim, holds ? LabOutcome.Passed : LabOutcome.Failed, seen));

    /// <summary>Says that a claim could not be checked here, and why.</summary>
    public void Skip(string korean, string english, Words why) => Skip(new Words(korean, english), why);

    /// <summary>Says that a claim could not be checked here, and why.</summary>
    public void Skip(Words claim, Words why) => Add(new LabCheck(_timeline.Now, claim, LabOutcome.Skipped, why));

    /// <summary>Makes all that arrives at a socket be lost. Newer kernels let only CAP_NET_ADMIN do so to TCP: then the claim is skipped.</summary>
    /// <returns>Whether it is so.</returns>
    public bool Loses(LabSocket socket, string korean, string english)
    {
        CallResult dropping = socket.DropArrivals();
        if (dropping.Error == nameof(Errno.EPERM))
            Skip(korean, english, LabReasons.MayNotLose);
        else
            Must(dropping);
        return dropping.IsDone;
    }

    /// <summary>A check on captured segments: skipped where there are none to see.</summary>
    public void CheckSegments(string korean, string english, Func<(bool Holds, string Seen)> check)
    {
        if (!SeesSegments)
        {
            Skip(korean, english, LabReasons.NoSegments);
            return;
        }
        (bool holds, string seen) = check();
        Check(korean, english, holds, seen);
    }

    void Add(LabEntry entry)
    {
        lock (_gate)
            _entries.Add(entry);
        _tell(entry);
    }

    LabSocket Keep(LabSocket socket)
    {
        lock (_gate)
            _sockets.Add(socket);
        // One made after the run's end was called would be closed by nobody, and what waits on it be woken by nobody.
        if (Cancellation.IsCancellationRequested)
        {
            socket.Dispose();
            Cancellation.ThrowIfCancellationRequested();
        }
        return socket;
    }

    /// <summary>Wakes whatever waits and closes all sockets. From any thread.</summary>
    public void CloseSockets()
    {
        LabSocket[] all;
        lock (_gate)
            all = [.. _sockets];
        foreach (LabSocket socket in all)
            socket.Dispose();
    }

    /// <summary>Lets go of the table; the sockets are closed by <see cref="CloseSockets"/>.</summary>
    public void Dispose() => _table.Dispose();

    static bool Same(IPEndPoint one, IPEndPoint? other) =>
        other is not null && one.Port == other.Port && Unmapped(one.Address).Equals(Unmapped(other.Address));

    static IPAddress Unmapped(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
