using System.Globalization;
using System.Text;
using Meari.Interop.Linux;

namespace Meari.Observe;

/// <summary>One private instance of the kernel's tracing: a buffer for each processor, on the timeline's clock, for the events that were enabled.</summary>
internal sealed class TraceInstance : IDisposable
{
    /// <summary>
    /// The kernel's memory for one instance: 4 MiB for each processor, about 55,000 changes of state, but not more than 64 MiB together
    /// and not less than 64 KiB each.
    /// </summary>
    const int MaxProcessorKilobytes = 4096, MaxKilobytes = 64 * 1024, MinProcessorKilobytes = 64;

    TraceInstance(string path) => Location = path;

    /// <summary>Its directory.</summary>
    public string Location { get; }

    /// <summary>The processors' numbers, whether they run or not.</summary>
    public IReadOnlyList<int> Processors { get; private set; } = [];

    /// <summary>How its pages are laid out.</summary>
    public RingBufferLayout Layout { get; private set; }

    /// <summary>Makes one, with no events yet.</summary>
    /// <param name="files">The trace file system.</param>
    /// <param name="kilobytes">Memory for each processor; null for the usual.</param>
    /// <param name="made">It, if the status is that it works; to be disposed.</param>
    /// <returns>Whether it could be made. If not, nothing is left.</returns>
    public static SourceStatus Make(TraceFileSystem files, int? kilobytes, out TraceInstance? made)
    {
        made = null;
        SourceStatus status = files.MakeInstance(out string path);
        if (!status.IsWorking)
            return status;
        TraceInstance instance = new(path);
        status = instance.SetUp(kilobytes);
        if (status.IsWorking)
            made = instance;
        else
            instance.Dispose();
        return status;
    }

    SourceStatus SetUp(int? kilobytes)
    {
        Processors = FindProcessors();
        if (Processors.Count == 0)
            return new(SourceObstacle.NotInKernel, 0, At("per_cpu"));
        // An instance inherits options from the whole: others may have set them otherwise. Kernels differ in which they have.
        _ = Write("options/overwrite", "1");
        _ = Write("options/stacktrace", "0");
        _ = Write("options/userstacktrace", "0");
        _ = Write("buffer_percent", "0"); // a waiting reader is woken by the first event
        int usual = Math.Clamp(MaxKilobytes / Processors.Count, MinProcessorKilobytes, MaxProcessorKilobytes);
        int error = Write("trace_clock", "mono");
        if (error == 0)
            error = Write("buffer_size_kb", (kilobytes ?? usual).ToString(CultureInfo.InvariantCulture));
        if (error != 0)
            return TraceFileSystem.StatusOf(error, Location);
        if (Read("events/header_page") is not { } header || RingBufferLayout.Parse(header) is not { } layout)
            return new(SourceObstacle.NotInKernel, 0, At("events/header_page"));
        Layout = layout;
        return SourceStatus.Works;
    }

    List<int> FindProcessors()
    {
        List<int> found = [];
        try
        {
            foreach (string path in Directory.EnumerateDirectories(At("per_cpu"), "cpu*"))
            {
                if (int.TryParse(Path.GetFileName(path.AsSpan())[3..], NumberStyles.None, CultureInfo.InvariantCulture, out int number))
                    found.Add(number);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
        found.Sort();
        return found;
    }

    /// <summary>Where an event's fields are.</summary>
    /// <param name="name">The event, as <c>sock/inet_sock_set_state</c>.</param>
    /// <returns>Its format; null if this kernel has no such event.</returns>
    public TraceEventFormat? FormatOf(string name) => Read($"events/{name}/format") is { } text ? TraceEventFormat.Parse(text) : null;

    /// <summary>From now on such events are recorded.</summary>
    /// <param name="name">The event.</param>
    /// <param name="filter">Which of them, decided by the kernel; null for all.</param>
    /// <returns>Whether that is so.</returns>
    public SourceStatus Enable(string name, string? filter)
    {
        int error = filter is null ? 0 : Write($"events/{name}/filter", filter);
        if (error == 0)
            error = Write($"events/{name}/enable", "1");
        return error == 0 ? SourceStatus.Works : TraceFileSystem.StatusOf(error, At($"events/{name}"));
    }

    /// <summary>A processor's pages, to be read a page at a time without waiting.</summary>
    /// <param name="processor">Its number.</param>
    /// <returns>A descriptor, or the negative errno.</returns>
    public int OpenPages(int processor) => Libc.OpenFile(
        At(string.Create(CultureInfo.InvariantCulture, $"per_cpu/cpu{processor}/trace_pipe_raw")), Libc.O_RDONLY | Constants.O_NONBLOCK);

    /// <summary>How many events this buffer has lost since it was made.</summary>
    /// <remarks>Source: Documentation/trace/ftrace.rst, per_cpu/cpu0/stats.</remarks>
    public long CountLost()
    {
        long lost = 0;
        foreach (int processor in Processors)
            lost += LostIn(Read(string.Create(CultureInfo.InvariantCulture, $"per_cpu/cpu{processor}/stats")) ?? "");
        return lost;
    }

    /// <summary>Reads the three counters of what was lost.</summary>
    /// <param name="stats">A processor's <c>stats</c>.</param>
    /// <returns>Their sum.</returns>
    internal static long LostIn(string stats)
    {
        long lost = 0;
        foreach (string line in stats.Split('\n'))
        {
            string[] parts = line.Split(": ");
            if (parts is ["overrun" or "commit overrun" or "dropped events", _]
                && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long count))
            {
                lost += count;
            }
        }
        return lost;
    }

    /// <summary>Nothing is recorded any more; what was can still be read.</summary>
    public void Disable() => _ = Write("events/enable", "0");

    /// <summary>
    /// Removes it. Its descriptors must be closed. If somebody else reads it, it stays, recording nothing, until a viewer finds it after
    /// this process.
    /// </summary>
    public void Dispose()
    {
        Disable();
        _ = Libc.RemoveDirectory(Location);
    }

    string At(string file) => Path.Join(Location, file);

    int Write(string file, string value)
    {
        int fd = Libc.OpenFile(At(file), Libc.O_WRONLY);
        if (fd < 0)
            return -fd;
        nint written = Libc.Write(fd, Encoding.ASCII.GetBytes(value + "\n"));
        Libc.Close(fd);
        return written < 0 ? (int)-written : 0;
    }

    string? Read(string file)
    {
        try
        {
            return File.ReadAllText(At(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
