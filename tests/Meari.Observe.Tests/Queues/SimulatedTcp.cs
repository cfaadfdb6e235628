using static Meari.Observe.Tests.Make;

namespace Meari.Observe.Tests;

/// <summary>
/// A TCP of two ends with true buffers, driven by a seeded generator: random sends and receives, segments that wait in the network, windows that close.
/// A capture sees each segment when it is sent, and the receiver gets it at once (loopback), or it is lost behind the capture.
/// </summary>
sealed class SimulatedTcp
{
    const int Capacity = 4000, Mss = 700;

    readonly Random _random;
    readonly double _loss;
    long _time = 100;

    public SimulatedTcp(int seed, double loss)
    {
        (_random, _loss) = (new Random(seed), loss);
        (A, B) = (new End(true, (uint)_random.Next() * 2u), new End(false, uint.MaxValue - (uint)_random.Next(5000)));
        (A.Peer, B.Peer) = (B, A);
    }

    public End A { get; }

    public End B { get; }

    /// <summary>Each event with the true values of both ends after it.</summary>
    public List<(TimelineEvent Seen, (long Send, long InFlight, long Receive) A, (long Send, long InFlight, long Receive) B)> Log { get; } = [];

    public sealed class End(bool isClient, uint first)
    {
        public bool IsClient { get; } = isClient;
        public uint First { get; } = first;
        public End Peer { get; set; } = null!;
        public long Written, Sent, Acknowledged, Received, Read, WindowEnd = Capacity;
        public bool HasFin, FinSent, FinAcknowledged, FinReceived;
        public Dictionary<long, int> Islands { get; } = [];

        public (long, long, long) Truth => (Written - Acknowledged, Sent - Acknowledged, Received - Read);
    }

    public void Run(int steps)
    {
        Note(Segment(_time++, true, Syn, A.First, window: Capacity, scale: 0));
        Note(Segment(_time++, false, Syn | Ack, B.First, A.First + 1, window: Capacity, scale: 0));
        Note(Segment(_time++, true, Ack, A.First + 1, B.First + 1, window: Capacity));
        Note(Call(_time++, "connect", 1, 3, local: Client, remote: Server));
        Note(Call(_time++, "accept", 2, 3, 4, Server, Client));
        for (int i = 0; i < steps; i++)
            Step(_random.Next(2) == 0 ? A : B);
        A.HasFin = B.HasFin = true;
        for (int i = 0; i < 200; i++)
            Step(i % 2 == 0 ? A : B);
    }

    void Step(End end)
    {
        switch (_random.Next(6))
        {
            case 0 when !end.HasFin:
                Write(end);
                break;
            case 1:
                Read(end);
                break;
            case 2 or 3:
                SendNew(end);
                break;
            case 4 when end.Sent > end.Acknowledged:
                // Again: all that is not acknowledged, or only a part.
                SendData(end, end.Acknowledged, (int)Math.Min(_random.Next(1, Mss), end.Sent - end.Acknowledged));
                break;
            case 5:
                Send(end, Ack, end.Sent + (end.FinSent ? 1 : 0), 0);
                break;
        }
    }

    void Write(End end)
    {
        long count = Math.Min(_random.Next(1, 3000), Capacity * 2 - (end.Written - end.Acknowledged));
        if (count <= 0)
            return;
        end.Written += count;
        Note(Call(_time++, "send", end.IsClient ? 1 : 2, end.IsClient ? 3 : 4, count));
    }

    void Read(End end)
    {
        long count = Math.Min(_random.Next(1, 3000), end.Received - end.Read);
        if (count == 0)
            return;
        end.Read += count;
        Note(Call(_time++, "recv", end.IsClient ? 1 : 2, end.IsClient ? 3 : 4, count));
    }

    void SendNew(End end)
    {
        // Sometimes one byte beyond the window, as a probe does.
        long room = end.WindowEnd - end.Sent;
        int count = (int)Math.Min(Math.Min(_random.Next(1, Mss), end.Written - end.Sent), room > 0 ? room : _random.Next(2));
        if (count > 0)
        {
            SendData(end, end.Sent, count);
        }
        else if (end.HasFin && end.Sent == end.Written && !end.FinAcknowledged)
        {
            end.FinSent = true;
            Send(end, Fin | Ack, end.Sent, 0);
        }
    }

    void SendData(End end, long start, int count)
    {
        end.Sent = Math.Max(end.Sent, start + count);
        Send(end, Ack, start, count);
    }

    void Send(End end, TcpControlBits bits, long start, int count)
    {
        uint acknowledgment = end.Peer.First + 1 + (uint)end.Received + (end.FinReceived ? 1u : 0);
        SegmentEvent segment = Segment(_time++, end.IsClient, bits, end.First + 1 + (uint)start, acknowledgment, count, (int)(Capacity - (end.Received - end.Read)));
        if (_random.NextDouble() >= _loss)
            Arrive(end.Peer, bits, start, count, end.Received, end.FinReceived, Capacity - (end.Received - end.Read));
        Note(segment);
    }

    static void Arrive(End end, TcpControlBits bits, long start, int count, long acknowledged, bool finAcknowledged, long window)
    {
        End from = end.Peer;
        end.Acknowledged = Math.Max(end.Acknowledged, acknowledged);
        end.FinAcknowledged |= finAcknowledged;
        end.WindowEnd = Math.Max(end.WindowEnd, acknowledged + window);
        // What begins behind the window that this end has told is thrown away.
        if (count > 0 && start < from.WindowEnd)
            end.Islands[start] = Math.Max(count, end.Islands.GetValueOrDefault(start));
        while (end.Islands.Keys.Where(s => s <= end.Received).ToArray() is { Length: > 0 } ready)
        {
            foreach (long s in ready)
            {
                end.Received = Math.Max(end.Received, s + end.Islands[s]);
                end.Islands.Remove(s);
            }
        }
        if (bits.HasFlag(Fin) && start == end.Received)
            end.FinReceived = true;
    }

    void Note(TimelineEvent seen) => Log.Add((seen, A.Truth, B.Truth));
}
