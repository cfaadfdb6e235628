using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Meari.Cli.Tests;

/// <summary>The command under test, as it was built beside the tests.</summary>
public static partial class MeariProgram
{
    public static string Repository { get; } = Metadata("Repository");

    public static string Path { get; } = Metadata("Program");

    static string Metadata(string key) =>
        typeof(MeariProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;

    public static RunningProgram Start(params string[] arguments) => RunningProgram.Start(Path, arguments);

    public static RunningProgram StartEnglish(params string[] arguments) => RunningProgram.Start(Path, arguments, language: "en");

    /// <summary>Starts <c>meari serve</c> and waits until it listens; gives its port.</summary>
    public static async Task<(RunningProgram Server, int Port)> Serve(params string[] arguments)
    {
        RunningProgram server = Start(["serve", .. arguments]);
        return (server, await ListeningPort(server));
    }

    /// <summary>Waits until a server listens, on the engine that the run is over; gives its port.</summary>
    public static async Task<int> ListeningPort(RunningProgram server)
    {
        (int port, string engine) = await Listening(server);
        Assert.Equal(TestEngine.Name ?? engine, engine);
        return port;
    }

    /// <summary>Waits until a server listens; gives its port and its engine.</summary>
    public static async Task<(int Port, string Engine)> Listening(RunningProgram server)
    {
        Match line = await server.ErrorMatches(ListeningLine());
        return (int.Parse(line.Groups[1].Value, CultureInfo.InvariantCulture), line.Groups[2].Value);
    }

    [GeneratedRegex(@"^.*?[\]\d]:(\d+).* (?:엔진|Engine): (\w+) .*\n", RegexOptions.Multiline)]
    private static partial Regex ListeningLine();
}
