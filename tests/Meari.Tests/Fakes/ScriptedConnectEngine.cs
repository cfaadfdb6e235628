using System.Net;
using Meari.Engines;

namespace Meari.Tests.Fakes;

/// <summary>An engine whose attempts to connect end when the test says so.</summary>
sealed class ScriptedConnectEngine : Engine
{
    public override string Name => "scripted";

    public override bool IsLoopThread => IsOnLoop;

    /// <summary>Whether every thread is one of the engine's loops.</summary>
    public bool IsOnLoop { get; init; }

    /// <summary>In the order in which they were begun.</summary>
    public List<ScriptedAttempt> Attempts { get; } = [];

    public IEnumerable<string> Tried => Attempts.Select(static a => a.Remote.Address.ToString());

    /// <summary>Whether attempts go on when they are cancelled, as one does that has connected just before.</summary>
    public bool IgnoresCancellation { get; set; }

    public override ListenResult Listen(IPEndPoint endPoint, ListenSettings settings, IListenerSink sink) => throw new NotSupportedException();

    public override ValueTask<ConnectResult> ConnectAsync(IPEndPoint remote, SocketSettings settings, CancellationToken cancellationToken)
    {
        ScriptedAttempt attempt = new(remote);
        Attempts.Add(attempt);
        if (!IgnoresCancellation)
            cancellationToken.Register(() => attempt.TryEnd(TcpOutcome.Canceled));
        return new(attempt.Result);
    }

    public override IReadOnlyList<EngineLoop> TakeLoops(int count, out int error) => throw new NotSupportedException();
}

/// <summary>One attempt; what awaits it goes on inside the call that ends it, so that the test sees what follows as soon as that returns.</summary>
sealed class ScriptedAttempt(IPEndPoint remote)
{
    readonly TaskCompletionSource<ConnectResult> _result = new();

    public IPEndPoint Remote => remote;

    public Task<ConnectResult> Result => _result.Task;

    public bool TryEnd(TcpOutcome outcome, int error = 0) => _result.TrySetResult(new(null, outcome, error));

    public void Fail(TcpOutcome outcome, int error = 0) => Assert.True(TryEnd(outcome, error));

    public ScriptedSocket Succeed()
    {
        ScriptedSocket socket = new();
        Assert.True(_result.TrySetResult(new(socket, TcpOutcome.Done, 0)));
        return socket;
    }
}
