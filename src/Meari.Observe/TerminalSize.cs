using Meari.Interop.Linux;

namespace Meari.Observe;

/// <summary>How many characters fit on the terminal behind standard output.</summary>
internal static class TerminalSize
{
    /// <summary>Of a terminal that does not tell.</summary>
    const int DefaultRows = 24, DefaultColumns = 80;

    /// <summary>Asked anew each time, since a terminal may be resized.</summary>
    public static (int Rows, int Columns) Now => Of(1);

    /// <summary>Of the terminal that standard error goes to, when standard output goes elsewhere.</summary>
    public static (int Rows, int Columns) OfError => Of(2);

    static (int Rows, int Columns) Of(int descriptor)
    {
        if (OperatingSystem.IsLinux())
            return Libc.TryGetWindowSize(descriptor, out int rows, out int columns) ? (rows, columns) : (DefaultRows, DefaultColumns);
        try
        {
            return (Math.Max(1, Console.WindowHeight), Math.Max(1, Console.WindowWidth));
        }
        catch (IOException)
        {
            return (DefaultRows, DefaultColumns);
        }
    }
}
