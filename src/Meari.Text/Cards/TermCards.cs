namespace Meari.Text;

/// <summary>A card for each term of the chapter.</summary>
/// <remarks>Source: RFC 9293 (TCP), 768 (UDP), 4291 and 4007 (IPv6 addresses), 3493 (sockets for IPv6); Linux man pages 7; Windows Sockets 2 reference.</remarks>
internal static partial class TermCards
{
    /// <param name="name">Its words with hyphens, or its name in code.</param>
    /// <param name="title">What people call it.</param>
    /// <param name="summary">It in one sentence.</param>
    /// <param name="sections">The rest.</param>
    static Card Term(string name, Words title, Words summary, params CardSection[] sections) => new(CardKind.Term, name, title, summary, sections);

    static CardSection More(params CardLine[] lines) => new("설명", "In more words", lines);

    static CardSection DotNet(params CardLine[] lines) => new(".NET", ".NET", lines);

    static CardSection Source(string korean, string english) => new("출처", "Source", new CardLine(korean, english));

    /// <summary>Commands of Meari that show it.</summary>
    static CardSection SeeIt(params string[] commands) =>
        new(new Words("직접 보기", "See it"), [.. commands.Select(static command => new CardLine(command, command))], IsCode: true);
}
