using System.Text;
using Meari.Text;

namespace Meari.Cli.Explain;

/// <summary>Lays cards out for a terminal.</summary>
/// <param name="language">In which language.</param>
/// <param name="width">Columns.</param>
/// <param name="inColour">Whether with a terminal's escape sequences (ECMA-48, SGR).</param>
internal sealed class CardPage(Language language, int width, bool inColour)
{
    /// <summary>Where one is longer, the labels of its section have lines of their own.</summary>
    const int MostLabel = 16;

    const string Bold = "1", Heading = "1;36", Label = "33";

    readonly StringBuilder _page = new();
    readonly HelpTexts _texts = new(language);

    /// <summary>One card.</summary>
    public string Show(Card card)
    {
        Line(Styled(card.Title.In(language), Bold));
        Wrapped("", card.Summary.In(language));
        foreach (CardSection section in card.Sections)
        {
            Line("");
            Line(Styled(section.Title.In(language), Heading));
            Show(section);
        }
        if (card.SeeAlso.Count > 0)
        {
            Line("");
            Line(Styled(_texts.SeeAlso, Heading));
            foreach (string line in Columns.Wrap(string.Join("\u00a0 ", card.SeeAlso.Select(Mention)), width - 2))
                Line("  " + line.Replace('\u00a0', ' ').TrimEnd());
        }
        return _page.ToString();
    }

    /// <summary>All cards: a line for each, and the names of errors, of which there are many.</summary>
    public string List(IReadOnlyList<CardGroup> groups)
    {
        int column = groups.SelectMany(static group => group.Cards).Where(static card => card.Kind != CardKind.Error)
            .Max(card => Columns.Width(card.Title.In(language))) + 4;
        foreach (CardGroup group in groups)
        {
            Line(Styled(group.Title.In(language), Heading));
            if (group.Cards.All(static card => card.Kind == CardKind.Error))
                Wrapped("  ", string.Join(' ', group.Cards.Select(static card => card.Name)));
            else
                foreach (Card card in group.Cards)
                    Row("  " + card.Title.In(language), column, card.Summary.In(language), Bold);
            Line("");
        }
        Wrapped("", _texts.ExplainMore);
        return _page.ToString();
    }

    void Show(CardSection section)
    {
        int label = section.Lines.Max(static line => Columns.Width(line.Label ?? ""));
        foreach (CardLine line in section.Lines)
        {
            string text = line.Text.In(language);
            if (section.IsCode)
                Line("  " + text);
            else if (line.Label is null)
                Row(section.Lines.Count == 1 ? "" : "  -", section.Lines.Count == 1 ? 2 : 4, text, "");
            else if (label <= MostLabel)
                Row("  " + line.Label, label + 4, text, Label);
            else
            {
                Line(Styled("  " + line.Label, Label));
                Row("", 6, text, "");
            }
        }
    }

    /// <summary>What a card is called here, kept together where lines break.</summary>
    string Mention(string name) => CardCatalog.Find(name)!.Title.In(language).Replace(' ', '\u00a0');

    void Row(string label, int column, string text, string style)
    {
        string start = Styled(Columns.Pad(label, column), style);
        foreach (string line in Columns.Wrap(text, width - column))
        {
            Line(start + line);
            start = new string(' ', column);
        }
    }

    void Wrapped(string indent, string text)
    {
        foreach (string line in Columns.Wrap(text, width - indent.Length))
            Line(indent + line);
    }

    string Styled(string text, string style) => inColour && style.Length > 0 ? $"\u001b[{style}m{text}\u001b[0m" : text;

    void Line(string line) => _page.Append(line).Append('\n');
}
