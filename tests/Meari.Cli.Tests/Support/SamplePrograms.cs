namespace Meari.Cli.Tests;

/// <summary>
/// The chapter's four programs, built once. A test starts the program that was built, not <c>dotnet run</c>: signals reach the program
/// itself, and nothing is built in a test's time. They all use port 9000, so each test has them in a network namespace of its own.
/// </summary>
public sealed class SamplePrograms : IAsyncLifetime
{
    public const string Collection = "samples";

    static readonly string[] Names = ["TCPServer", "TCPClient", "TCPServer6", "TCPClient6"];

    readonly string _directory = Directory.CreateTempSubdirectory("meari-samples-").FullName;

    /// <summary>
    /// What makes <c>dotnet</c> work in the test's directory alone: a reader's own <c>dotnet run</c> of the same file is not disturbed, no
    /// compiler or build server outlives the tests, and nothing is asked of the network.
    /// </summary>
    string[] Environment =>
        ["XDG_DATA_HOME=" + _directory, "MSBUILDDISABLENODEREUSE=1", "UseSharedCompilation=false", "NuGetAudit=false"];

    public async ValueTask InitializeAsync()
    {
        if (!OperatingSystem.IsLinux() || !System.Environment.IsPrivilegedProcess)
            return; // the tests are skipped, with a reason, when they ask for their namespace
        foreach (string name in Names)
        {
            string[] arguments = Dotnet("build", Source(name), "-o", Path.Join(_directory, name));
            await using RunningProgram build = RunningProgram.Start("env", arguments, language: "en");
            Assert.True(await build.Exit(TimeSpan.FromMinutes(3)) == 0, build.Output + build.Error);
        }
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_directory, recursive: true);
        return ValueTask.CompletedTask;
    }

    public static string Source(string name) => Path.Join("samples", name + ".cs");

    /// <summary>The arguments of <c>env</c> that run <c>dotnet</c> in the repository.</summary>
    public string[] Dotnet(params string[] arguments) => ["-C", MeariProgram.Repository, .. Environment, "dotnet", .. arguments];

    /// <summary>Starts a command line in which one of the four programs or <c>meari</c> is called by its name.</summary>
    public RunningProgram Start(NetworkNamespace network, string command, string language = "ko")
    {
        string[] words = [.. command.Split(' ').Select(Executable)];
        return network.Start(words[0], words[1..], language);
    }

    /// <summary>Starts one of the four programs with what a shell makes of <paramref name="redirection"/>.</summary>
    public RunningProgram Redirected(NetworkNamespace network, string name, string redirection, string language = "ko") =>
        network.Start("sh", ["-c", $"exec \"$0\" {redirection}", Executable(name)], language);

    /// <summary>Starts a server and waits until it listens; the chapter's servers do not say when they do.</summary>
    public async Task<RunningProgram> Serve(NetworkNamespace network, string command, string language = "ko")
    {
        RunningProgram server = Start(network, command, language);
        await Listening(network);
        return server;
    }

    /// <summary>Waits until so many sockets listen on port 9000.</summary>
    public static async Task Listening(NetworkNamespace network, int sockets = 1)
    {
        string wait = $"for i in $(seq 1200); do [ $(ss -Hltn 'sport = :9000' | wc -l) -ge {sockets} ] && exit 0; sleep 0.05; done; exit 1";
        await using RunningProgram ready = network.Start("sh", ["-c", wait]);
        Assert.Equal(0, await ready.Exit(TimeSpan.FromSeconds(90)));
    }

    string Executable(string name) => name switch
    {
        "meari" => MeariProgram.Path,
        _ when Names.Contains(name) => Path.Join(_directory, name, name),
        _ => name,
    };
}

[CollectionDefinition(SamplePrograms.Collection)]
public sealed class SampleProgramsAreBuiltOnce : ICollectionFixture<SamplePrograms>;
