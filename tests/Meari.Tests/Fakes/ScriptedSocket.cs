using System.Net;
using Meari.Engines;
using Meari.Engines.Sockets;

namespace Meari.Tests.Fakes;

/// <summary>A socket whose receives end when the test says so, on the thread of the test, and which takes every byte at once.</summary>
sealed class ScriptedSocket : EngineSocket
{
    readonly MemoryStream _sent = new();
    byte[] _lent = [];
    bool _asked;

    public override IPEndPoint LocalEndPoint { get; } = new(IPAddress.Loopback, 1);

    public override IPEndPoint RemoteEndPoint { get; } = new(IPAddress.Loopback, 2);

    /// <summary>How often a receive was asked for.</summary>
    public int Receives { get; private set; }

    /// <summary>Answers a receive at once.</summary>
    public Func<ReceiveResult>? Receiving { get; set; }

    /// <summary>A send does not end at once; this sees to its end.</summary>
    public Action<OperationResult>? Sending { get; set; }

    /// <summary>Runs what is to run on the socket's thread.</summary>
    public Action<IThreadPoolWorkItem> Running { get; set; } = static work => work.Execute();

    /// <summary>How often a send was asked for.</summary>
    public int Sends { get; private set; }

    public byte[] Sent => _sent.ToArray();

    public bool IsFinished { get; private set; }

    public bool IsAborted { get; private set; }

    public bool IsClosed { get; private set; }

    public TcpConnection Connect(TcpConnectOptions options) => new(this, ConnectionSettings.Of(options, options.OwnEngine ?? SocketsEngine.Instance));

    /// <summary>What is lent is gone as soon as the next receive is asked for.</summary>
    public void Deliver(params byte[] bytes)
    {
        _lent = bytes[..];
        Answer(ReceiveResult.Lend(_lent));
    }

    public void Deliver(TcpOutcome outcome) => Answer(ReceiveResult.Failed(outcome));

    void Answer(ReceiveResult result)
    {
        Assert.True(_asked, "No receive waits for an answer.");
        _asked = false;
        Sink.Received(in result);
    }

    public override bool Receive(int maximum, out ReceiveResult result)
    {
        Array.Fill(_lent, (byte)0xEE);
        Receives++;
        _asked = Receiving is null;
        result = Receiving?.Invoke() ?? default;
        return !_asked;
    }

    public override bool Send(ReadOnlyMemory<byte> bytes, out OperationResult result)
    {
        Sends++;
        result = TrySend(bytes.Span);
        Sending?.Invoke(result);
        return Sending is null;
    }

    public override OperationResult TrySend(ReadOnlySpan<byte> bytes)
    {
        _sent.Write(bytes);
        return OperationResult.Done(bytes.Length);
    }

    public override OperationResult FinishSending()
    {
        IsFinished = true;
        return OperationResult.Done();
    }

    public override void Abort() => IsAborted = true;

    public override void Close() => IsClosed = true;

    public override void Run(IThreadPoolWorkItem work) => Running(work);
}
