using System.CommandLine;
using System.CommandLine.Completions;
using Meari.Cli.Explain;
using Meari.Text;

namespace Meari.Cli.CommandLine;

/// <summary>The argument and the options of <c>meari explain</c>.</summary>
internal sealed class ExplainOptions
{
    /// <summary>How many cards are named that may have been meant.</summary>
    const int MostNear = 3;

    readonly Argument<string[]> _term;
    readonly Option<string> _json;
    readonly Option<string> _noColor;

    public ExplainOptions(HelpTexts help)
    {
        // Several words need no quotes.
        _term = new("TERM") { Description = help.ExplainTerm, Arity = ArgumentArity.ZeroOrMore };
        _term.CompletionSources.Add(static context => Completions(context.WordToComplete));
        _json = Symbols.Flag("--json", help.ExplainJson, "-j");
        _noColor = Symbols.Flag("--no-color", help.NoColor);
        Command = new("explain", help.ExplainCommand) { _term, _json, _noColor };
    }

    public Command Command { get; }

    /// <summary>What the command line asks for; what is wrong with it is the reader's <see cref="OptionReader.Error"/>.</summary>
    public ExplainSettings Read(ParseResult parsed, OptionReader options, Messages messages)
    {
        Card? card = null;
        if (parsed.GetValue(_term) is { Length: > 0 } words)
        {
            string term = string.Join(' ', words);
            card = CardCatalog.Find(term);
            if (card is null)
                options.Fail(messages.NoCard(term, CardCatalog.Near(term, MostNear)));
        }
        return new() { Card = card, Json = options.IsGiven(_json), NoColor = options.IsGiven(_noColor) };
    }

    /// <summary>One word each, so that no shell splits or quotes it: what programs call a card, and its Korean title as soon as Hangul is typed.</summary>
    static IEnumerable<CompletionItem> Completions(string typed) => typed.Any(char.IsAscii) || typed.Length == 0
        ? CardCatalog.All.Select(static card => new CompletionItem(card.Name))
        : CardCatalog.All.Select(static card => new CompletionItem(card.Title.Korean.Replace(' ', '-')));
}
