namespace Meari.Tests.Stress;

/// <summary>What a client and its handler have to say to each other.</summary>
enum Talk
{
    /// <summary>The handler sends back what it receives.</summary>
    Echo,

    /// <summary>Both send at the same time, each its own.</summary>
    Both,

    /// <summary>The client sends and finishes; then the handler does.</summary>
    Question,
}

/// <summary>How one side uses its connection.</summary>
enum Manner
{
    /// <summary>Receives and sends of every kind.</summary>
    Direct,

    /// <summary><see cref="TcpConnection.AsPipe"/>.</summary>
    Pipe,

    /// <summary><see cref="TcpConnection.AsStream"/>.</summary>
    Stream,

    /// <summary><see cref="TcpConnection.CopyToAsync"/>, back to the client.</summary>
    Copy,

    /// <summary>The same, to an echo server and from there: a connection that the handler makes.</summary>
    Relay,

    /// <summary>Not the library: a plain socket.</summary>
    Plain,
}

/// <summary>What goes wrong, if anything does.</summary>
enum Fault
{
    None,

    /// <summary>The client sends RST, from its sender.</summary>
    ClientResetsSending,

    /// <summary>The client sends RST, from its receiver.</summary>
    ClientResetsReceiving,

    /// <summary>The client closes without having said or heard everything.</summary>
    ClientLeaves,

    /// <summary>The handler sends RST.</summary>
    ServerAborts,

    /// <summary>The handler returns before the end.</summary>
    ServerReturns,

    /// <summary>The handler throws.</summary>
    HandlerFails,

    /// <summary>The handler cancels a send, which resets the connection unless the send has ended by then.</summary>
    ServerCancelsSend,

    /// <summary>The client cancels its connect, which may have succeeded by then.</summary>
    ConnectIsCancelled,
}

/// <summary>One connection, decided beforehand.</summary>
sealed record Plan
{
    const int Largest = 1024 * 1024, Deep = 6 * 1024 * 1024;

    public required int Number { get; init; }

    /// <summary>Which of the round's servers.</summary>
    public required int Server { get; init; }

    public Talk Talk { get; private set; }

    public Manner ClientManner { get; private set; }

    public Manner ServerManner { get; private set; }

    /// <summary>The handler does not see the bytes that it sends back.</summary>
    public bool IsCopied => ServerManner is Manner.Copy or Manner.Relay;

    public Fault Fault { get; private set; }

    /// <summary>Bytes from the client to the server.</summary>
    public int Up { get; private set; }

    /// <summary>Bytes from the server to the client.</summary>
    public int Down { get; private set; }

    /// <summary>After how many bytes the fault comes: received ones, or sent ones where it is a sender's.</summary>
    public int FaultAt { get; private set; }

    /// <summary>The client sends the next message when the last has come back.</summary>
    public bool IsLockstep { get; private set; }

    /// <summary>The client sends FIN before it has received everything, and then receives until the server's.</summary>
    public bool FinishesEarly { get; private set; }

    /// <summary>The plain client's SO_RCVBUF and SO_SNDBUF; 0 for the system's.</summary>
    public int SocketBuffers { get; private set; }

    /// <summary>The client's awaits resume on its loop.</summary>
    public bool ClientIsInline { get; private set; }

    /// <summary>The connection may be over before the handler has received whose it is.</summary>
    public bool MayBeUnknown => Fault is Fault.ClientResetsSending or Fault.ClientResetsReceiving or Fault.ConnectIsCancelled;

    public static Plan Of(Draw draw, int number, int servers)
    {
        Plan plan = new()
        {
            Number = number,
            Server = draw.Below(servers),
            Talk = draw.Any(Talk.Echo, Talk.Echo, Talk.Echo, Talk.Both, Talk.Question),
            ClientManner = draw.Any(Manner.Direct, Manner.Direct, Manner.Pipe, Manner.Stream, Manner.Plain, Manner.Plain, Manner.Plain),
            ServerManner = draw.Any(Manner.Direct, Manner.Direct, Manner.Direct, Manner.Pipe, Manner.Stream, Manner.Copy, Manner.Relay),
            ClientIsInline = draw.OneIn(2),
        };
        plan.ChooseLengths(draw);
        plan.ChooseFault(draw);
        return plan;
    }

    void ChooseLengths(Draw draw)
    {
        if (IsCopied)
            Talk = Talk.Echo;
        IsLockstep = Talk == Talk.Echo && draw.OneIn(3);
        // More than the kernel's buffers hold, sometimes, so that senders get stuck.
        int most = IsLockstep ? 16 * 1024 : draw.OneIn(8) ? Deep : Largest;
        Up = draw.OneIn(3) ? draw.Between(most / 2, most) : draw.Size(most);
        Down = Talk == Talk.Echo ? Up : draw.OneIn(3) ? draw.Between(most / 2, most) : draw.Size(most);
        FinishesEarly = Talk == Talk.Question || draw.OneIn(2);
        // Small buffers make loopback slow where there is much.
        if (ClientManner == Manner.Plain && most <= Largest && draw.OneIn(2))
            SocketBuffers = draw.Between(32 * 1024, 128 * 1024);
    }

    void ChooseFault(Draw draw)
    {
        if (draw.OneIn(2))
            return;
        bool isDirectEcho = Talk == Talk.Echo && !IsCopied;
        Fault = draw.Any(Enum.GetValues<Fault>());
        if (Fault is Fault.ServerReturns or Fault.HandlerFails && !isDirectEcho)
            Fault = Fault.ServerAborts;
        if (Fault == Fault.ServerCancelsSend && !(isDirectEcho && ServerManner == Manner.Direct))
            Fault = Fault.ServerAborts;
        if (Fault == Fault.ServerAborts && IsCopied)
            Fault = Fault.ClientResetsReceiving;
        if (Fault == Fault.ConnectIsCancelled && ClientManner == Manner.Plain)
            Fault = Fault.ClientResetsSending;
        FaultAt = Fault switch
        {
            Fault.ClientResetsReceiving => draw.Below(Down),
            Fault.ClientResetsSending or Fault.ClientLeaves => draw.Below(Up),
            _ => draw.Between(1, Up),
        };
    }
}
