using System.Globalization;

namespace Meari.Benchmarks;

/// <summary>What was asked for cannot be done; the message is one line for the user.</summary>
sealed class UsageException(string message) : Exception(message);

/// <summary>The options of benchmarks/run.</summary>
sealed record Options
{
    public const string Help = """
        usage: benchmarks/run [OPTION]...

        Measures Meari against its peers, and writes benchmarks/results/latest.* and the table of docs/performance.md.
        With an option that leaves something out it writes benchmarks/results/partial.* alone.

          --quick              2 short rounds
          --only NAME,...      these servers alone (and the reference)
          --scenarios NAME,... these columns alone (also: memory, start, allocations, clients, openLoop)
          --rounds N           1 to 100; 9 unless told
          --cores A,B          the servers' core and the load's; 0,1 unless told
          --no-build           with what was built before
          --list               says which servers and scenarios there are
          --help               this
        """;

    const int DefaultRounds = 9;

    public bool Quick { get; private set; }

    public IReadOnlyList<string> Only { get; private set; } = [];

    public IReadOnlyList<string> Scenarios { get; private set; } = [];

    int? AskedRounds { get; set; }

    public int ServerCore { get; private set; }

    public int LoadCore { get; private set; } = 1;

    public bool NoBuild { get; private set; }

    public bool List { get; private set; }

    public bool ShowHelp { get; private set; }

    public int Rounds => AskedRounds ?? (Quick ? 2 : DefaultRounds);

    /// <summary>The measured window of one run.</summary>
    public double Seconds => Quick ? 0.3 : 0.5;

    /// <summary>Load on each server before the first round, so that it is compiled as it will stay.</summary>
    public double WarmUpSeconds => Quick ? 1 : 4;

    public int Starts => Quick ? 3 : 11;

    /// <summary>Rounds of the open loop.</summary>
    public int OpenLoopRounds => Quick ? 2 : 15;

    /// <summary>Rounds of two clients in turns.</summary>
    public int TurnRounds => Quick ? 1 : 3;

    /// <summary>The measured window of two clients in turns; each runs for half of it.</summary>
    public double TurnSeconds => Quick ? 2 : 8;

    public int MemoryRuns => Quick ? 1 : 3;

    /// <summary>Whether the results are those that the documentation shows.</summary>
    public bool Complete => !Quick && Only.Count == 0 && Scenarios.Count == 0 && Rounds >= DefaultRounds;

    /// <exception cref="UsageException">They make no sense.</exception>
    public static Options Parse(string[] args)
    {
        Options options = new();
        for (int i = 0; i < args.Length; i++)
        {
            string name = args[i];
            switch (name)
            {
                case "--quick": options.Quick = true; break;
                case "--no-build": options.NoBuild = true; break;
                case "--list": options.List = true; break;
                case "--help" or "-h": options.ShowHelp = true; break;
                case "--only": options.Only = Names(); break;
                case "--scenarios": options.Scenarios = Names(); break;
                case "--rounds": options.AskedRounds = Number(Value(), 1, 100); break;
                case "--cores":
                    if (Value().Split(',') is not [var server, var load])
                        throw new UsageException("--cores takes two: the servers' and the load's");
                    (options.ServerCore, options.LoadCore) = (Number(server, 0, 1023), Number(load, 0, 1023));
                    break;
                default: throw new UsageException($"no such option: {name}; benchmarks/run --help lists them");
            }

            string Value() => ++i < args.Length ? args[i] : throw new UsageException($"{name} needs a value");

            string[] Names() => Value().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is { Length: > 0 } names
                ? names : throw new UsageException($"{name} needs a name");

            int Number(string text, int least, int most) =>
                int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int n) && n >= least && n <= most
                    ? n : throw new UsageException($"{name}: {text} is no number from {least} to {most}");
        }
        return options;
    }
}
