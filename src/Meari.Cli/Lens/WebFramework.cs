using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Meari.Cli.Lens;

/// <summary>Finds ASP.NET Core, which comes with .NET's SDK and stands beside its runtime, when something of it is first needed.</summary>
internal static class WebFramework
{
    const string Name = "Microsoft.AspNetCore.App";

    static int _isFound;

    /// <summary>To be called before anything of it is used; more than once does nothing more.</summary>
    public static void Find()
    {
        // Compiled ahead of time, the program has it inside.
        if (Interlocked.Exchange(ref _isFound, 1) == 0 && RuntimeFeature.IsDynamicCodeSupported && Folder() is { } folder)
            AssemblyLoadContext.Default.Resolving += (context, assembly) => Load(context, assembly, folder);
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "A trimmed program has no assemblies to load; it does not come here.")]
    static Assembly? Load(AssemblyLoadContext context, AssemblyName assembly, string folder)
    {
        string file = Path.Combine(folder, assembly.Name + ".dll");
        return File.Exists(file) ? context.LoadFromAssemblyPath(file) : null;
    }

    /// <summary>The newest of the runtime's own version: <c>shared/Microsoft.AspNetCore.App/10.0.x</c> beside <c>shared/Microsoft.NETCore.App/10.0.x</c>.</summary>
    static string? Folder()
    {
        DirectoryInfo runtime = new(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory());
        DirectoryInfo all = new(Path.Combine(runtime.Parent!.Parent!.FullName, Name));
        return !all.Exists ? null : all.GetDirectories()
            .Select(static folder => (folder.FullName, Version: Version.TryParse(folder.Name, out Version? version) ? version : new()))
            .Where(static folder => (folder.Version.Major, folder.Version.Minor) == (Environment.Version.Major, Environment.Version.Minor))
            .MaxBy(static folder => folder.Version).FullName;
    }
}
