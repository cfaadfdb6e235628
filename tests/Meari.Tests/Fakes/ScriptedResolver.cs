using System.Net;
using System.Net.Sockets;
using Meari.Connecting;

namespace Meari.Tests.Fakes;

/// <summary>A resolver whose answers come when the test says so; what awaits them goes on inside that call.</summary>
sealed class ScriptedResolver
{
    readonly TaskCompletionSource<Resolved> _v6 = new();
    readonly TaskCompletionSource<Resolved> _v4 = new();

    public List<(string Host, AddressFamily Family)> Asked { get; } = [];

    public Task<Resolved> ResolveAsync(string host, AddressFamily family, CancellationToken cancellationToken)
    {
        Asked.Add((host, family));
        TaskCompletionSource<Resolved> answer = family == AddressFamily.InterNetworkV6 ? _v6 : _v4;
        cancellationToken.Register(() => answer.TrySetResult(new([], TcpOutcome.Canceled, 0)));
        return answer.Task;
    }

    public ScriptedResolver AnswerV6(params string[] addresses) => Answer(_v6, addresses);

    public ScriptedResolver AnswerV4(params string[] addresses) => Answer(_v4, addresses);

    ScriptedResolver Answer(TaskCompletionSource<Resolved> lookup, string[] addresses)
    {
        lookup.SetResult(addresses.Length > 0
            ? new([.. addresses.Select(IPAddress.Parse)], TcpOutcome.Done, 0)
            : new([], TcpOutcome.NameNotResolved, 11001));
        return this;
    }
}
