using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Meari.Cli.Output;

/// <summary>
/// Standard input and output as plain byte streams. <see cref="Console"/> would take over a Unix terminal: it edits lines itself, with escape
/// sequences on stdout, where the terminal's own line editing does better.
/// </summary>
internal static class StandardStreams
{
    static StandardStreams()
    {
        // A Windows console is to speak UTF-8 too; a Unix terminal does by itself.
        if (OperatingSystem.IsWindows())
            Console.InputEncoding = Console.OutputEncoding = new UTF8Encoding(false);
        Input = OperatingSystem.IsWindows() ? Console.OpenStandardInput() : Open(0, FileAccess.Read);
        Output = OperatingSystem.IsWindows() || IsFile(1) ? Console.OpenStandardOutput() : Open(1, FileAccess.Write);
        Error = OperatingSystem.IsWindows() || IsFile(2) ? Console.OpenStandardError() : Open(2, FileAccess.Write);
    }

    public static Stream Input { get; }

    public static Stream Output { get; }

    public static Stream Error { get; }

    /// <summary>
    /// In a file a <see cref="FileStream"/> writes at a position of its own, and so over what the other stream wrote (<c>&gt;log 2&gt;&amp;1</c>);
    /// the console's stream writes where the file ends. Elsewhere that one would not tell that its reader has gone.
    /// </summary>
    static bool IsFile(int descriptor)
    {
        using Stream stream = Open(descriptor, FileAccess.Write);
        return stream.CanSeek;
    }

    /// <summary>Whether an exception says that a stream takes or gives no more: its other end is gone, the disk is full, it was closed before the start.</summary>
    public static bool IsGone(Exception e) => e is IOException or UnauthorizedAccessException or ObjectDisposedException;

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
