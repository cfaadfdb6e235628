using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Meari.Cli.Serve;

/// <summary>
/// Loads every assembly before the first client comes. The runtime loads one when it first meets a method that needs it, which takes
/// two descriptors and fails where clients have taken them all. A thread of its own does it while the server gets ready to listen; a program
/// compiled ahead of time has nothing to load.
/// </summary>
internal static class Preload
{
    static Thread? _loading;

    /// <summary>Begins it, once.</summary>
    public static void Begin()
    {
        if (!RuntimeFeature.IsDynamicCodeSupported || _loading is not null)
            return;
        _loading = new(Run) { IsBackground = true, Name = "preload" };
        _loading.Start();
    }

    /// <summary>Waits until all are loaded.</summary>
    public static void Join() => _loading?.Join();

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "What was trimmed needs no loading.")]
    static void Run()
    {
        HashSet<string> seen = [];
        Queue<Assembly> found = new([typeof(Preload).Assembly]);
        while (found.TryDequeue(out Assembly? assembly))
        {
            foreach (AssemblyName name in assembly.GetReferencedAssemblies())
            {
                if (seen.Add(name.FullName) && TryLoad(name) is { } loaded)
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
