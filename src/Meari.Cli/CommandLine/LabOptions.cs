using System.CommandLine;
using System.CommandLine.Completions;
using System.Runtime.CompilerServices;
using Meari.Cli.Lab;
using Meari.Lab;
using Meari.Text;

namespace Meari.Cli.CommandLine;

/// <summary>The options of <c>meari lab</c>.</summary>
internal sealed class LabOptions
{
    readonly Argument<string?> _name;
    readonly Option<string> _all;
    readonly Option<string> _json;
    readonly Option<string> _html;
    readonly Option<string> _output;
    readonly Option<string> _quiet;
    readonly Option<string> _noColor;

    public LabOptions(HelpTexts help)
    {
        _name = new("NAME") { Arity = ArgumentArity.ZeroOrOne, Description = help.LabName };
        _name.CompletionSources.Add(static _ => Catalog.Names.Select(static name => new CompletionItem(name)));
        _all = Symbols.Flag("--all", help.LabAll, "-a");
        _json = Symbols.Flag("--json", help.LabJson, "-j");
        _html = Symbols.Value("--html", "FILE", help.LabHtml);
        _output = Symbols.Value("--output", "FILE", help.LabOutput, "-o");
        _quiet = Symbols.Flag("--quiet", help.LabQuiet, "-q");
        _noColor = Symbols.Flag("--no-color", help.NoColor);
        Command = new("lab", help.Lab) { _name, _all, _json, _html, _output, _quiet, _noColor };
    }

    public Command Command { get; }

    /// <summary>What the command line asks for; what is wrong with it is the reader's <see cref="OptionReader.Error"/>.</summary>
    public LabSettings Read(ParseResult parsed, OptionReader options, Messages messages)
    {
        string? name = parsed.GetValue(_name);
        bool runs = name is not null || options.IsGiven(_all);
        options.Exclude(options.IsGiven(_all), _all.Name, name is not null, _name.Name);
        // A recording is of one run: each has a clock and connections of its own.
        options.Exclude(_all, _output);
        foreach (Option<string> option in new[] { _html, _output, _json, _quiet })
        {
            if (options.IsGiven(option) && !runs)
                options.Fail(messages.Needs(option.Name, option == _output ? _name.Name : $"{_name.Name}, {_all.Name}"));
        }
        foreach (Option<string> file in new[] { _html, _output })
        {
            if (options.Text(file) is "")
                options.Fail(messages.MissingValue(file.Name));
        }
        if (options.Text(_html) is { Length: > 0 } html && options.Text(_output) is { Length: > 0 } output && Catalog.IsSameFile(html, output))
            options.Fail(messages.SameFile(_html.Name, _output.Name));
        if (name is not null && !Catalog.Names.Contains(name))
            options.Fail(messages.UnknownExperiment(name, NearNames.Find(name, Catalog.Names, 2)));
        return new()
        {
            Name = name,
            All = options.IsGiven(_all),
            Json = options.IsGiven(_json),
            Html = options.Text(_html),
            Output = options.Text(_output),
            Quiet = options.IsGiven(_quiet),
            NoColor = options.IsGiven(_noColor),
        };
    }

    /// <summary>In a class of its own, so that other commands, which have these options made too, need not load Meari.Lab.</summary>
    static class Catalog
    {
        public static string[] Names
        {
            [MethodImpl(MethodImplOptions.NoInlining)]
            get => [.. ExperimentCatalog.All.Select(static experiment => experiment.Name)];
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        public static bool IsSameFile(string one, string other) => Observe.FileIdentity.IsSame(one, other);
    }
}
