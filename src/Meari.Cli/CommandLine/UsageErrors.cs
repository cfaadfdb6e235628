using System.CommandLine;
using System.CommandLine.Parsing;
using Meari.Text;

namespace Meari.Cli.CommandLine;

/// <summary>Says in our words what the parser could not understand; the first error alone.</summary>
internal sealed class UsageErrors(Messages messages)
{
    public string? Find(ParseResult parsed, Command root)
    {
        Command command = parsed.CommandResult.Command;
        string? unmatched = parsed.UnmatchedTokens is [{ } first, ..] ? first : OptionAmongArguments(parsed, command);
        if (unmatched is not null && IsOption(unmatched))
            return messages.UnknownOption(unmatched, NearOptions(unmatched, command));
        if (command == root)
            return unmatched is null ? messages.NoCommand : messages.UnknownCommand(unmatched, Near(unmatched, root.Subcommands));
        if (unmatched is not null)
            return messages.TooManyArguments(unmatched);
        return parsed.Errors is [{ } error, ..] ? Explain(error) : null;
    }

    /// <summary>The parser takes an option that it does not know for an argument, where the command has one; no address begins with a dash.</summary>
    static string? OptionAmongArguments(ParseResult parsed, Command command)
    {
        foreach (Argument argument in command.Arguments)
        {
            foreach (Token token in parsed.GetResult(argument)?.Tokens ?? [])
            {
                if (IsOption(token.Value))
                    return token.Value;
            }
        }
        return null;
    }

    static bool IsOption(string token) => token.Length > 1 && token[0] == '-';

    string Explain(ParseError error) => error.SymbolResult switch
    {
        OptionResult { Tokens.Count: 0 } option => messages.MissingValue(option.Option.Name),
        OptionResult option => messages.GivenTwice(option.Option.Name),
        ArgumentResult { Argument.Name: "FILE" } => messages.LogNeeded,
        ArgumentResult => messages.BadShell(CompletionScripts.Shells),
        _ => "meari: " + Escape.Text(error.Message),
    };

    static IReadOnlyList<string> NearOptions(string name, Command command) =>
        Near(name.Split('=')[0], command.Options.Concat(
            command.Parents.OfType<Command>().SelectMany(static parent => parent.Options).Where(static option => option.Recursive)));

    static IReadOnlyList<string> Near(string name, IEnumerable<Symbol> symbols) => NearNames.Find(name, symbols.Select(static s => s.Name), 2);
}
