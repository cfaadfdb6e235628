namespace Meari.Text;

/// <summary>A card for each state of TCP.</summary>
/// <remarks>Source: RFC 9293, sections 3.3.2, 3.5, 3.6 and 3.10; Linux's net/ipv4/tcp.c for its names and times.</remarks>
internal static partial class StateCards
{
    public static IReadOnlyList<Card> All { get; } =
    [
        Closed, Listen, SynSent, SynReceived, Established, FinWait1, FinWait2, Closing, TimeWait, CloseWait, LastAck,
    ];

    /// <param name="name">Linux's name, which is shown everywhere in Meari.</param>
    /// <param name="aliases">What Windows's netstat and RFC 9293 call it, where that differs.</param>
    /// <param name="summary">It in one sentence.</param>
    /// <param name="sections">The rest.</param>
    static Card State(string name, string[] aliases, Words summary, params CardSection[] sections) =>
        new(CardKind.State, name, new(name, name), summary, sections) { Aliases = aliases };

    static CardSection Who(string korean, string english) => new("누가 이 상태인가", "Who is in it", new CardLine(korean, english));

    static CardSection In(params CardLine[] lines) => new("들어오는 길", "What leads in", lines);

    static CardSection Out(params CardLine[] lines) => new("나가는 길", "What leads out", lines);

    static CardSection Netstat(params CardLine[] lines) => new("netstat에서", "What netstat shows", lines);

    static CardSection GoodToKnow(params CardLine[] lines) => new("알아 둘 것", "Good to know", lines);

    static CardSection Source(string sections) => new("출처", "Source", new CardLine($"RFC 9293 {sections}절", $"RFC 9293, sections {sections}"));
}
