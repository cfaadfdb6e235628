using System.CommandLine;
using System.Text;
using Meari.Text;

namespace Meari.Cli.CommandLine;

/// <summary>Prints the help of a command, laid out for text in which a Hangul syllable is two columns wide.</summary>
internal sealed class HelpPrinter(HelpTexts texts)
{
    const int Width = 100;

    readonly StringBuilder _page = new();

    public string Print(Command command)
    {
        Sentence(command.Description ?? "");
        Heading(texts.Usage);
        _page.Append("  ").Append(UsageOf(command)).Append('\n');
        Table(texts.Arguments, command.Arguments.Select(static a => (a.Name, a.Description)));
        Table(texts.Commands, command.Subcommands.Select(static c => (c.Name, c.Description)));
        Table(texts.Options, OptionsOf(command).Select(static o => (Names(o), o.Description)));
        if (Examples(command.Name) is { Length: > 0 } examples)
        {
            Heading(texts.Examples);
            foreach (string example in examples)
                _page.Append("  ").Append(example).Append('\n');
        }
        return _page.Replace('\u00a0', ' ').ToString();
    }

    static string UsageOf(Command command)
    {
        string arguments = string.Concat(command.Arguments.Select(static a => a.Arity.MinimumNumberOfValues > 0 ? a.Arity.MaximumNumberOfValues > 1 ? $" {a.Name} …" : $" {a.Name}"
            : a.Arity.MaximumNumberOfValues > 1 ? $" [{a.Name} …]"
            : $" [{a.Name}]"));
        arguments += command.Name is "watch" or "lab" ? " [OPTIONS] [-- PROGRAM …]" : " [OPTIONS]";
        return command.Name == "meari" ? "meari COMMAND [OPTIONS]" : string.Join("\n  ", command.Subcommands.Select(UsageOf).Prepend($"{PathOf(command)}{arguments}"));
    }

    static string PathOf(Command command) => command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{PathOf(parent)} {command.Name}" : command.Name;

    /// <summary>A command's own, then those that every command has.</summary>
    static IEnumerable<Option> OptionsOf(Command command) =>
        command.Options.Concat(command.Parents.OfType<Command>().SelectMany(OptionsOf).Where(static option => option.Recursive));

    static string Names(Option option)
    {
        IEnumerable<string> names = option.Aliases.Order(StringComparer.Ordinal).Append(option.Name);
        string together = string.Join(", ", names);
        return (together.StartsWith("--", StringComparison.Ordinal) ? "    " : "") + together + (option.HelpName is { } value ? $" {value}" : "");
    }

    static string[] Examples(string command) => command switch
    {
        "serve" => ["meari serve", "meari serve -4 -p 9001", "meari serve --book", "meari serve 127.0.0.1:0 [::1]:0 --json"],
        "connect" => ["meari connect", "meari connect localhost:9000 --message hello", "meari connect --encoding cp949", "meari connect --raw example.com:80 < request"],
        "watch" => ["meari watch -- ./TCPServer", "sudo meari watch :9000 --explain", "meari watch --pid 1234 -o seen.jsonl", "meari watch --replay seen.jsonl --speed max"],
        "lab" => ["meari lab", "meari lab 4-2", "meari lab 4-2 --by-hand", "meari lab 4-2 -- ./TCPServer", "sudo meari lab --all", "meari lab send-returns-early --html report.html"],
        "sockets" => ["meari sockets", "meari sockets -p 9000 --watch", "meari sockets --state listen,time-wait --json", "meari sockets --netstat"],
        "explain" => ["meari explain", "meari explain accept", "meari explain accept queue", "meari explain TIME_WAIT", "meari explain ECONNREFUSED", "meari explain 10061"],
        "lens" => ["meari lens", "meari lens -p 9090", "sudo meari lens :5432", "meari lens --listen 0.0.0.0"],
        "bench" => ["meari bench", "meari bench :9000 -c 1000 -d 30s", "meari bench :9000 --rate 20000 --html report.html", "meari bench :9000 --find-rate 'p99<1ms'"],
        "report" => ["meari bench report before.hlog after.hlog", "meari bench report --merge a.hlog b.hlog --hlog both.hlog"],
        "completion" => ["source <(meari completion bash)", "meari completion zsh > ~/.zfunc/_meari", "meari completion fish | source"],
        _ => ["meari serve", "meari connect"],
    };

    void Heading(string heading) => _page.Append('\n').Append(heading).Append(":\n");

    void Sentence(string sentence)
    {
        foreach (string line in Columns.Wrap(sentence, Width))
            _page.Append(line).Append('\n');
    }

    void Table(string heading, IEnumerable<(string Name, string? Description)> rows)
    {
        List<(string Name, string? Description)> all = [.. rows];
        if (all.Count == 0)
            return;
        Heading(heading);
        int column = all.Max(static row => Columns.Width(row.Name)) + 4;
        foreach ((string name, string? description) in all)
        {
            string start = "  " + name;
            foreach (string line in Columns.Wrap(description ?? "", Width - column))
            {
                _page.Append(Columns.Pad(start, column)).Append(line).Append('\n');
                start = "";
            }
        }
    }
}
