using System.Net;
using Meari.Engines;

namespace Meari.Tests.Fakes;

/// <summary>A socket whose operations end when the test says so, on the thread of the test.</summary>
sealed class ScriptedSocket : EngineSocket
{
    bool _asked;

    public override IPEndPoint LocalEndPoint { get; } = new(IPAddress.Loopback, 1);

    public override IPEndPoint RemoteEndPoint { get; } = new(IPAddress.Loopback, 2);

    /// <summary>How often a receive was asked for.</summary>
    public int Receives { get; private set; }

    /// <summary>Answers a receive at once.</summary>
    public Func<ReceiveResult>? Receiving { get; set; }

    /// <summary>Runs what is to run on the socket's thread.</summary>
    public Action<IThreadPoolWorkItem> Running { get; set; } = static work => work.Execute();

    public bool IsClosed { get; private set; }

    public TcpConnection Connect(TcpConnectOptions options) => new(this, ConnectionSettings.Of(options));

    public void Deliver(params byte[] bytes) => Answer(ReceiveResult.Lend(bytes));

    public void Deliver(TcpOutcome outcome) => Answer(ReceiveResult.Failed(outcome));

    void Answer(ReceiveResult result)
    {
        Assert.True(_asked, "No receive waits for an answer.");
        _asked = false;
        Sink.Received(in result);
    }

    public override bool Receive(int maximum, out ReceiveResult result)
    {
        Receives++;
        _asked = Receiving is null;
        result = Receiving?.Invoke() ?? default;
        return !_asked;
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

    public override void Run(IThreadPoolWorkItem work) => Running(work);
}
