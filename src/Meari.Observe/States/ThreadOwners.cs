using System.Globalization;

namespace Meari.Observe;

/// <summary>Which process a thread belongs to: the kernel's events name threads. Asked for a moment after the event; a thread may have ended.</summary>
internal sealed class ThreadOwners
{
    const int MaxRemembered = 256;

    readonly Dictionary<int, int?> _known = [];

    /// <summary>Forgets all, since ids are used again.</summary>
    public void Clear() => _known.Clear();

    /// <summary>The process of a thread.</summary>
    /// <param name="thread">The thread's id.</param>
    /// <returns>The process's id; null if there is no such thread any more.</returns>
    /// <remarks>Source: proc_pid_status(5), Tgid.</remarks>
    public int? ProcessOf(int thread)
    {
        if (_known.TryGetValue(thread, out int? process))
            return process;
        process = Look(thread);
        if (_known.Count < MaxRemembered)
            _known.Add(thread, process);
        return process;
    }

    static int? Look(int thread)
    {
        try
        {
            foreach (string line in File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{thread}/status")))
            {
                if (line.StartsWith("Tgid:", StringComparison.Ordinal))
                    return int.TryParse(line.AsSpan(5), NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out int process) ? process : null;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
        return null;
    }
}
