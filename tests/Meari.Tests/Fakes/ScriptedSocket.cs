using System.Net;
using Meari.Engines;

namespace Meari.Tests.Fakes;

/// <summary>A socket whose operations end when the test says so, on the thread of the test.</summary>
sealed class ScriptedSocket : EngineSocket
{
    int _asked;

    public override IPEndPoint LocalEndPoint { get; } = new(IPAddress.Loopback, 1);

    public override IPEndPoint RemoteEndPoint { get; } = new(IPAddress.Loopback, 2);

    /// <summary>How often a receive was asked for.</summary>
    public int Receives { get; private set; }

    /// <summary>Whether a receive waits to be answered.</summary>
    public bool IsAsked => Volatile.Read(ref _asked) != 0;

    public bool IsClosed { get; private set; }

    public TcpConnection Connect(TcpConnectOptions options) => new(this, ConnectionSettings.Of(options));

    public void Deliver(params byte[] bytes) => Answer(ReceiveResult.Lend(bytes));

    public void Deliver(TcpOutcome outcome) => Answer(ReceiveResult.Failed(outcome));

    void Answer(ReceiveResult result)
    {
        Assert.Equal(1, Interlocked.Exchange(ref _asked, 0));
        Sink.Received(in result);
    }

    public override bool Receive(int maximum, out ReceiveResult result)
    {
        Receives++;
        Volatile.Write(ref _asked, 1);
        result = default;
        return false;
    }

    public override bool Send(ReadOnlyMemory<byte> bytes, out OperationResult result)
    {
        result = OperationResult.Done(bytes.Length);
        return true;
    }

    public override OperationResult TrySend(ReadOnlySpan<byte> bytes) => OperationResult.Done(bytes.Length);

    public override OperationResult FinishSending() => OperationResult.Done();

    public override void Abort()
    {
    }

    public override void Close() => IsClosed = true;

    public override void Run(IThreadPoolWorkItem work) => work.Execute();
}
