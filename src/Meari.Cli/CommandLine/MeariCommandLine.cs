using System.CommandLine;
using System.CommandLine.Help;
using System.Reflection;
using Meari.Cli.Connect;
using Meari.Cli.Output;
using Meari.Cli.Serve;
using Meari.Text;

namespace Meari.Cli.CommandLine;

/// <summary>The command line of <c>meari</c>: finds out what is asked for, and runs it.</summary>
internal sealed class MeariCommandLine
{
    const int Done = 0, WrongUsage = 2;

    static readonly string[] LanguageNames = ["ko", "en"];

    readonly Language _language;
    readonly Messages _messages;
    readonly HelpTexts _help;
    readonly ServeOptions _serve;
    readonly ConnectOptions _connect;
    readonly Argument<string> _shell;
    readonly Command _completion;
    readonly Option<string> _lang;
    readonly RootCommand _root;

    public MeariCommandLine(Language language)
    {
        _language = language;
        _messages = new(language);
        _help = new(language);
        _serve = new(_help);
        _connect = new(_help);
        _shell = new("SHELL") { Description = _help.Shell };
        _shell.CompletionSources.Add(CompletionScripts.Shells);
        _completion = new("completion", _help.Completion) { _shell };
        _lang = Symbols.Value("--lang", "ko|en", _help.Lang);
        _lang.Recursive = true;
        _lang.CompletionSources.Add(LanguageNames);
        _root = new(_help.Root) { _serve.Command, _connect.Command, _completion, _lang };
        HelpOption help = _root.Options.OfType<HelpOption>().Single();
        help.Description = _help.Help;
        help.Aliases.Clear();
        help.Aliases.Add("-h");
        _root.Options.OfType<VersionOption>().Single().Description = _help.Version;
    }

    /// <summary>Runs what <paramref name="arguments"/> ask for.</summary>
    /// <returns>The exit code.</returns>
    public static Task<int> RunAsync(string[] arguments) => new MeariCommandLine(LanguageOf(arguments)).Run(arguments);

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
        ParseResult parsed = _root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (arguments is [{ } first, _] && first.StartsWith("[suggest:", StringComparison.Ordinal))
            return SuggestAsync(parsed);
        Command command = parsed.CommandResult.Command;
        if (parsed.GetResult(_root.Options.OfType<HelpOption>().Single()) is { Implicit: false })
            return Print(new HelpPrinter(_help).Print(command));
        if (parsed.GetResult(_root.Options.OfType<VersionOption>().Single()) is { Implicit: false })
            return Print($"meari {Version}\n");
        OptionReader options = new(parsed, _messages);
        if (new UsageErrors(_messages).Find(parsed, _root) is { } error)
            return Refuse(error, command);
        if (options.Text(_lang) is { } name && !LanguageNames.Contains(name))
            options.Fail(_messages.BadChoice(_lang.Name, name, LanguageNames));
        return Run(command, parsed, options);
    }

    /// <summary>A shell asks what may follow. What goes wrong must not disturb the line that somebody types.</summary>
    static async Task<int> SuggestAsync(ParseResult parsed)
    {
        try
        {
            InvocationConfiguration configuration = new()
            {
                Output = new StreamWriter(StandardStreams.Output) { AutoFlush = true },
                EnableDefaultExceptionHandler = false,
            };
            return await parsed.InvokeAsync(configuration);
        }
        catch (Exception e) when (e is InvalidOperationException || StandardStreams.IsGone(e))
        {
            return 1;
        }
    }

    Task<int> Run(Command command, ParseResult parsed, OptionReader options)
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
        string shell = parsed.GetRequiredValue(_shell);
        if (CompletionScripts.Find(shell) is not { } script)
            options.Fail(_messages.BadShell(CompletionScripts.Shells));
        else if (options.Error is null)
            return Print(script);
        return Refuse(options.Error!, command);
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
        string name = command == _root ? "meari" : $"meari {command.Name}";
        TextOutput.TellError($"{error} {_messages.SeeHelp(name)}");
        return Task.FromResult(WrongUsage);
    }
}
