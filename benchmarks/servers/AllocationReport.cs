using System.Runtime.InteropServices;

namespace Meari.Benchmarks.Servers;

/// <summary>On SIGUSR1 a server says on stdout how many bytes it has allocated since it started; at no other time does this cost anything.</summary>
static class AllocationReport
{
    const PosixSignal Usr1 = (PosixSignal)10;

    public static PosixSignalRegistration OnSignal() => PosixSignalRegistration.Create(Usr1, static context =>
    {
        context.Cancel = true;
        Console.WriteLine($"allocated {GC.GetTotalAllocatedBytes(precise: true)}");
    });
}
