using System.CommandLine;
using System.CommandLine.Completions;
using System.Net.Sockets;
using Meari.Cli.Sockets;
using Meari.Observe;
using Meari.Text;

namespace Meari.Cli.CommandLine;

/// <summary>The options of <c>meari sockets</c>.</summary>
internal sealed class SocketsOptions
{
    static readonly TimeSpan ShortestWatch = TimeSpan.FromMilliseconds(100);

    readonly Option<string> _port;
    readonly Option<string[]> _state;
    readonly Option<string[]> _process;
    readonly Option<string> _ipv4;
    readonly Option<string> _ipv6;
    readonly Option<string> _information;
    readonly Option<string> _netstat;
    readonly Option<string> _watch;
    readonly Option<string> _json;
    readonly Option<string> _noColor;

    public SocketsOptions(HelpTexts help)
    {
        _port = Symbols.Value("--port", "PORT", help.SocketsPort, "-p");
        _state = new("--state") { Description = help.SocketsState, HelpName = "STATE", Arity = ArgumentArity.OneOrMore };
        _state.CompletionSources.Add(static _ => States.Shown.Select(static name => new CompletionItem(name)));
        _process = new("--process") { Description = help.SocketsProcess, HelpName = "NAME|PID", Arity = ArgumentArity.OneOrMore };
        _ipv4 = Symbols.Flag("-4", help.SocketsIPv4);
        _ipv6 = Symbols.Flag("-6", help.SocketsIPv6);
        _information = Symbols.Flag("--info", help.SocketsInformation);
        _netstat = Symbols.Flag("--netstat", help.SocketsNetstat);
        _watch = new("--watch") { Description = help.SocketsWatch + " " + help.Default("1s"), HelpName = "[TIME]", Arity = ArgumentArity.ZeroOrOne };
        _json = Symbols.Flag("--json", help.Json, "-j");
        _noColor = Symbols.Flag("--no-color", help.NoColor);
        Command = new("sockets", help.Sockets) { _port, _state, _process, _ipv4, _ipv6, _information, _netstat, _watch, _json, _noColor };
    }

    public Command Command { get; }

    /// <summary>What the command line asks for; what is wrong with it is the reader's <see cref="OptionReader.Error"/>.</summary>
    public SocketsSettings Read(ParseResult parsed, OptionReader options, Messages messages)
    {
        options.Exclude(_ipv4, _ipv6);
        foreach (Option option in new Option[] { _information, _watch, _json })
            options.Exclude(_netstat, option);
        string[] processes = parsed.GetValue(_process) ?? [];
        if (processes.Contains(""))
            options.Fail(messages.MissingValue(_process.Name));
        TimeSpan? watch = options.IsGiven(_watch) ? options.Duration(_watch) ?? TimeSpan.FromSeconds(1) : null;
        if (watch < ShortestWatch && options.Error is null)
            options.Fail(messages.WatchTooOften(_watch.Name, ShortestWatch));
        return new()
        {
            Port = options.Number(_port, 0, 1, ushort.MaxValue),
            States = ReadStates(parsed.GetValue(_state), options, messages),
            Processes = processes,
            Family = options.IsGiven(_ipv4) ? AddressFamily.InterNetwork : options.IsGiven(_ipv6) ? AddressFamily.InterNetworkV6 : AddressFamily.Unspecified,
            Json = options.IsGiven(_json),
            Information = options.IsGiven(_information),
            Netstat = options.IsGiven(_netstat),
            Watch = watch,
            NoColor = options.IsGiven(_noColor),
        };
    }

    /// <summary>Names with - or _, in any case, several with commas or by several options.</summary>
    List<TcpState>? ReadStates(string[]? texts, OptionReader options, Messages messages)
    {
        if (texts is null or [])
            return null;
        List<TcpState> states = [];
        foreach (string text in texts.SelectMany(static t => t.Split(',')))
        {
            int at = Array.FindIndex(States.All, s => s.Name.Equals(text.Trim().Replace('-', '_'), StringComparison.OrdinalIgnoreCase));
            if (at >= 0)
                states.Add(States.All[at].State);
            else
                options.Fail(messages.BadChoice(_state.Name, text, States.Shown));
        }
        return states;
    }

    /// <summary>In a class of its own, so that other commands, which have these options made too, need not load Meari.Observe.</summary>
    static class States
    {
        /// <summary>Linux's names, which are shown; Windows's and RFC 9293's, where they differ, are taken too.</summary>
        public static readonly (string Name, TcpState State)[] All =
        [
            .. Enum.GetValues<TcpState>().Where(static s => s != TcpState.Unknown).Select(static s => (TcpStates.NameOf(s), s)),
            ("LISTENING", TcpState.Listen), ("SYN_RECEIVED", TcpState.SynReceived), ("FIN_WAIT_1", TcpState.FinWait1), ("FIN_WAIT_2", TcpState.FinWait2),
        ];

        public static string[] Shown => [.. All.Take((int)TcpState.Closing).Select(static s => s.Name)];
    }
}
