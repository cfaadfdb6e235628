namespace Meari.Cli.Tests;

/// <summary>The engine that a whole run of the tests is over: what MEARI_TEST_ENGINE names (io_uring, epoll, sockets), else the program's own choice.</summary>
/// <remarks>Tests that no engine can make differ are marked <c>[Trait("Engine", "none")]</c>, so that the second run can leave them out.</remarks>
public static class TestEngine
{
    public static string? Name { get; } = Environment.GetEnvironmentVariable("MEARI_TEST_ENGINE") is { Length: > 0 } name ? name : null;

    /// <summary>For the line of a shell, right behind <c>serve</c> or <c>connect</c>.</summary>
    public static string Option { get; } = Name is null ? "" : $" --engine {Name}";

    /// <summary>A command line with that option, where it calls the program and does not say itself which engine.</summary>
    public static IEnumerable<string> AddTo(IReadOnlyList<string> words)
    {
        bool isOpen = Name is not null && !words.Contains("--engine");
        for (int i = 0; i < words.Count; i++)
        {
            yield return words[i];
            if (isOpen && i > 0 && words[i - 1] == MeariProgram.Path && words[i] is "serve" or "connect")
            {
                yield return "--engine";
                yield return Name!;
            }
        }
    }
}
