using System.Runtime.CompilerServices;
using Meari.Engines;
using Meari.Engines.Linux;
using Meari.Tests.Support;

namespace Meari.Tests.Stress;

/// <summary>What the process holds: descriptors by kind, lent buffers, numbers of the loops.</summary>
sealed record Footprint(IReadOnlyDictionary<string, int> Descriptors, long Loans, int Slots)
{
    public static Footprint Now() => new(OpenDescriptors(), Meari.Engines.Loans.Outstanding, UsedSlots());

    /// <summary>Sockets, pipes and the kernel's anonymous files; not the files that the runtime opens and closes as it likes.</summary>
    static Dictionary<string, int> OpenDescriptors()
    {
        Dictionary<string, int> kinds = [];
        if (!OperatingSystem.IsLinux())
            return kinds;
        foreach (FileInfo descriptor in new DirectoryInfo("/proc/self/fd").EnumerateFiles())
        {
            if (descriptor.LinkTarget is { } target && !target.StartsWith('/'))
            {
                string kind = target.Split(":[")[0];
                kinds[kind] = kinds.GetValueOrDefault(kind) + 1;
            }
        }
        return kinds;
    }

    static int UsedSlots() => TcpEngines.Get(TcpEngine.Auto).Engine is LinuxEngine engine ? LoopsOf(engine).ToArray().Sum(static loop => loop.Slots.Count) : 0;

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_loops")]
    static extern ref List<LinuxLoop> LoopsOf(LinuxEngine engine);

    bool IsWithin(Footprint before) =>
        Loans <= before.Loans && Slots <= before.Slots && Descriptors.All(kind => kind.Value <= before.Descriptors.GetValueOrDefault(kind.Key));

    /// <summary>Closing goes on for a moment on the loops.</summary>
    public async Task AssertNothingWasLeftSinceAsync()
    {
        try
        {
            await Bounded.UntilAsync(() => Now().IsWithin(this), "nothing is left behind");
        }
        catch (Exception e)
        {
            throw new StressException($"left behind: {Now()}; before: {this}. {e.Message}");
        }
    }

    public override string ToString() =>
        $"{Loans} loans, {Slots} slots, descriptors: {string.Join(", ", Descriptors.Select(static kind => $"{kind.Value} {kind.Key}"))}";
}
