using System.Globalization;
using Meari.Text;

namespace Meari.Observe.Segments;

/// <summary>What happened since a connection's last packet, kept for the comments of its next one.</summary>
/// <param name="describe">An event in words.</param>
/// <remarks>
/// Bounded: of a connection <see cref="MostOfOne"/> comments, of <see cref="MostConnections"/> connections; the one that has waited longest
/// then gives its own to the next packet, whosever that is. What is too much is counted, and said.
/// </remarks>
internal sealed class PacketComments(Func<TimelineEvent, string> describe)
{
    /// <summary>Comments that a packet has of one connection, at most.</summary>
    public const int MostOfOne = 32;

    /// <summary>Comments of the last packet, which has the rest of all connections, at most.</summary>
    public const int MostAtEnd = 256;

    /// <summary>Characters of a comment, at most; a Hangul syllable is one of them and three bytes.</summary>
    public const int MaxLength = 200;

    const int MostConnections = 64;

    readonly Dictionary<int, Gathered> _byConnection = [];

    /// <summary>What belongs to no connection (a listening socket's calls), and what waited too long.</summary>
    readonly Gathered _others = new();

    public void Add(TimelineEvent seen)
    {
        string text = describe(seen);
        Comment comment = new(seen.Time, seen.Connection, AddressesOf(seen), text.Length > MaxLength ? text[..MaxLength] : text);
        if (seen.Connection == 0)
        {
            _others.Add(comment, MostOfOne);
            return;
        }
        if (!_byConnection.TryGetValue(seen.Connection, out Gathered? own))
        {
            if (_byConnection.Count == MostConnections)
                GiveUpOldest();
            _byConnection.Add(seen.Connection, own = new());
        }
        own.Add(comment, MostOfOne);
    }

    /// <summary>The comments of a packet; what has waited for it is forgotten.</summary>
    public List<string> Take(SegmentEvent packet)
    {
        Gathered all = new();
        all.Add(_others, MostOfOne);
        _others.Clear();
        if (_byConnection.Remove(packet.Connection, out Gathered? own))
            all.Add(own, 2 * MostOfOne);
        return all.Texts(packet.Time, packet.Connection);
    }

    /// <summary>All that is left, for the last packet; what came after it has a time with a plus.</summary>
    public List<string> TakeRest(long time, int connection)
    {
        Gathered all = new();
        foreach (Gathered gathered in _byConnection.Values.Append(_others))
            all.Add(gathered, MostAtEnd);
        _byConnection.Clear();
        _others.Clear();
        return all.Texts(time, connection);
    }

    void GiveUpOldest()
    {
        int oldest = _byConnection.MinBy(static pair => pair.Value.First).Key;
        _byConnection.Remove(oldest, out Gathered? own);
        _others.Add(own!, MostOfOne);
    }

    static string AddressesOf(TimelineEvent seen) => (seen.Local, seen.Remote) switch
    {
        (null, null) => "",
        (null, { } remote) => $"{remote} ",
        ({ } local, null) => $"{local} ",
        ({ } local, { } remote) => seen.Side == TimelineSide.Server ? $"{remote} ↔ {local} " : $"{local} ↔ {remote} ",
    };

    readonly record struct Comment(long Time, int Connection, string Addresses, string Text)
    {
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

        public long First => _comments.Count > 0 ? _comments[0].Time : long.MinValue;

        public void Add(Comment comment, int most)
        {
            if (_comments.Count < most)
                _comments.Add(comment);
            else
                _more++;
        }

        public void Add(Gathered other, int most)
        {
            foreach (Comment comment in other._comments)
                Add(comment, most);
            _more += other._more;
        }

        public void Clear()
        {
            _comments.Clear();
            _more = 0;
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
