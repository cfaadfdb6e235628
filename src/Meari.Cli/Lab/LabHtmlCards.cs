using System.Globalization;
using System.Net;
using System.Text;
using Meari.Lab;
using Meari.Observe;
using Meari.Text;

namespace Meari.Cli.Lab;

/// <summary>The cards of what reports are about: each once in a document, folded, and named where it belongs to.</summary>
/// <param name="language">In which language.</param>
internal sealed class LabHtmlCards(Language language)
{
    readonly List<Card> _cards = [];

    /// <summary>What an experiment names, then the calls that it made, and the states that came of them.</summary>
    public static IReadOnlyList<Card> Of(LabReport report)
    {
        IEnumerable<string> calls = report.Events.OfType<CallEvent>().Select(static call => ProgramTexts.ChapterNameOf(call.Name) ?? call.Name);
        IEnumerable<string> states = report.Events.OfType<StateEvent>().Where(static state => state.To != TcpState.Closed).Select(static state => TcpStates.NameOf(state.To));
        return [.. report.Experiment.Cards.Concat(calls).Concat(states).Distinct().Select(CardCatalog.Find).OfType<Card>().Distinct()];
    }

    /// <summary>Links to the cards of a report, which <see cref="WriteAll"/> has then.</summary>
    public string Mention(LabReport report)
    {
        IReadOnlyList<Card> cards = Of(report);
        _cards.AddRange(cards.Except(_cards));
        return string.Join(", ", cards.Select(card => $"<a href=\"#{IdOf(card)}\">{Text(card.Title)}</a>"));
    }

    /// <summary>All that were mentioned.</summary>
    public void WriteAll(StringBuilder page)
    {
        if (_cards.Count == 0)
            return;
        page.Append(CultureInfo.InvariantCulture, $"<section class=\"cards\"><h2>{Text(LabTexts.Cards)}</h2>\n");
        foreach (Card card in _cards)
            Write(page, card);
        page.Append("</section>\n");
    }

    void Write(StringBuilder page, Card card)
    {
        // The place that a link goes to is inside, so that a browser unfolds it.
        page.Append(CultureInfo.InvariantCulture, $"<details><summary><b>{Text(card.Title)}</b> <span class=\"quiet\">{Text(card.Summary)}</span></summary><div class=\"card\" id=\"{IdOf(card)}\">\n");
        foreach (CardSection section in card.Sections)
        {
            page.Append(CultureInfo.InvariantCulture, $"<h4>{Text(section.Title)}</h4>");
            if (section.IsCode)
                page.Append("<pre>").AppendJoin('\n', section.Lines.Select(line => Text(line.Text))).Append("</pre>");
            else if (section.Lines.Any(static line => line.Label is not null))
                page.Append("<dl>").AppendJoin("", section.Lines.Select(line => $"<dt>{Encode(line.Label ?? "")}</dt><dd>{Text(line.Text)}</dd>")).Append("</dl>");
            else
                page.Append(section.Lines.Count > 1 ? "<ul>" : "").AppendJoin("", section.Lines.Select(line => section.Lines.Count > 1 ? $"<li>{Text(line.Text)}</li>" : $"<p>{Text(line.Text)}</p>"))
                    .Append(section.Lines.Count > 1 ? "</ul>" : "");
            page.Append('\n');
        }
        page.Append("</div></details>\n");
    }

    static string IdOf(Card card) => $"card-{Encode(card.Name)}";

    string Text(Words words) => Encode(words.In(language));

    static string Encode(string text) => WebUtility.HtmlEncode(Escape.Text(text));
}
