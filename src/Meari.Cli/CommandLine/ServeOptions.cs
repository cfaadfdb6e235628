using System.CommandLine;
using Meari.Cli.Serve;
using Meari.Text;

namespace Meari.Cli.CommandLine;

/// <summary>The options of <c>meari serve</c>.</summary>
internal sealed class ServeOptions
{
    readonly Argument<string[]> _addresses;
    readonly Option<string> _ipv4;
    readonly Option<string> _ipv6;
    readonly Option<string> _port;
    readonly Option<string> _backlog;
    readonly Option<string> _service;
    readonly Option<string> _encoding;
    readonly Option<string> _oneAtATime;
    readonly Option<string> _book;
    readonly Option<string> _quiet;
    readonly Option<string> _json;
    readonly Option<string> _explain;
    readonly Option<string> _lens;
    readonly Option<string> _drain;
    readonly Option<string> _maxConnections;
    readonly Option<string> _idleTimeout;
    readonly Option<string> _reusePort;
    readonly Option<string> _engine;
    readonly Option<string> _threads;

    public ServeOptions(HelpTexts help)
    {
        _addresses = new("ADDRESS") { Arity = ArgumentArity.ZeroOrMore, Description = help.ServeAddresses };
        _ipv4 = Symbols.Flag("-4", help.ServeIPv4);
        _ipv6 = Symbols.Flag("-6", help.ServeIPv6);
        _port = Symbols.Value("--port", "PORT", help.Port + " " + help.Default("9000"), "-p");
        _backlog = Symbols.Value("--backlog", "N", help.Backlog + " " + help.Default("4096"));
        _service = Symbols.Value("--service", "NAME", help.Service + " " + help.Default("echo"));
        _service.CompletionSources.Add(ServiceNames);
        _encoding = Symbols.Encoding(help.ServeEncoding + " " + help.Default("utf-8"));
        _oneAtATime = Symbols.Flag("--one-at-a-time", help.OneAtATime);
        _book = Symbols.Flag("--book", help.Book);
        _quiet = Symbols.Flag("--quiet", help.Quiet, "-q");
        _json = Symbols.Flag("--json", help.Json, "-j");
        _explain = Symbols.Flag("--explain", help.Explain);
        _lens = Symbols.Flag("--lens", help.ServeLens);
        _drain = Symbols.Value("--drain", "TIME", help.Drain + " " + help.Default("10s"));
        _maxConnections = Symbols.Value("--max-connections", "N", help.MaxConnections);
        _idleTimeout = Symbols.Value("--idle-timeout", "TIME", help.IdleTimeout);
        _reusePort = Symbols.Flag("--reuse-port", help.ReusePort);
        _engine = Symbols.Engine(help.Engine + " " + help.Default("auto"));
        _threads = Symbols.Value("--threads", "N", help.Threads);
        Command = new("serve", help.Serve)
        {
            _addresses, _ipv4, _ipv6, _port, _book, _oneAtATime, _service, _encoding, _quiet, _json, _explain, _lens,
            _maxConnections, _idleTimeout, _drain, _backlog, _reusePort, _engine, _threads,
        };
    }

    /// <summary>By the number of each <see cref="Service"/>.</summary>
    static readonly string[] ServiceNames = ["echo", "discard", "chargen"];

    public Command Command { get; }

    /// <summary>What the command line asks for; what is wrong with it is the reader's <see cref="OptionReader.Error"/>.</summary>
    public ServeSettings Read(ParseResult parsed, OptionReader options, Messages messages)
    {
        bool book = options.IsGiven(_book);
        string[] addresses = parsed.GetValue(_addresses) ?? [];
        options.Exclude(_ipv4, _ipv6);
        // One client at a time waits in one accept queue, and so has one thread.
        foreach (Option option in new Option[] { _maxConnections, _threads })
            options.Exclude(_oneAtATime, option);
        options.Exclude(book, _book.Name, addresses.Length > 0, _addresses.Name);
        foreach (Option option in new Option[] { _service, _maxConnections, _threads })
            options.Exclude(_book, option);
        int port = options.Number(_port, TcpAddress.DefaultPort, 0, ushort.MaxValue);
        AddressReader reader = new(options, messages, _ipv4, _ipv6);
        return new()
        {
            Addresses = addresses.Length == 0 ? new TcpAddress[] { new("", port) } : Array.ConvertAll(addresses, text => reader.Read(text, port)),
            IPv4Only = options.IsGiven(_ipv4) || (book && !options.IsGiven(_ipv6)),
            IPv6Only = options.IsGiven(_ipv6),
            Backlog = options.Number(_backlog, 4096, 1, int.MaxValue),
            Service = (Service)options.Choice(_service, ServiceNames),
            Encoding = options.Encoding(_encoding),
            OneAtATime = book || options.IsGiven(_oneAtATime),
            Book = book,
            Quiet = options.IsGiven(_quiet),
            Json = options.IsGiven(_json),
            Explain = options.IsGiven(_explain),
            Lens = options.IsGiven(_lens),
            Drain = options.Duration(_drain) ?? TimeSpan.FromSeconds(10),
            MaxConnections = options.Number(_maxConnections, int.MaxValue, 1, int.MaxValue),
            IdleTimeout = options.Limit(_idleTimeout) ?? Timeout.InfiniteTimeSpan,
            ReusePort = options.IsGiven(_reusePort),
            Engine = (TcpEngine)options.Choice(_engine, Symbols.EngineNames),
            Threads = options.Number(_threads, 0, 1, ServeSettings.MaxThreads),
        };
    }
}
