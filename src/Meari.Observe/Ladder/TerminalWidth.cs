using Meari.Interop.Linux;

namespace Meari.Observe;

/// <summary>The width of the terminal that standard output is.</summary>
internal static class TerminalWidth
{
    const int StandardOutput = 1;

    /// <summary>Columns; 0 where standard output is no terminal.</summary>
    /// <remarks>On Linux not <see cref="Console.WindowWidth"/>, which takes the terminal over: it writes escape sequences and changes how it echoes.</remarks>
    public static int Now
    {
        get
        {
            if (OperatingSystem.IsLinux())
                return Libc.TerminalColumns(StandardOutput);
            try
            {
                return Console.IsOutputRedirected ? 0 : Console.WindowWidth;
            }
            catch (Exception e) when (e is IOException or PlatformNotSupportedException)
            {
                return 0;
            }
        }
    }
}
