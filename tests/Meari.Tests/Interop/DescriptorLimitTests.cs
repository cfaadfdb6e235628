using System.Diagnostics;
using System.Globalization;
using Meari.Interop.Linux;
using Meari.Tests.Support;

namespace Meari.Tests.Interop;

[Collection(nameof(Alone))]
[Trait("Engine", "none")]
public sealed class DescriptorLimitTests
{
    [Fact]
    public async Task The_soft_limit_is_raised_to_the_hard_one()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "prlimit and /proc are Linux's.");
        (long _, long hard) = Limits();
        using (Process prlimit = Process.Start("prlimit", ["--pid", $"{Environment.ProcessId}", $"--nofile={hard - 1}:{hard}"]))
            await prlimit.WaitForExitAsync();
        Assert.Equal((hard - 1, hard), Limits());
        DescriptorLimit.Raise();
        Assert.Equal((hard, hard), Limits());
    }

    [Fact]
    public void It_is_near_when_eight_numbers_or_fewer_are_left()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The limit is asked for on Linux alone.");
        long soft = Limits().Soft;
        Assert.False(DescriptorLimit.IsNear((nint)soft - DescriptorLimit.Reserve - 1));
        Assert.True(DescriptorLimit.IsNear((nint)soft - DescriptorLimit.Reserve));
        Assert.False(DescriptorLimit.IsNear(3));
    }

    static (long Soft, long Hard) Limits()
    {
        string[] words = File.ReadLines("/proc/self/limits").First(static l => l.StartsWith("Max open files", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return (long.Parse(words[3], CultureInfo.InvariantCulture), long.Parse(words[4], CultureInfo.InvariantCulture));
    }
}
