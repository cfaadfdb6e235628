using System.CommandLine;
using Meari.Cli.Connect;
using Meari.Text;

namespace Meari.Cli.CommandLine;

/// <summary>The options of <c>meari connect</c>.</summary>
internal sealed class ConnectOptions
{
    readonly Argument<string?> _address;
    readonly Option<string> _ipv4;
    readonly Option<string> _ipv6;
    readonly Option<string> _port;
    readonly Option<string[]> _message;
    readonly Option<string> _raw;
    readonly Option<string> _encoding;
    readonly Option<string> _timeout;
    readonly Option<string> _json;
    readonly Option<string> _explain;
    readonly Option<string> _engine;

    public ConnectOptions(HelpTexts help)
    {
        _address = new("ADDRESS") { Arity = ArgumentArity.ZeroOrOne, Description = help.ConnectAddress };
        _ipv4 = Symbols.Flag("-4", help.ConnectIPv4);
        _ipv6 = Symbols.Flag("-6", help.ConnectIPv6);
        _port = Symbols.Value("--port", "PORT", help.ConnectPort + " " + help.Default("9000"), "-p");
        _message = new("--message") { Description = help.Message, HelpName = "TEXT", Arity = ArgumentArity.OneOrMore };
        _raw = Symbols.Flag("--raw", help.Raw);
        _encoding = Symbols.Encoding(help.ConnectEncoding + " " + help.Default("utf-8"));
        _timeout = Symbols.Value("--timeout", "TIME", help.Timeout);
        _json = Symbols.Flag("--json", help.Json, "-j");
        _explain = Symbols.Flag("--explain", help.Explain);
        _engine = Symbols.Engine(help.Engine + " " + help.Default("auto"));
        Command = new("connect", help.Connect) { _address, _ipv4, _ipv6, _port, _message, _raw, _encoding, _timeout, _json, _explain, _engine };
    }

    public Command Command { get; }

    /// <summary>What the command line asks for; what is wrong with it is the reader's <see cref="OptionReader.Error"/>.</summary>
    public ConnectSettings Read(ParseResult parsed, OptionReader options, Messages messages)
    {
        options.Exclude(_ipv4, _ipv6);
        foreach (Option option in new Option[] { _message, _encoding, _json })
            options.Exclude(_raw, option);
        if (parsed.GetValue(_message) is { } texts && texts.Contains(""))
            options.Fail(messages.MissingValue(_message.Name));
        int port = options.Number(_port, TcpAddress.DefaultPort, 1, ushort.MaxValue);
        TcpAddress address = parsed.GetValue(_address) is { } text
            ? new AddressReader(options, messages, _ipv4, _ipv6).Read(text, port)
            : new("", port);
        if (address.Port == 0)
            options.Fail(messages.PortNeeded);
        return new()
        {
            Address = address,
            Messages = parsed.GetValue(_message) ?? [],
            Raw = options.IsGiven(_raw),
            Encoding = options.Encoding(_encoding),
            Timeout = options.Limit(_timeout),
            IPv4Only = options.IsGiven(_ipv4),
            IPv6Only = options.IsGiven(_ipv6),
            Json = options.IsGiven(_json),
            Explain = options.IsGiven(_explain),
            Engine = options.IsGiven(_engine) ? (TcpEngine)options.Choice(_engine, Symbols.EngineNames) : null,
        };
    }
}
