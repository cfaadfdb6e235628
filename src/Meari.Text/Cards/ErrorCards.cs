namespace Meari.Text;

/// <summary>A card for each error, gathered from what the calls' cards say of it.</summary>
internal static class ErrorCards
{
    public static IReadOnlyList<Card> From(IEnumerable<Card> calls)
    {
        List<(Card Call, CardLine Line)> told =
            [.. calls.SelectMany(static call => call.Sections.SelectMany(static section => section.Lines).Select(line => (call, line)))];
        return [.. CallErrors.All.Select(error => Make(error, [.. told.Where(t => t.Line.Error == error)]))];
    }

    static Card Make(CallError error, IReadOnlyList<(Card Call, CardLine Line)> told)
    {
        CardSection names = new("이름과 번호", "Names and numbers",
            new("Linux", error.Linux ?? "이런 errno는 없습니다.", error.Linux ?? "There is no errno for it."),
            new("Windows", error.Windows ?? "이런 소켓 오류는 없습니다.", error.Windows ?? "Windows has no such socket error."));
        CardSection calls = new(new("만나는 곳", "Where it is met"), [.. told.Select(static t => new CardLine(t.Call.Title.English, t.Line.Text))]);
        return new(CardKind.Error, error.Name, new(error.Label, error.Label), error.Meaning, [names, calls])
        {
            Aliases = [.. error.Names.Where(name => name != error.Name)],
            SeeAlso = [.. told.Select(static t => t.Call.Name)],
        };
    }
}
