using System.CommandLine;

namespace Meari.Cli.CommandLine;

/// <summary>The kinds of options that there are.</summary>
internal static class Symbols
{
    /// <summary>Given or not; it takes no value, so that what follows it is never mistaken for one.</summary>
    /// <remarks>No option of bool: the parser's code for one is compiled anew each time the program starts.</remarks>
    public static Option<string> Flag(string name, string description, params string[] aliases) =>
        new(name, aliases) { Description = description, Arity = ArgumentArity.Zero };

    public static Option<string> Value(string name, string valueName, string description, params string[] aliases) =>
        new(name, aliases) { Description = description, HelpName = valueName };

    /// <summary>The names that <c>--engine</c> takes, by the number of each engine.</summary>
    public static string[] EngineNames { get; } =
    [
        TcpEngineChoice.NameOf(TcpEngine.Auto), TcpEngineChoice.NameOf(TcpEngine.IoUring), TcpEngineChoice.NameOf(TcpEngine.Epoll), TcpEngineChoice.NameOf(TcpEngine.Sockets),
    ];

    public static Option<string> Engine(string description)
    {
        Option<string> option = Value("--engine", "NAME", description);
        option.CompletionSources.Add(EngineNames);
        return option;
    }

    public static Option<string> Encoding(string description)
    {
        Option<string> option = Value("--encoding", "NAME", description);
        option.CompletionSources.Add("utf-8", "cp949", "euc-kr", "shift_jis", "utf-16", "hex");
        return option;
    }
}
