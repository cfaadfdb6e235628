using System.Net;
using Meari.Engines;

namespace Meari.Tests.Fakes;

/// <summary>An engine without a network, whose listening sockets accept, or fail to, what the test tells them.</summary>
sealed class FakeEngine : Engine
{
    public List<FakeListener> Listeners { get; } = [];

    /// <summary>Called with the listening socket's address; an outcome other than Done refuses to listen there.</summary>
    public Func<IPEndPoint, TcpOutcome> Listening { get; set; } = static _ => TcpOutcome.Done;

    public override string Name => "fake";

    public override bool IsLoopThread => false;

    public override ListenResult Listen(IPEndPoint endPoint, ListenSettings settings, IListenerSink sink)
    {
        TcpOutcome outcome = Listening(endPoint);
        if (outcome != TcpOutcome.Done)
            return new(null, outcome, 98);
        FakeListener listener = new(endPoint, settings, sink);
        Listeners.Add(listener);
        return new(listener, TcpOutcome.Done, 0);
    }

    public override ValueTask<ConnectResult> ConnectAsync(IPEndPoint remote, SocketSettings settings, CancellationToken cancellationToken) =>
        new(new ConnectResult(null, TcpOutcome.Refused, 111));

    public override IReadOnlyList<EngineLoop> TakeLoops(int count, out int error) => throw new NotSupportedException();
}

/// <summary>Keeps to the contract: while it does not accept, the test cannot make it call its sink.</summary>
sealed class FakeListener(IPEndPoint endPoint, ListenSettings settings, IListenerSink sink) : EngineListener
{
    public override IPEndPoint LocalEndPoint { get; } = endPoint;

    public ListenSettings Settings { get; } = settings;

    public bool IsAccepting { get; private set; }

    public bool IsStopped { get; private set; }

    public int Resumed { get; private set; }

    public override void Resume()
    {
        Resumed++;
        IsAccepting = !IsStopped;
    }

    public override void Stop()
    {
        IsStopped = true;
        IsAccepting = false;
    }

    /// <summary>accept fails; afterwards <see cref="IsAccepting"/> tells what the sink wants.</summary>
    public void Fail(TcpOutcome outcome, int error = 1)
    {
        Assert.True(IsAccepting, "The listening socket does not accept.");
        if (!sink.AcceptFailed(outcome, error))
            IsAccepting = false;
    }

    /// <summary>An accept that was under way when the listening socket was closed reports its end late.</summary>
    public void FailThoughStopped(TcpOutcome outcome) => sink.AcceptFailed(outcome, 1);

    /// <summary>accept gives a client who finishes at once.</summary>
    public FakeSocket Accept()
    {
        Assert.True(IsAccepting, "The listening socket does not accept.");
        FakeSocket socket = new(LocalEndPoint);
        if (!sink.Accepted(socket))
            IsAccepting = false;
        return socket;
    }
}

/// <summary>The client has sent FIN already and takes every byte.</summary>
sealed class FakeSocket(IPEndPoint local) : EngineSocket
{
    public override IPEndPoint LocalEndPoint { get; } = local;

    public override IPEndPoint RemoteEndPoint { get; } = new(IPAddress.Loopback, 1);

    public bool IsAborted { get; private set; }

    public override bool Receive(int maximum, out ReceiveResult result)
    {
        result = ReceiveResult.Failed(IsAborted ? TcpOutcome.Canceled : TcpOutcome.EndOfStream);
        return true;
    }

    public override bool Send(ReadOnlyMemory<byte> bytes, out OperationResult result)
    {
        result = OperationResult.Done(bytes.Length);
        return true;
    }

    public override OperationResult TrySend(ReadOnlySpan<byte> bytes) => OperationResult.Done(bytes.Length);

    public override OperationResult FinishSending() => OperationResult.Done();

    public override void Abort() => IsAborted = true;

    public override void Close()
    {
    }

    public override void Run(IThreadPoolWorkItem work) => work.Execute();
}
