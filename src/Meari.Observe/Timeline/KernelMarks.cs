using System.Net;

namespace Meari.Observe;

/// <summary>
/// The kernel tells of retransmissions and resets by themselves (tracefs), without the segment. Where a capture has the segment too, the two are
/// made one event; a mark without a capture stays.
/// </summary>
/// <param name="upcoming">The events that come next.</param>
internal sealed class KernelMarks(Upcoming upcoming)
{
    /// <summary>How far apart a mark and its segment may be: 1 ms.</summary>
    const long Apart = 1_000_000;

    /// <summary>The most senders that are remembered for that millisecond.</summary>
    const int MaxSenders = 1024;

    /// <summary>When a segment was shown that a mark may be about, and when a mark was left out for a segment to come.</summary>
    readonly RecentMap<(ConnectionPair Pair, IPEndPoint From, bool IsReset), long> _shown = new(MaxSenders), _expected = new(MaxSenders);

    /// <summary>Whether an event is such a mark.</summary>
    public static bool IsMark(SegmentEvent segment) => segment.Packet.IsEmpty && segment.PacketLength == 0 && (segment.Retransmission || IsReset(segment));

    /// <summary>Takes a mark.</summary>
    /// <param name="mark">The mark.</param>
    /// <param name="pair">Its connection's ends.</param>
    /// <param name="from">The sender.</param>
    /// <returns>Whether it has to be shown, since no segment shows what it says.</returns>
    public bool IsAlone(SegmentEvent mark, ConnectionPair pair, IPEndPoint from)
    {
        if (_shown.TryGet((pair, from, IsReset(mark)), out long shown) && mark.Time - shown <= Apart)
            return false;
        if (upcoming.FindSegment(pair, s => !IsMark(s) && Fits(mark, s, from)) is null)
            return true;
        _expected.Set((pair, from, IsReset(mark)), mark.Time);
        return false;
    }

    /// <summary>Takes a segment that the capture shows.</summary>
    /// <param name="captured">The segment, marked as sent again if its bytes say so.</param>
    /// <param name="pair">Its connection's ends.</param>
    /// <param name="from">The sender.</param>
    /// <param name="isKnown">Whether the sender's bytes were seen from the first, so that they alone say what was sent again.</param>
    /// <returns>The segment, marked as sent again if the kernel says so.</returns>
    public SegmentEvent Merge(SegmentEvent captured, ConnectionPair pair, IPEndPoint from, bool isKnown)
    {
        bool isReset = IsReset(captured), isRetransmission = captured.Retransmission;
        if (!isReset && !isRetransmission && !isKnown && CanBeLost(captured))
        {
            isRetransmission = (_expected.TryGet((pair, from, false), out long marked) && captured.Time - marked <= Apart)
                || upcoming.FindSegment(pair, s => IsMark(s) && Fits(s, captured, from)) is not null;
        }
        if (isReset || isRetransmission)
        {
            _shown.Set((pair, from, isReset), captured.Time);
            _expected.Remove((pair, from, isReset));
        }
        return isRetransmission == captured.Retransmission ? captured : captured with { Retransmission = isRetransmission };
    }

    static bool Fits(SegmentEvent mark, SegmentEvent captured, IPEndPoint from) =>
        Math.Abs(mark.Time - captured.Time) <= Apart
        && from.Equals(ConnectionPair.Plain(mark.Local)) && from.Equals(ConnectionPair.Plain(captured.Local))
        && IsReset(mark) == IsReset(captured)
        && (IsReset(mark) || CanBeLost(captured));

    /// <summary>A bare acknowledgment is never sent again.</summary>
    static bool CanBeLost(SegmentEvent segment) => segment.Length > 0 || (segment.ControlBits & (TcpControlBits.Syn | TcpControlBits.Fin)) != 0;

    static bool IsReset(SegmentEvent segment) => segment.ControlBits.HasFlag(TcpControlBits.Rst);
}
