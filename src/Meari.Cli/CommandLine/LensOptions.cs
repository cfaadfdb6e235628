using System.CommandLine;
using System.Net;
using Meari.Lens;
using Meari.Text;

namespace Meari.Cli.CommandLine;

/// <summary>The options of <c>meari lens</c>.</summary>
internal sealed class LensOptions
{
    readonly Argument<string?> _address;
    readonly Option<string> _port;
    readonly Option<string> _listen;
    readonly Option<string> _duration;

    public LensOptions(HelpTexts help)
    {
        _address = new("ADDRESS") { Arity = ArgumentArity.ZeroOrOne, Description = help.LensAddress };
        _port = Symbols.Value("--port", "PORT", help.LensPort + " " + help.Default($"{LensSettings.DefaultPagePort}"), "-p");
        _listen = Symbols.Value("--listen", "ADDRESS", help.LensListen + " " + help.Default("127.0.0.1"));
        _duration = Symbols.Value("--duration", "TIME", help.WatchDuration, "-d");
        Command = new("lens", help.Lens) { _address, _port, _listen, _duration };
    }

    public Command Command { get; }

    /// <summary>What the command line asks for; what is wrong with it is the reader's <see cref="OptionReader.Error"/>.</summary>
    public (LensSettings Settings, TimeSpan? Duration) Read(ParseResult parsed, OptionReader options, Messages messages, Language language)
    {
        int page = options.Number(_port, LensSettings.DefaultPagePort, 0, ushort.MaxValue);
        AddressReader reader = new(options, messages);
        LensSettings settings = new() { Language = language, PagePort = page };
        if (options.Text(_listen) is { } listen)
        {
            TcpAddress own = reader.Read(listen, page);
            IPEndPoint end = new(IPAddress.IPv6Any, own.Port);
            if (options.Error is null && own.Host.Length > 0 && !own.TryToEndPoint(out end!))
                options.Fail(messages.NumericAddressNeeded(listen));
            else
                settings = settings with { PageAddress = end.Address, PagePort = page = own.Port };
        }
        TimeSpan? duration = options.Limit(_duration);
        if (parsed.GetValue(_address) is not { } text)
            return (settings, duration);
        TcpAddress address = reader.Read(text, TcpAddress.DefaultPort);
        IPEndPoint? endPoint = null;
        if (options.Error is null && address.Host.Length > 0 && !address.TryToEndPoint(out endPoint))
            options.Fail(messages.NumericAddressNeeded(text));
        if ((options.IsGiven(_port) || options.IsGiven(_listen)) && address.Port == page)
            options.Fail(messages.PageWatchesItself(page));
        bool isAny = endPoint is null || endPoint.Address.Equals(IPAddress.Any) || endPoint.Address.Equals(IPAddress.IPv6Any);
        return (settings with { WatchedPort = address.Port, WatchedAddress = isAny ? null : endPoint!.Address }, duration);
    }
}
