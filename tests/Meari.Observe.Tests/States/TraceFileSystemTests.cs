using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Meari.Observe.Tests.States;

/// <summary>What stands in the way, and what a killed viewer leaves behind.</summary>
public sealed partial class TraceFileSystemTests
{
    const string Instances = "/sys/kernel/tracing/instances";

    [Fact]
    public async Task Where_nothing_is_mounted_the_kernel_lacks_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The kernel's tracing is Linux's.");
        string empty = Directory.CreateTempSubdirectory("meari-").FullName;
        CollectingSink sink = new();
        await using TracedStates source = new(default, TracedEvents.All, [empty, "/nowhere"], null);
        SourceStatus status = source.Start(sink);
        Directory.Delete(empty);
        Assert.Equal(SourceObstacle.NotInKernel, status.Obstacle);
        Assert.Equal($"{empty}, /nowhere", status.Detail);
        await source.DisposeAsync();
        Assert.Empty(sink.Seen);
    }

    [Fact]
    public void A_directory_that_is_not_empty_is_not_mounted_on()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The kernel's tracing is Linux's.");
        DirectoryInfo directory = Directory.CreateTempSubdirectory("meari-");
        File.WriteAllText(Path.Join(directory.FullName, "mine"), "");
        SourceStatus status = TraceFileSystem.Find([directory.FullName], directory.FullName, out TraceFileSystem? found);
        Assert.Equal(["mine"], directory.EnumerateFileSystemInfos().Select(static f => f.Name));
        directory.Delete(true);
        Assert.Equal((SourceObstacle.NotInKernel, null), (status.Obstacle, found));
    }

    [Fact]
    public async Task As_root_it_is_mounted_where_it_belongs()
    {
        NeedsRoot();
        string place = Directory.CreateTempSubdirectory("meari-").FullName;
        try
        {
            TracedStates source = new(new(1), TracedEvents.States, [place], place);
            SourceStatus status = source.Start(new CollectingSink());
            await source.DisposeAsync();
            Assert.Equal(SourceStatus.Works, status);
        }
        finally
        {
            await RunAsync("umount", place);
            Directory.Delete(place);
        }
    }

    [Fact]
    public void Somebody_else_than_root_may_not()
    {
        NeedsRoot();
        SourceStatus status = default;
        Thread somebody = new(() =>
        {
            _ = setfsuid(65534); // of this thread alone
            status = new TracedStates(new(1)).Start(new CollectingSink());
        });
        somebody.Start();
        somebody.Join();
        Assert.Equal(new(SourceObstacle.NotPermitted, 13, "/sys/kernel/tracing"), status);
    }

    [Fact]
    public async Task An_instance_of_a_killed_viewer_is_swept_by_the_next()
    {
        NeedsRoot();
        // It makes its instance as a viewer does, enables an event, and is killed.
        string left = await RunAsync("sh", "-c", $$"""
            cd {{Instances}} && name=meari-$$-$(cut -d' ' -f22 /proc/$$/stat)-1 && mkdir $name && echo 1 > $name/events/sock/enable && echo $name && kill -9 $$
            """);
        Assert.StartsWith("meari-", left, StringComparison.Ordinal); // other viewers on this machine may sweep it meanwhile
        TracedStates source = new(new(1), TracedEvents.States);
        Assert.Equal(SourceStatus.Works, source.Start(new CollectingSink()));
        Assert.False(Directory.Exists(Path.Join(Instances, left)));
        await source.DisposeAsync();
    }

    [Fact]
    public void Nothing_is_left_of_an_instance_that_is_disposed()
    {
        NeedsRoot();
        Assert.Equal(SourceStatus.Works, TraceFileSystem.Find(TraceFileSystem.UsualPlaces, null, out TraceFileSystem? files));
        Assert.Equal(SourceStatus.Works, TraceInstance.Make(files!, null, out TraceInstance? instance));
        Assert.True(Directory.Exists(instance!.Location));
        files!.Sweep();
        Assert.True(Directory.Exists(instance.Location));
        instance.Dispose();
        Assert.False(Directory.Exists(instance.Location));
    }

    [Fact]
    public void An_event_that_the_kernel_lacks_has_no_format_and_is_not_enabled()
    {
        NeedsRoot();
        Assert.Equal(SourceStatus.Works, TraceFileSystem.Find(TraceFileSystem.UsualPlaces, null, out TraceFileSystem? files));
        Assert.Equal(SourceStatus.Works, TraceInstance.Make(files!, null, out TraceInstance? instance));
        using (instance)
        {
            Assert.Null(instance!.FormatOf("tcp/tcp_telepathy"));
            Assert.Equal(SourceObstacle.NotInKernel, instance.Enable("tcp/tcp_telepathy", null).Obstacle);
            Assert.Equal(SourceObstacle.NotInKernel, instance.Enable(StateDecoder.EventName, "no_such_field == 1").Obstacle);
        }
    }

    [Fact]
    public void An_instance_is_left_behind_if_its_process_has_ended_or_is_another()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The kernel's tracing is Linux's.");
        int process = Environment.ProcessId;
        string stat = File.ReadAllText($"/proc/{process}/stat");
        string start = stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19];
        Assert.False(TraceFileSystem.IsLeftBehind($"meari-{process}-{start}-7"));
        Assert.True(TraceFileSystem.IsLeftBehind($"meari-{process}-{long.Parse(start, CultureInfo.InvariantCulture) + 1}-7"));
        Assert.True(TraceFileSystem.IsLeftBehind("meari-2147483647-1-1"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("meari")]
    [InlineData("meari-")]
    [InlineData("meari-1-1")]
    [InlineData("meari-x-1-1")]
    [InlineData("meari--1-1-1")]
    [InlineData("meari-99999999999-1-1")]
    [InlineData("meari-2147483647-1-1-1")]
    [InlineData("other-2147483647-1-1")]
    public void A_name_that_no_viewer_gave_is_left_alone(string name) => Assert.False(TraceFileSystem.IsLeftBehind(name));

    [Fact]
    public void What_was_lost_is_the_sum_of_three_counters()
    {
        const string Stats = "entries: 0\noverrun: 5\ncommit overrun: 2\nbytes: 100\noldest event ts:  0.000000\ndropped events: 1\nread events: 9\n";
        Assert.Equal(8, TraceInstance.LostIn(Stats));
        Assert.Equal(0, TraceInstance.LostIn("overrun: x\noverrun\n\n: 5"));
    }

    static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output.Trim();
    }

    [LibraryImport("libc")]
    private static partial int setfsuid(uint user);

    static void NeedsRoot() => Assert.SkipUnless(
        OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && Directory.Exists(Instances), "Needs Linux and root.");
}
