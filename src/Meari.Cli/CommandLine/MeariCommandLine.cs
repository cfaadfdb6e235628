using System.CommandLine;
using System.Globalization;
using System.Reflection;
using Meari.Cli.Bench;
using Meari.Cli.Connect;
using Meari.Cli.Explain;
using Meari.Cli.Lab;
using Meari.Cli.Lens;
using Meari.Cli.Output;
using Meari.Cli.Serve;
using Meari.Cli.Sockets;
using Meari.Cli.Watch;
using Meari.Text;

namespace Meari.Cli.CommandLine;

/// <summary>The command line of <c>meari</c>: finds out what is asked for, and runs it.</summary>
internal sealed class MeariCommandLine
{
    const int Done = 0, WrongUsage = 2;

    /// <summary>How a shell asks, with the position of its cursor and a bracket behind.</summary>
    const string Suggestion = "[suggest:";

    static readonly string[] LanguageNames = ["ko", "en"];

    readonly Language _language;
    readonly Messages _messages;
    readonly HelpTexts _help;
    readonly ServeOptions _serve;
    readonly ConnectOptions _connect;
    readonly WatchOptions _watch;
    readonly SocketsOptions _sockets;
    readonly LabOptions _lab;
    readonly ExplainOptions _explain;
    readonly LensOptions _lens;
    readonly BenchCommandOptions _bench;
    readonly Argument<string> _shell;
    readonly Command _completion;
    readonly Option<string> _lang;
    readonly Option<string> _helpOption;
    readonly Option<string> _version;
    readonly Command _root;

    public MeariCommandLine(Language language)
    {
        _language = language;
        _messages = new(language);
        _help = new(language);
        _serve = new(_help);
        _connect = new(_help);
        _watch = new(_help);
        _sockets = new(_help);
        _lab = new(_help);
        _explain = new(_help);
        _lens = new(_help);
        _bench = new(_help);
        _shell = new("SHELL") { Description = _help.Shell };
        _shell.CompletionSources.Add(CompletionScripts.Shells);
        _completion = new("completion", _help.Completion) { _shell };
        _lang = Symbols.Value("--lang", "ko|en", _help.Lang);
        _lang.Recursive = true;
        _lang.CompletionSources.Add(LanguageNames);
        _helpOption = Symbols.Flag("--help", _help.Help, "-h");
        _helpOption.Recursive = true;
        _version = Symbols.Flag("--version", _help.Version);
        // No RootCommand: what that adds to a command (help and version of its own, directives) takes 4 ms to make, and none of it is used.
        _root = new("meari", _help.Root) { _serve.Command, _connect.Command, _sockets.Command, _watch.Command, _lab.Command, _explain.Command, _lens.Command, _bench.Command, _completion, _lang, _helpOption, _version };
    }

    /// <summary>Runs what <paramref name="arguments"/> ask for.</summary>
    /// <returns>The exit code.</returns>
    public static Task<int> RunAsync(string[] arguments)
    {
        if (arguments is ["serve", ..])
            Preload.Begin(explains: arguments.Contains("--explain"), hasPage: arguments.Contains("--lens")); // beside the reading of the line, which takes as long
        return new MeariCommandLine(LanguageOf(arguments)).Run(arguments);
    }

    /// <summary>The language is needed before anything can be said about the rest of the line.</summary>
    static Language LanguageOf(string[] arguments)
    {
        int at = Array.FindIndex(arguments, static a => a == "--lang" || a.StartsWith("--lang=", StringComparison.Ordinal));
        string? name = at < 0 ? null : arguments[at].Length > 6 ? arguments[at][7..] : arguments.ElementAtOrDefault(at + 1);
        return name is not null && Languages.TryParse(name, out Language language)
            ? language
            : Languages.FromEnvironment(Environment.GetEnvironmentVariable);
    }

    Task<int> Run(string[] arguments)
    {
        // A message may begin with @, so it is no name of a file to read options from.
        ParserConfiguration configuration = new() { ResponseFileTokenReplacer = null };
        if (arguments is [{ } first, { } line] && first.StartsWith(Suggestion, StringComparison.Ordinal))
            return Suggest(_root.Parse(line, configuration), first[Suggestion.Length..].TrimEnd(']'), line);
        (ParseResult parsed, string[]? program) = Parse(arguments, configuration);
        Command command = parsed.CommandResult.Command;
        OptionReader options = new(parsed, _messages);
        if (options.IsGiven(_helpOption))
            return Print(new HelpPrinter(_help).Print(command));
        if (options.IsGiven(_version))
            return Print($"meari {Version}\n");
        if (new UsageErrors(_messages).Find(parsed, _root) is { } error)
            return Refuse(error, command);
        if (options.Text(_lang) is { } name && !LanguageNames.Contains(name))
            options.Fail(_messages.BadChoice(_lang.Name, name, LanguageNames));
        return Run(command, parsed, program, options);
    }

    /// <summary>What stands behind <c>watch … --</c> and <c>lab … --</c> is another program's line.</summary>
    (ParseResult, string[]? Program) Parse(string[] arguments, ParserConfiguration configuration)
    {
        int at = Array.IndexOf(arguments, "--");
        if (at >= 0 && _root.Parse(arguments[..at], configuration) is { } before && (before.CommandResult.Command == _watch.Command || before.CommandResult.Command == _lab.Command))
            return (before, arguments[(at + 1)..]);
        return (_root.Parse(arguments, configuration), null);
    }

    /// <summary>A shell asks what may follow in a line, up to where its cursor is. What goes wrong must not disturb the line that somebody types.</summary>
    static Task<int> Suggest(ParseResult line, string position, string text)
    {
        try
        {
            int cursor = int.TryParse(position, CultureInfo.InvariantCulture, out int at) ? Math.Clamp(at, 0, text.Length) : text.Length;
            new TextOutput(StandardStreams.Output).Write(string.Concat(line.GetCompletions(cursor).Select(static item => item.Label + "\n")));
            return Task.FromResult(Done);
        }
        catch (Exception e) when (e is InvalidOperationException or OutputException)
        {
            return Task.FromResult(1);
        }
    }

    Task<int> Run(Command command, ParseResult parsed, string[]? program, OptionReader options)
    {
        if (command == _serve.Command)
        {
            ServeSettings settings = _serve.Read(parsed, options, _messages);
            return options.Error is { } error ? Refuse(error, command) : new ServeCommand(settings, _language).RunAsync();
        }
        if (command == _connect.Command)
        {
            ConnectSettings settings = _connect.Read(parsed, options, _messages);
            return options.Error is { } error ? Refuse(error, command) : new ConnectCommand(settings, _language).RunAsync();
        }
        if (command == _sockets.Command)
        {
            SocketsSettings settings = _sockets.Read(parsed, options, _messages);
            return options.Error is { } error ? Refuse(error, command) : new SocketsCommand(settings, _language).RunAsync();
        }
        if (command == _watch.Command)
        {
            WatchSettings settings = _watch.Read(parsed, program, options, _messages);
            return options.Error is { } error ? Refuse(error, command) : new WatchCommand(settings, _language).RunAsync();
        }
        if (command == _lab.Command)
        {
            LabSettings settings = _lab.Read(parsed, program, options, _messages);
            return options.Error is { } error ? Refuse(error, command) : new LabCommand(settings, _language).RunAsync();
        }
        if (command == _explain.Command)
        {
            ExplainSettings settings = _explain.Read(parsed, options, _messages);
            return options.Error is { } error ? Refuse(error, command) : new ExplainCommand(settings, _language).RunAsync();
        }
        if (command == _lens.Command)
            return RunLens(parsed, options);
        if (command == _bench.Command || command == _bench.Report.Command)
            return RunBench(command, parsed, options);
        string shell = parsed.GetRequiredValue(_shell);
        if (CompletionScripts.Find(shell) is not { } script)
            options.Fail(_messages.BadShell(CompletionScripts.Shells));
        else if (options.Error is null)
            return Print(script);
        return Refuse(options.Error!, command);
    }

    /// <summary>Apart, so that no other command loads what only this one needs.</summary>
    Task<int> RunLens(ParseResult parsed, OptionReader options)
    {
        WebFramework.Find();
        (Meari.Lens.LensSettings settings, TimeSpan? duration) = _lens.Read(parsed, options, _messages, _language);
        return options.Error is { } error ? Refuse(error, _lens.Command) : new LensCommand(settings, duration, _messages).RunAsync();
    }

    Task<int> RunBench(Command command, ParseResult parsed, OptionReader options)
    {
        if (command == _bench.Report.Command)
        {
            BenchReportSettings report = _bench.Report.Read(parsed, options, _messages);
            return options.Error is { } wrong ? Refuse(wrong, command) : Task.FromResult(new BenchReportCommand(report, _language).Run());
        }
        BenchSettings settings = _bench.Read(parsed, options, _messages);
        return options.Error is { } error ? Refuse(error, command) : new BenchCommand(settings, _language).RunAsync();
    }

    static string Version =>
        typeof(MeariCommandLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    Task<int> Print(string text)
    {
        try
        {
            new TextOutput(StandardStreams.Output).Write(text);
            return Task.FromResult(Done);
        }
        catch (OutputException e)
        {
            TextOutput.TellError(_messages.OutputFailed(e.Message));
            return Task.FromResult(1);
        }
    }

    Task<int> Refuse(string error, Command command)
    {
        string name = command == _root ? "meari" : command == _bench.Report.Command ? "meari bench report" : $"meari {command.Name}";
        TextOutput.TellError($"{error} {_messages.SeeHelp(name)}");
        return Task.FromResult(WrongUsage);
    }
}
