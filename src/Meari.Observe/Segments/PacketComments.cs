using System.Globalization;
using System.Net;
using Meari.Text;

namespace Meari.Observe.Segments;

/// <summary>What happened since a connection's last packet, kept for the comments of its next one.</summary>
/// <param name="describe">An event in words.</param>
/// <remarks>
/// <para>A packet has what is of its connection; of a listening socket, at the next packet to or from its address; and what is of no socket (a program's
/// output, a loss). What no packet followed is for the end of the file, with addresses.</para>
/// <para>Bounded: of a connection <see cref="MostOfOne"/> comments, of <see cref="MostConnections"/> connections; the one that has waited longest gives its own
/// to the end. What is too much is counted, and said.</para>
/// </remarks>
internal sealed class PacketComments(Func<TimelineEvent, string> describe)
{
    /// <summary>Comments that a packet has of one connection, at most.</summary>
    public const int MostOfOne = 32;

    /// <summary>Comments at the end of the file, at most.</summary>
    public const int MostAtEnd = 256;

    /// <summary>Characters of a comment, at most; a Hangul syllable is one of them and three bytes.</summary>
    public const int MaxLength = 200;

    const int MostConnections = 64;

    /// <summary>By connection, or by the port of a listening socket, or 0 and 0 for what is of no socket.</summary>
    readonly Dictionary<(int Connection, int Port), Gathered> _waiting = [];

    readonly Gathered _end = new();

    public void Add(TimelineEvent seen)
    {
        string text = describe(seen);
        Comment comment = new(seen, AddressesOf(seen), text.Length > MaxLength ? text[..MaxLength] : text);
        (int, int) key = (seen.Connection, seen.Connection == 0 ? seen.Local?.Port ?? 0 : 0);
        if (!_waiting.TryGetValue(key, out Gathered? own))
        {
            if (_waiting.Count == MostConnections)
                GiveUpOldest();
            _waiting.Add(key, own = new());
        }
        own.Add(comment, MostOfOne);
    }

    /// <summary>The comments of a packet; what has waited for it is forgotten.</summary>
    public List<string> Take(SegmentEvent packet)
    {
        Gathered all = new();
        foreach ((int, int) key in (ReadOnlySpan<(int, int)>)[(packet.Connection, 0), (0, 0), (0, packet.Local?.Port ?? 0), (0, packet.Remote?.Port ?? 0)])
        {
            if (!_waiting.TryGetValue(key, out Gathered? own))
                continue;
            own.MoveTo(all, comment => comment.Fits(packet));
            if (own.IsEmpty)
                _waiting.Remove(key);
        }
        return all.Texts(packet.Time, packet.Connection);
    }

    /// <summary>All that is left, for the end of the file: times are those before the last packet; what came after it has a plus.</summary>
    public List<string> TakeRest(long time)
    {
        foreach (Gathered gathered in _waiting.Values)
            gathered.MoveTo(_end, static _ => true, MostAtEnd);
        _waiting.Clear();
        return _end.Texts(time, -1); // of no connection: each has its addresses
    }

    void GiveUpOldest()
    {
        (int, int) oldest = _waiting.MinBy(static pair => pair.Value.First).Key;
        _waiting.Remove(oldest, out Gathered? own);
        own!.MoveTo(_end, static _ => true, MostAtEnd);
    }

    static string AddressesOf(TimelineEvent seen) => (seen.Local, seen.Remote) switch
    {
        (null, null) => "",
        (null, { } remote) => $"{remote} ",
        ({ } local, null) => $"{local} ",
        ({ } local, { } remote) => seen.Side == TimelineSide.Server ? $"{remote} ↔ {local} " : $"{local} ↔ {remote} ",
    };

    readonly record struct Comment(TimelineEvent Of, string Addresses, string Text)
    {
        public long Time => Of.Time;

        int Connection => Of.Connection;

        /// <summary>Of its connection, of no socket, or of one that listens where the packet goes or comes from.</summary>
        public bool Fits(SegmentEvent packet) => Connection != 0 || Of.Local is not { } at || Is(at, packet.Local) || Is(at, packet.Remote);

        static bool Is(IPEndPoint at, IPEndPoint? end) => end is not null && at.Port == end.Port
            && (at.Address.Equals(IPAddress.Any) || at.Address.Equals(IPAddress.IPv6Any) || at.Address.Equals(end.Address));

        /// <summary>Whether it says anew all that an earlier one said: of buffers only the last values count.</summary>
        public bool Replaces(Comment earlier) => Of is QueueEvent now && earlier.Of is QueueEvent then && (now.Side, now.Local) == (then.Side, then.Local)
            && (now.SendQueue ?? then.SendQueue) == now.SendQueue && (now.InFlight ?? then.InFlight) == now.InFlight
            && (now.ReceiveQueue ?? then.ReceiveQueue) == now.ReceiveQueue && (now.AcceptQueue ?? then.AcceptQueue) == now.AcceptQueue;

        /// <summary>As a packet has it: how long before or after; which connection, if not the packet's own.</summary>
        public string On(long time, int connection)
        {
            string addresses = connection == Connection ? "" : Addresses;
            string text = Escape.Text(string.Create(CultureInfo.InvariantCulture, $"{(Time - time) / 1e6:+0.000;-0.000;+0.000} ms {addresses}{Text}"));
            if (text.Length <= MaxLength)
                return text; // one that was cut before is longer, as the time has been added
            int cut = char.IsHighSurrogate(text[MaxLength - 2]) ? MaxLength - 2 : MaxLength - 1;
            return string.Concat(text.AsSpan(0, cut), "…");
        }
    }

    sealed class Gathered
    {
        readonly List<Comment> _comments = [];
        long _more;

        public bool IsEmpty => _comments.Count == 0;

        public long First => _comments.Count > 0 ? _comments[0].Time : long.MinValue;

        public void Add(Comment comment, int most)
        {
            if (_comments.Count > 0 && comment.Replaces(_comments[^1]))
                _comments[^1] = comment;
            else if (_comments.Count < most)
                _comments.Add(comment);
            else
                _more++;
        }

        /// <summary>Gives another those that it may have, and the count of those that were too much.</summary>
        public void MoveTo(Gathered other, Predicate<Comment> isWanted, int most = 2 * MostOfOne)
        {
            List<Comment> wanted = _comments.FindAll(isWanted);
            foreach (Comment comment in wanted)
                other.Add(comment, most);
            _comments.RemoveAll(isWanted);
            (other._more, _more) = (other._more + _more, 0);
        }

        public List<string> Texts(long time, int connection)
        {
            List<string> texts = [.. _comments.OrderBy(static comment => comment.Time).Select(comment => comment.On(time, connection))];
            if (_more > 0)
                texts.Add(string.Create(CultureInfo.InvariantCulture, $"… {_more} more"));
            return texts;
        }
    }
}
