using System.CommandLine;
using System.Globalization;
using System.Net;
using Meari.Cli.Watch;
using Meari.Observe;
using Meari.Text;

namespace Meari.Cli.CommandLine;

/// <summary>The options of <c>meari watch</c>. The program behind <c>--</c> never reaches the parser: its options are its own.</summary>
internal sealed class WatchOptions
{
    /// <summary>The narrowest and the widest picture.</summary>
    const int LeastWidth = 60, MostWidth = 400;

    const double MostSpeed = 1_000_000;

    readonly Argument<string?> _address;
    readonly Option<string> _port;
    readonly Option<string> _pid;
    readonly Option<string> _explain;
    readonly Option<string> _output;
    readonly Option<string> _replay;
    readonly Option<string> _speed;
    readonly Option<string> _pcapng;
    readonly Option<string> _json;
    readonly Option<string> _programOutput;
    readonly Option<string> _duration;
    readonly Option<string> _count;
    readonly Option<string> _width;
    readonly Option<string> _noColor;

    public WatchOptions(HelpTexts help)
    {
        _address = new("ADDRESS") { Arity = ArgumentArity.ZeroOrOne, Description = help.WatchAddress };
        _port = Symbols.Value("--port", "PORT", help.WatchPort, "-p");
        _pid = Symbols.Value("--pid", "PID", help.WatchPid);
        _explain = Symbols.Flag("--explain", help.WatchExplain);
        _output = Symbols.Value("--output", "FILE", help.WatchOutput, "-o");
        _replay = Symbols.Value("--replay", "FILE", help.WatchReplay);
        _speed = Symbols.Value("--speed", "N", help.WatchSpeed + " " + help.Default("1"));
        _pcapng = Symbols.Value("--pcapng", "FILE", help.WatchPcapng);
        _json = Symbols.Flag("--json", help.WatchJson, "-j");
        _programOutput = Symbols.Value("--program-output", "FILE", help.WatchProgramOutput);
        _duration = Symbols.Value("--duration", "TIME", help.WatchDuration, "-d");
        _count = Symbols.Value("--count", "N", help.WatchCount, "-n");
        _width = Symbols.Value("--width", "N", help.WatchWidth);
        _noColor = Symbols.Flag("--no-color", help.NoColor);
        Command = new("watch", help.Watch)
        {
            _address, _port, _pid, _explain, _output, _replay, _speed, _pcapng, _json, _programOutput, _duration, _count, _width, _noColor,
        };
    }

    public Command Command { get; }

    /// <summary>What the command line asks for; what is wrong with it is the reader's <see cref="OptionReader.Error"/>.</summary>
    /// <remarks>Of the line up to <c>--</c>, and of what stands behind it; null where there is no <c>--</c>.</remarks>
    public WatchSettings Read(ParseResult parsed, IReadOnlyList<string>? program, OptionReader options, Messages messages)
    {
        Exclude(parsed, program, options, messages);
        if (program is { Count: 0 })
            options.Fail(messages.NoProgram);
        if (options.IsGiven(_speed) && !options.IsGiven(_replay))
            options.Fail(messages.Needs(_speed.Name, _replay.Name));
        if (options.IsGiven(_programOutput) && program is null)
            options.Fail(messages.Needs(_programOutput.Name, "-- PROGRAM"));
        return new()
        {
            Filter = ReadFilter(parsed, program is not null || options.IsGiven(_pid), options, messages),
            Program = program ?? [],
            ProcessId = options.IsGiven(_pid) ? options.Number(_pid, 0, 1, int.MaxValue) : null,
            Explain = options.IsGiven(_explain),
            Json = options.IsGiven(_json),
            Output = File(_output, options, messages),
            Pcapng = File(_pcapng, options, messages),
            ProgramOutput = File(_programOutput, options, messages),
            Replay = File(_replay, options, messages),
            Speed = ReadSpeed(options, messages),
            Duration = options.Limit(_duration),
            Count = options.Number(_count, int.MaxValue, 1, int.MaxValue),
            Width = options.Number(_width, 0, LeastWidth, MostWidth),
            NoColor = options.IsGiven(_noColor),
        };
    }

    void Exclude(ParseResult parsed, IReadOnlyList<string>? program, OptionReader options, Messages messages)
    {
        // A recording has no packets, and what it shows was chosen when it was made.
        bool replays = options.IsGiven(_replay);
        foreach (Option option in new Option[] { _pid, _port, _pcapng, _programOutput })
            options.Exclude(_replay, option);
        options.Exclude(replays, _replay.Name, program is not null, "-- PROGRAM");
        options.Exclude(replays, _replay.Name, parsed.GetValue(_address) is not null, _address.Name);
        // Else the recording would be emptied before it is read, or two would write over each other.
        Option<string>[] files = [_replay, _output, _pcapng, _programOutput];
        for (int i = 0; i < files.Length; i++)
        {
            for (int j = i + 1; j < files.Length; j++)
            {
                if (IsSameFile(options.Text(files[i]), options.Text(files[j])))
                    options.Fail(messages.SameFile(files[i].Name, files[j].Name));
            }
        }
        options.Exclude(options.IsGiven(_pid), _pid.Name, program is not null, "-- PROGRAM");
        options.Exclude(_json, _explain);
    }

    /// <summary>With a program, all its connections; else the chapter's port, unless another is given.</summary>
    TimelineFilter ReadFilter(ParseResult parsed, bool hasProgram, OptionReader options, Messages messages)
    {
        int port = options.Number(_port, hasProgram ? 0 : TcpAddress.DefaultPort, 1, ushort.MaxValue);
        if (parsed.GetValue(_address) is not { } text)
            return new(port);
        TcpAddress address = new AddressReader(options, messages).Read(text, port == 0 ? TcpAddress.DefaultPort : port);
        options.Exclude(options.IsGiven(_port) && address.Port != port, $"{_port.Name} {options.Text(_port)}", true, text);
        if (options.Error is not null || address.Host.Length == 0)
            return new(address.Port);
        if (!address.TryToEndPoint(out IPEndPoint? endPoint))
        {
            options.Fail(messages.NumericAddressNeeded(text));
            return default;
        }
        bool isAny = endPoint.Address.Equals(IPAddress.Any) || endPoint.Address.Equals(IPAddress.IPv6Any);
        return new(endPoint.Port, isAny ? null : endPoint.Address);
    }

    static bool IsSameFile(string? one, string? other) => one is { Length: > 0 } && other is { Length: > 0 } && FileIdentity.IsSame(one, other);

    double ReadSpeed(OptionReader options, Messages messages)
    {
        if (options.Text(_speed) is not { } text)
            return 1;
        if (text == "max")
            return double.PositiveInfinity;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double speed) && speed is > 0 and <= MostSpeed)
            return speed;
        options.Fail(messages.BadSpeed(_speed.Name, text));
        return 1;
    }

    static string? File(Option<string> option, OptionReader options, Messages messages)
    {
        string? name = options.Text(option);
        if (name is "")
            options.Fail(messages.MissingValue(option.Name));
        return name;
    }
}
