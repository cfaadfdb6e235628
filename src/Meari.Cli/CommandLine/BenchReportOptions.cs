using System.CommandLine;
using Meari.Cli.Bench;
using Meari.Text;

namespace Meari.Cli.CommandLine;

/// <summary>The arguments and options of <c>meari bench report</c>.</summary>
internal sealed class BenchReportOptions
{
    readonly Argument<string[]> _logs;
    readonly Option<string> _merge;
    readonly Option<string> _json;
    readonly Option<string> _html;
    readonly Option<string> _log;

    public BenchReportOptions(HelpTexts help)
    {
        _logs = new("FILE") { Arity = ArgumentArity.OneOrMore, Description = help.BenchReportFiles };
        _merge = Symbols.Flag("--merge", help.BenchReportMerge);
        _json = Symbols.Flag("--json", help.BenchJson, "-j");
        _html = Symbols.Value("--html", "FILE", help.BenchHtml);
        _log = Symbols.Value("--hlog", "FILE", help.BenchReportLog);
        Command = new("report", help.BenchReport) { _logs, _merge, _json, _html, _log };
    }

    public Command Command { get; }

    public BenchReportSettings Read(ParseResult parsed, OptionReader options, Messages messages)
    {
        if (options.IsGiven(_log) && !options.IsGiven(_merge))
            options.Fail(messages.Needs(_log.Name, _merge.Name));
        options.Files(_html, _log);
        string[] logs = parsed.GetValue(_logs) ?? [];
        if (logs.Contains(""))
            options.Fail(messages.NamelessLog);
        return new()
        {
            Files = logs,
            Merge = options.IsGiven(_merge),
            Json = options.IsGiven(_json),
            Html = options.Text(_html),
            HistogramLog = options.Text(_log),
        };
    }
}
