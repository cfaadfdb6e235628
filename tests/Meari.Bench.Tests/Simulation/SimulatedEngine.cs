using System.Net;
using Meari.Engines;

namespace Meari.Bench.Tests.Simulation;

/// <summary>What a simulated server does with a request.</summary>
/// <param name="After">How long after the request came, and not before the answers to earlier ones.</param>
/// <param name="Change">What is done to the bytes of the answer.</param>
/// <param name="End">How the connection ends instead of an answer; Done for not at all.</param>
/// <param name="Never">No answer comes.</param>
/// <param name="WithAbort">The answer comes in the moment in which the client aborts the connection: the engine had it already.</param>
readonly record struct Answer(TimeSpan After, Action<byte[]>? Change = null, TcpOutcome End = TcpOutcome.Done, bool Never = false, bool WithAbort = false);

/// <summary>An engine whose connections lead to one simulated echo server. Connecting takes no time.</summary>
sealed class SimulatedEngine(SimulatedTime time, int size, Func<long, long, Answer> answer) : Engine
{
    long _requests;

    public override string Name => "simulated";

    public override bool IsLoopThread => true;

    public int Opened { get; private set; }

    public override ListenResult Listen(IPEndPoint endPoint, ListenSettings settings, IListenerSink sink) => throw new NotSupportedException();

    public override ValueTask<ConnectResult> ConnectAsync(IPEndPoint remote, SocketSettings settings, CancellationToken cancellationToken)
    {
        Opened++;
        return new(new ConnectResult(new Socket(this, time, size, remote), TcpOutcome.Done, 0));
    }

    public override IReadOnlyList<EngineLoop> TakeLoops(int count, out int error)
    {
        error = 0;
        return [.. Enumerable.Range(0, count).Select(_ => new SimulatedLoop(time))];
    }

    Answer Next() => answer(_requests++, time.Now);

    sealed class Socket(SimulatedEngine engine, SimulatedTime time, int size, IPEndPoint remote) : EngineSocket
    {
        readonly List<byte> _request = [];
        readonly Queue<byte[]> _arrived = new();
        readonly Queue<byte[]> _withAbort = new();
        TcpOutcome _end = TcpOutcome.Done;
        bool _waits, _isClosed;
        long _lastAnswer;

        public override IPEndPoint LocalEndPoint { get; } = new(IPAddress.Loopback, 40000);

        public override IPEndPoint RemoteEndPoint => remote;

        public override bool Receive(int maximum, out ReceiveResult result)
        {
            if (TryTake(out result))
                return true;
            _waits = true;
            return false;
        }

        bool TryTake(out ReceiveResult result)
        {
            bool has = _arrived.TryDequeue(out byte[]? bytes);
            result = has ? ReceiveResult.Lend(bytes) : _end == TcpOutcome.Done ? default : ReceiveResult.Failed(_end);
            return has || _end != TcpOutcome.Done;
        }

        public override bool Send(ReadOnlyMemory<byte> bytes, out OperationResult result)
        {
            result = TrySend(bytes.Span);
            return true;
        }

        public override OperationResult TrySend(ReadOnlySpan<byte> bytes)
        {
            _request.AddRange(bytes);
            for (; _request.Count >= size; _request.RemoveRange(0, size))
                Answer([.. _request.Take(size)]);
            return OperationResult.Done(bytes.Length);
        }

        void Answer(byte[] bytes)
        {
            Answer answer = engine.Next();
            if (answer.Never)
                return;
            answer.Change?.Invoke(bytes);
            if (answer.WithAbort)
            {
                _withAbort.Enqueue(bytes);
                return;
            }
            _lastAnswer = Math.Max(_lastAnswer, time.Now + (long)answer.After.TotalNanoseconds);
            time.At(_lastAnswer, () => Arrive(answer.End == TcpOutcome.Done ? bytes : null, answer.End));
        }

        void Arrive(byte[]? bytes, TcpOutcome end)
        {
            if (_isClosed)
                return;
            if (bytes is not null)
                _arrived.Enqueue(bytes);
            else if (_end == TcpOutcome.Done)
                _end = end;
            if (!_waits || !TryTake(out ReceiveResult result))
                return;
            _waits = false;
            Sink.Received(in result);
        }

        /// <summary>The server answers with its own FIN.</summary>
        public override OperationResult FinishSending()
        {
            time.At(time.Now, () => Arrive(null, TcpOutcome.EndOfStream));
            return OperationResult.Done();
        }

        public override void Abort()
        {
            while (_withAbort.TryDequeue(out byte[]? bytes))
                time.At(time.Now, () => Arrive(bytes, TcpOutcome.Done));
            time.At(time.Now, () => Arrive(null, TcpOutcome.Canceled));
        }

        public override void Close() => _isClosed = true;

        public override void Run(IThreadPoolWorkItem work) => time.At(time.Now, work.Execute);
    }
}
