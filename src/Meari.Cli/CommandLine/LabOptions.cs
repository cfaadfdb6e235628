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
    readonly Option<string> _byHand;
    readonly Option<string> _port;
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
        _byHand = Symbols.Flag("--by-hand", help.LabByHand);
        _port = Symbols.Value("--port", "PORT", help.LabPort + " " + help.Default("9000"), "-p");
        _json = Symbols.Flag("--json", help.LabJson, "-j");
        _html = Symbols.Value("--html", "FILE", help.LabHtml);
        _output = Symbols.Value("--output", "FILE", help.LabOutput, "-o");
        _quiet = Symbols.Flag("--quiet", help.LabQuiet, "-q");
        _noColor = Symbols.Flag("--no-color", help.NoColor);
        Command = new("lab", help.Lab) { _name, _byHand, _port, _all, _json, _html, _output, _quiet, _noColor };
    }

    public Command Command { get; }

    /// <summary>What the command line asks for; what is wrong with it is the reader's <see cref="OptionReader.Error"/>.</summary>
    /// <remarks>Of the line up to <c>--</c>, and of what stands behind it; null where there is no <c>--</c>.</remarks>
    public LabSettings Read(ParseResult parsed, IReadOnlyList<string>? program, OptionReader options, Messages messages)
    {
        string? name = parsed.GetValue(_name);
        Check(name, program, options, messages);
        return new()
        {
            Name = name,
            All = options.IsGiven(_all),
            ByHand = options.IsGiven(_byHand),
            Port = options.Number(_port, TcpAddress.DefaultPort, 1, ushort.MaxValue),
            Program = program ?? [],
            Json = options.IsGiven(_json),
            Html = options.Text(_html),
            Output = options.Text(_output),
            Quiet = options.IsGiven(_quiet),
            NoColor = options.IsGiven(_noColor),
        };
    }

    void Check(string? name, IReadOnlyList<string>? program, OptionReader options, Messages messages)
    {
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
        CheckHands(name, program, options, messages);
    }

    /// <summary>Only an exercise has steps that a reader, or a reader's program, can make.</summary>
    void CheckHands(string? name, IReadOnlyList<string>? program, OptionReader options, Messages messages)
    {
        const string Program = "-- PROGRAM";
        if (program is { Count: 0 })
            options.Fail(messages.NoProgram);
        options.Exclude(options.IsGiven(_byHand), _byHand.Name, program is not null, Program);
        options.Exclude(_byHand, _json); // a report at the end would leave the reader alone until then
        if (options.IsGiven(_port) && !options.IsGiven(_byHand))
            options.Fail(messages.Needs(_port.Name, _byHand.Name));
        if ((options.IsGiven(_byHand) || program is not null) && !(name is not null && Catalog.Exercises.Contains(name)))
            options.Fail(messages.Needs(program is not null ? Program : _byHand.Name, string.Join(", ", Catalog.Exercises)));
    }

    /// <summary>In a class of its own, so that other commands, which have these options made too, need not load Meari.Lab.</summary>
    static class Catalog
    {
        public static string[] Names
        {
            [MethodImpl(MethodImplOptions.NoInlining)]
            get => [.. ExperimentCatalog.All.Select(static experiment => experiment.Name)];
        }

        public static string[] Exercises
        {
            [MethodImpl(MethodImplOptions.NoInlining)]
            get => [.. ExperimentCatalog.All.OfType<Exercise>().Select(static exercise => exercise.Name)];
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        public static bool IsSameFile(string one, string other) => Observe.FileIdentity.IsSame(one, other);
    }
}
