using Microsoft.Win32.SafeHandles;

namespace Meari.Cli.Output;

/// <summary>
/// Standard input and output as plain byte streams. <see cref="Console"/> would take over a Unix terminal: it edits lines itself, with escape
/// sequences on stdout, where the terminal's own line editing does better.
/// </summary>
internal static class StandardStreams
{
    public static Stream Input { get; } = OperatingSystem.IsWindows() ? Console.OpenStandardInput() : Open(0, FileAccess.Read);

    public static Stream Output { get; } = OperatingSystem.IsWindows() ? Console.OpenStandardOutput() : Open(1, FileAccess.Write);

    public static Stream Error { get; } = OperatingSystem.IsWindows() ? Console.OpenStandardError() : Open(2, FileAccess.Write);

    /// <summary>A closed descriptor (<c>meari >&amp;-</c>) takes nothing and gives nothing.</summary>
    static Stream Open(int descriptor, FileAccess access)
    {
        try
        {
            return new FileStream(new SafeFileHandle(descriptor, ownsHandle: false), access, bufferSize: 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return Stream.Null;
        }
    }
}
