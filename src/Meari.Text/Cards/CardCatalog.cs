namespace Meari.Text;

/// <summary>Cards that belong together.</summary>
/// <param name="Title">What they have in common.</param>
/// <param name="Cards">They, in the order of learning.</param>
internal sealed record CardGroup(Words Title, IReadOnlyList<Card> Cards);

/// <summary>All cards, and how one is found.</summary>
internal static class CardCatalog
{
    /// <summary>In the order of the chapter.</summary>
    public static IReadOnlyList<CardGroup> Groups { get; } = MakeGroups();

    static readonly Dictionary<string, Card> ByName = All.ToDictionary(static card => card.Name, StringComparer.Ordinal);
    static readonly Dictionary<string, Card> ByKey = MakeIndex();

    public static IEnumerable<Card> All => Groups.SelectMany(static group => group.Cards);

    /// <summary>
    /// The card that a term names: in either language, in any case, with spaces, hyphens, underscores or none, a call with its parentheses too, an error
    /// by its number. Where the case alone tells two cards apart (the call listen, the state LISTEN), it counts, and in any other case it is the call.
    /// </summary>
    /// <returns>Null if there is none.</returns>
    public static Card? Find(string term) => ByName.GetValueOrDefault(term) ?? ByKey.GetValueOrDefault(Key(term));

    /// <summary>Names of cards that may have been meant: those that contain the term, then those that are spelled nearly so.</summary>
    public static IReadOnlyList<string> Near(string term, int most)
    {
        string key = Key(term);
        IEnumerable<string> containing = key.Length < 2 ? [] : Spoken.Where(name => Key(name).Contains(key, StringComparison.Ordinal));
        return [.. containing.Concat(NearNames.Find(term, Spoken, most)).DistinctBy(Find).Take(most)];
    }

    /// <summary>The names that people use, each of which <see cref="Find"/> knows.</summary>
    public static IEnumerable<string> Spoken => All.SelectMany(NamesOf).Where(static name => !int.TryParse(name, out _));

    /// <summary>All by which one card is found.</summary>
    public static IEnumerable<string> NamesOf(Card card) => new[] { card.Title.Korean, card.Title.English, card.Name }.Concat(card.Aliases);

    /// <summary>A name without what people leave out or add.</summary>
    public static string Key(string name) => new([.. name.ToLowerInvariant().Where(char.IsLetterOrDigit)]);

    static CardGroup[] MakeGroups() =>
    [
        new(new("소켓 함수", "Calls"), CallCards.All),
        new(new("TCP 상태", "TCP states"), StateCards.All),
        new(new("서버와 클라이언트", "Servers and clients"), TermCards.Sides),
        new(new("주소", "Addresses"), TermCards.Addresses),
        new(new("접속과 종료", "Connecting and closing"), TermCards.Connections),
        new(new("버퍼와 데이터", "Buffers and data"), TermCards.Data),
        new(new("IPv6", "IPv6"), TermCards.IpV6),
        new(new("오류", "Errors"), ErrorCards.From(CallCards.All)),
    ];

    static Dictionary<string, Card> MakeIndex()
    {
        Dictionary<string, Card> index = new(StringComparer.Ordinal);
        foreach (Card card in All)
        {
            foreach (string name in NamesOf(card))
                index.TryAdd(Key(name), card);
        }
        return index;
    }
}
