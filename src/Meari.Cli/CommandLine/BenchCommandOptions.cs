using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using Meari.Bench;
using Meari.Cli.Bench;
using Meari.Text;

namespace Meari.Cli.CommandLine;

/// <summary>The options of <c>meari bench</c>.</summary>
internal sealed class BenchCommandOptions
{
    const int MostConnections = 1_000_000, MostThreads = 256, MostInFlight = 4096, LargestMessage = 1024 * 1024;
    const int DefaultSize = 64, DefaultStreamSize = 16 * 1024;

    static readonly string[] Modes = ["echo", "stream", "connect", "idle"];

    static readonly string[] Directions = ["both", "up", "down"];

    readonly Argument<string?> _address;
    readonly Option<string> _mode;
    readonly Option<string> _direction;
    readonly Option<string> _connections;
    readonly Option<string> _pipeline;
    readonly Option<string> _rate;
    readonly Option<string> _findRate;
    readonly Option<string> _duration;
    readonly Option<string> _requests;
    readonly Option<string> _size;
    readonly Option<string> _message;
    readonly Option<string> _messageFile;
    readonly Option<string> _warmUp;
    readonly Option<string> _ramp;
    readonly Option<string> _connectRate;
    readonly Option<string> _keep;
    readonly Option<string> _timeout;
    readonly Option<string> _threads;
    readonly Option<string> _engine;
    readonly Option<string> _json;
    readonly Option<string> _html;
    readonly Option<string> _csv;
    readonly Option<string> _log;
    readonly Option<string> _quiet;
    readonly Option<string> _noColor;

    public BenchCommandOptions(HelpTexts help)
    {
        _address = new("ADDRESS") { Arity = ArgumentArity.ZeroOrOne, Description = help.BenchAddress };
        _mode = Symbols.Value("--mode", string.Join('|', Modes), help.BenchMode + " " + help.Default("echo"), "-m");
        _mode.CompletionSources.Add(Modes);
        _direction = Symbols.Value("--direction", string.Join('|', Directions), help.BenchDirection + " " + help.Default("both"));
        _direction.CompletionSources.Add(Directions);
        _connections = Symbols.Value("--connections", "NUMBER", help.BenchConnections + " " + help.Default("50"), "-c");
        _pipeline = Symbols.Value("--pipeline", "NUMBER", help.BenchPipeline + " " + help.Default("1"));
        _rate = Symbols.Value("--rate", "NUMBER", help.BenchRate, "-r");
        _findRate = Symbols.Value("--find-rate", "pNN<TIME", help.BenchFindRate);
        _duration = Symbols.Value("--duration", "TIME", help.BenchDuration + " " + help.Default("10s"), "-d");
        _requests = Symbols.Value("--requests", "NUMBER", help.BenchRequests, "-n");
        _size = Symbols.Value("--size", "BYTES", help.BenchSize + " " + help.Default("64"), "-s");
        _message = Symbols.Value("--message", "TEXT", help.BenchMessage);
        _messageFile = Symbols.Value("--message-file", "FILE", help.BenchMessageFile);
        _warmUp = Symbols.Value("--warm-up", "TIME", help.BenchWarmUp + " " + help.Default("1s"));
        _ramp = Symbols.Value("--ramp", "TIME", help.BenchRamp);
        _connectRate = Symbols.Value("--connect-rate", "NUMBER", help.BenchConnectRate);
        _keep = Symbols.Value("--keep", "NUMBER", help.BenchKeep);
        _timeout = Symbols.Value("--timeout", "TIME", help.BenchTimeout + " " + help.Default("10s"));
        _threads = Symbols.Value("--threads", "NUMBER", help.BenchThreads + " " + help.Default("1"), "-t");
        _engine = Symbols.Engine(help.Engine + " " + help.Default("auto"));
        _json = Symbols.Flag("--json", help.BenchJson, "-j");
        _html = Symbols.Value("--html", "FILE", help.BenchHtml);
        _csv = Symbols.Value("--csv", "FILE", help.BenchCsv);
        _log = Symbols.Value("--hlog", "FILE", help.BenchLog);
        _quiet = Symbols.Flag("--quiet", help.BenchQuiet, "-q");
        _noColor = Symbols.Flag("--no-color", help.NoColor);
        Report = new(help);
        Command = new("bench", help.Bench)
        {
            _address, _mode, _direction, _connections, _pipeline, _rate, _findRate, _duration, _requests, _size, _message, _messageFile, _warmUp, _ramp,
            _connectRate, _keep, _timeout, _threads, _engine, _json, _html, _csv, _log, _quiet, _noColor, Report.Command,
        };
        Command.SetAction(static _ => 0); // never run; but the parser takes a command without one for a mere name of those below it
    }

    public Command Command { get; }

    public BenchReportOptions Report { get; }

    /// <summary>What the command line asks for; what is wrong with it is the reader's <see cref="OptionReader.Error"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)] // other commands have these options made, too, and need not load Meari.Bench
    public BenchSettings Read(ParseResult parsed, OptionReader options, Messages messages)
    {
        BenchMode mode = (BenchMode)Math.Max(0, options.Choice(_mode, Modes)); // not one of them: told already
        CheckTogether(mode, options, messages);
        byte[]? message = ReadMessage(options, messages);
        int size = message?.Length ?? ReadSize(options, messages, mode == BenchMode.Stream ? DefaultStreamSize : DefaultSize);
        TcpAddress address = parsed.GetValue(_address) is { } text
            ? new AddressReader(options, messages).Read(text, TcpAddress.DefaultPort)
            : new("", TcpAddress.DefaultPort);
        if (address.Port == 0)
            options.Fail(messages.PortNeeded);
        options.Files(_messageFile, _html, _csv, _log);
        return new()
        {
            Address = address,
            FindRate = ReadTarget(options, messages),
            Json = options.IsGiven(_json),
            Html = options.Text(_html),
            Csv = options.Text(_csv),
            HistogramLog = options.Text(_log),
            Quiet = options.IsGiven(_quiet),
            NoColor = options.IsGiven(_noColor),
            Load = new()
            {
                Server = new(IPAddress.None, 0), // until the name is known
                Mode = mode,
                Direction = (StreamDirection)options.Choice(_direction, Directions),
                Connections = options.Number(_connections, 50, 1, MostConnections),
                Pipeline = options.Number(_pipeline, 1, 1, MostInFlight),
                Rate = ReadRate(_rate, options, messages),
                Duration = options.Limit(_duration) ?? TimeSpan.FromSeconds(10),
                Requests = options.IsGiven(_requests) ? options.Number(_requests, 1, 1, int.MaxValue) : null,
                MessageSize = size,
                Message = message,
                WarmUp = options.Duration(_warmUp) ?? TimeSpan.FromSeconds(1),
                Ramp = options.Duration(_ramp) ?? TimeSpan.Zero,
                ConnectRate = ReadRate(_connectRate, options, messages),
                Keep = options.Number(_keep, 0, 0, MostConnections),
                Timeout = options.Limit(_timeout) ?? TimeSpan.FromSeconds(10),
                Threads = options.Number(_threads, 1, 1, MostThreads),
                Engine = (TcpEngine)options.Choice(_engine, Symbols.EngineNames),
            },
        };
    }

    void CheckTogether(BenchMode mode, OptionReader options, Messages messages)
    {
        options.Exclude(_duration, _requests);
        options.Exclude(_size, _message);
        options.Exclude(_size, _messageFile);
        options.Exclude(_message, _messageFile);
        options.Exclude(_rate, _findRate);
        options.Exclude(_requests, _findRate);
        options.Exclude(_log, _findRate);
        options.Exclude(_csv, _findRate);
        options.Exclude(_html, _findRate);
        string asked = $"{_mode.Name} {Modes[(int)mode]}";
        if (mode is BenchMode.Stream or BenchMode.Idle)
        {
            foreach (Option option in new Option[] { _pipeline, _rate, _findRate, _requests, _log }) // the log is of latencies
                options.Exclude(true, asked, options.IsGiven(option), option.Name);
        }
        if (mode == BenchMode.Connect && options.IsGiven(_connectRate) && !options.IsGiven(_keep))
            options.Fail(messages.ConnectRateIsRate);
        if (mode == BenchMode.Connect)
            options.Exclude(true, asked, options.IsGiven(_pipeline), _pipeline.Name);
        if (options.IsGiven(_direction) && mode != BenchMode.Stream)
            options.Fail(messages.Needs(_direction.Name, $"{_mode.Name} stream"));
    }

    byte[]? ReadMessage(OptionReader options, Messages messages)
    {
        if (options.Text(_message) is { } text)
        {
            if (text.Length == 0)
                options.Fail(messages.MissingValue(_message.Name));
            return Encoding.UTF8.GetBytes(text);
        }
        if (options.Text(_messageFile) is not { Length: > 0 } file)
            return null;
        byte[]? bytes = MessageFile.Read(file, LargestMessage, messages, out string? error);
        if (error is not null)
            options.Fail(error);
        return bytes;
    }

    int ReadSize(OptionReader options, Messages messages, int byDefault)
    {
        if (options.Text(_size) is not { } text)
            return byDefault;
        if (Units.TryParseBytes(text, out long bytes) && bytes is >= 1 and <= LargestMessage)
            return (int)bytes;
        options.Fail(messages.BadSize(_size.Name, text, LargestMessage));
        return byDefault;
    }

    static double? ReadRate(Option<string> option, OptionReader options, Messages messages)
    {
        if (options.Text(option) is not { } text)
            return null;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double rate) && rate is >= 0.001 and <= 1e9)
            return rate;
        options.Fail(messages.BadRate(option.Name, text));
        return null;
    }

    LatencyTarget? ReadTarget(OptionReader options, Messages messages)
    {
        if (options.Text(_findRate) is not { } text)
            return null;
        LatencyTarget? target = LatencyTarget.TryParse(text);
        if (target is null)
            options.Fail(messages.BadTarget(_findRate.Name, text));
        return target;
    }
}
