namespace Meari.Observe.Calls;

/// <summary>What a call that returned changed about its socket, for the memory and for the event that tells of it.</summary>
internal static class CallEffects
{
    /// <summary>Applies the change.</summary>
    /// <returns>The addresses and side to tell with the call's return.</returns>
    public static SocketFacts Apply(
        SocketMemory sockets, CallSurroundings surroundings, int process, StraceLine line, SocketCall call, SocketFacts facts)
    {
        bool isDone = line.Result >= 0;
        int descriptor = call.On?.Number ?? 0;
        switch (line.Name)
        {
            case "socket" when isDone:
                StraceDescriptor made = StraceArguments.Decorated((int)line.Result!, line.ResultDecoration);
                sockets.Keep(process, made.Number, new(made.Inode, null, null, TimelineSide.None));
                return facts;
            case "accept" or "accept4" when isDone && line.ResultDecoration is { } decoration:
                StraceDescriptor taken = StraceArguments.Decorated((int)line.Result!, decoration);
                // The peer may have reset it before strace could ask the kernel: then the decoration is the inode.
                SocketFacts accepted = new(taken.Inode, taken.Local, taken.Remote ?? AddressOf(line), TimelineSide.Server);
                sockets.Keep(process, taken.Number, accepted);
                return accepted;
            case "accept" or "accept4":
                return facts with { Side = TimelineSide.Server };
            case "bind" when isDone && call.Address is { Port: > 0 } address:
                facts = facts with { Local = address };
                break;
            case "listen" when isDone:
                facts = facts with { Side = TimelineSide.Server };
                break;
            // EINPROGRESS: a non-blocking connect, whose port the kernel has chosen all the same.
            case "connect":
                facts = facts with { Remote = call.Address ?? facts.Remote, Side = TimelineSide.Client };
                if (facts.Local is not { Port: > 0 } && (isDone || line.Error is "EINPROGRESS"))
                    facts = facts with { Local = surroundings.FindLocal(process, descriptor, facts.Inode) ?? facts.Local };
                break;
            case "close" when isDone:
                sockets.Forget(process, descriptor);
                return facts;
            default:
                return facts;
        }
        sockets.Keep(process, descriptor, facts);
        return facts;
    }

    /// <summary>The address that accept wrote into its argument.</summary>
    static System.Net.IPEndPoint? AddressOf(StraceLine line) =>
        StraceArguments.Split(line.Arguments) is [_, var address, ..] ? StraceArguments.Address(address) : null;
}
