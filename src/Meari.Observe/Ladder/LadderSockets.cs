namespace Meari.Observe;

/// <summary>What earlier calls on a descriptor told of its socket, as far as a later sentence depends on it.</summary>
/// <param name="IsListening">After listen.</param>
/// <param name="IsConnecting">A non-blocking connect goes on.</param>
/// <param name="Linger">SO_LINGER in seconds; null while it is off.</param>
internal readonly record struct LadderSocket(bool IsListening, bool IsConnecting, int? Linger);

/// <summary>
/// Remembers sockets by process and descriptor: a socket has options before it has a connection. Meari's own operations name no descriptor,
/// and are not remembered.
/// </summary>
internal sealed class LadderSockets
{
    /// <summary>The most sockets. Beyond, all are forgotten.</summary>
    public const int Most = 4096;

    readonly Dictionary<(int? Process, long Descriptor), LadderSocket> _all = [];

    public LadderSocket this[CallEvent call] => call.Descriptor is { } descriptor ? _all.GetValueOrDefault((call.Process, descriptor)) : default;

    /// <summary>Keeps what a call that returned changed.</summary>
    public void Remember(CallEvent call)
    {
        bool isDone = call is { Error: null, Result: >= 0 };
        LadderSocket known = this[call];
        switch (call.Name)
        {
            case "socket" when isDone:
                Set(call.Process, call.Result, default);
                break;
            // Linux gives the new socket the listening one's options.
            case "accept" or "accept4" when isDone && call.Descriptor is not null:
                Set(call.Process, call.Result, new(false, false, known.Linger));
                break;
            case "listen" when isDone:
                Set(call.Process, call.Descriptor, known with { IsListening = true });
                break;
            case "connect" when call.Result is not null:
                Set(call.Process, call.Descriptor, known with { IsConnecting = call.Error is "EINPROGRESS" or "EALREADY" });
                break;
            case "setsockopt" when isDone && SocketOption.Of(call.Arguments) is { Name: "SO_LINGER" } option:
                Set(call.Process, call.Descriptor, known with { Linger = option.LingerSeconds });
                break;
            case "close" when isDone && call.Descriptor is { } descriptor:
                _all.Remove((call.Process, descriptor));
                break;
        }
    }

    void Set(int? process, long? descriptor, LadderSocket socket)
    {
        if (descriptor is not { } number)
            return;
        if (_all.Count >= Most)
            _all.Clear();
        _all[(process, number)] = socket;
    }
}
