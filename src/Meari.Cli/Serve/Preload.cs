using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using Meari.Cli.Lens;

namespace Meari.Cli.Serve;

/// <summary>
/// Loads every assembly that serving needs before the first client comes. The runtime loads one when it first meets a method that needs it, which takes
/// two descriptors and fails where clients have taken them all. A thread of its own does it while the server gets ready to listen; a program
/// compiled ahead of time has nothing to load.
/// </summary>
internal static class Preload
{
    /// <summary>What sees the machine's sockets and segments: the most code of all, and only some servers need it.</summary>
    const string Seeing = "Meari.Observe";

    /// <summary>The experiments, whose timeline the page shows.</summary>
    const string Experiments = "Meari.Lab";

    /// <summary>The page, and with it the web framework.</summary>
    const string Lens = "Meari.Lens";

    static Thread? _loading;

    /// <summary>Begins it, once.</summary>
    /// <param name="explains">Whether the server shows what happens.</param>
    /// <param name="hasPage">Whether it shows it in a browser.</param>
    public static void Begin(bool explains, bool hasPage)
    {
        if (hasPage)
            WebFramework.Find();
        if (!RuntimeFeature.IsDynamicCodeSupported || _loading is not null)
            return;
        string[] unneeded = hasPage ? [] : explains ? [Lens, Experiments] : [Lens, Experiments, Seeing];
        _loading = new(() => Run(unneeded)) { IsBackground = true, Name = "preload" };
        _loading.Start();
    }

    /// <summary>Waits until all are loaded.</summary>
    public static void Join() => _loading?.Join();

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "What was trimmed needs no loading.")]
    static void Run(string[] unneeded)
    {
        HashSet<string> seen = [];
        Queue<Assembly> found = new([typeof(Preload).Assembly]);
        while (found.TryDequeue(out Assembly? assembly))
        {
            foreach (AssemblyName name in assembly.GetReferencedAssemblies())
            {
                if (!unneeded.Contains(name.Name) && seen.Add(name.FullName) && TryLoad(name) is { } loaded)
                    found.Enqueue(loaded);
            }
        }
    }

    static Assembly? TryLoad(AssemblyName name)
    {
        try
        {
            return Assembly.Load(name);
        }
        catch (Exception e) when (e is IOException or BadImageFormatException)
        {
            return null; // the framework names some that it does not bring along, and does not need
        }
    }
}
