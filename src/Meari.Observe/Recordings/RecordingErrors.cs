using Meari.Text;

namespace Meari.Observe;

/// <summary>Names what the system says about a file.</summary>
internal static class RecordingErrors
{
    // .NET tells a full disk by the errno in the exception's HResult on Unix, and by the Win32 error on Windows.
    const int ENOSPC = 28, EDQUOT_Linux = 122, EFBIG = 27;
    const int ERROR_DISK_FULL = unchecked((int)0x80070070), ERROR_HANDLE_DISK_FULL = unchecked((int)0x80070027);

    public static RecordingError Of(Exception e, long line) => new(
        e switch
        {
            FileNotFoundException or DirectoryNotFoundException => RecordingObstacle.NotFound,
            UnauthorizedAccessException => RecordingObstacle.NotPermitted,
            IOException { HResult: ENOSPC or EDQUOT_Linux or EFBIG or ERROR_DISK_FULL or ERROR_HANDLE_DISK_FULL } => RecordingObstacle.DiskFull,
            _ => RecordingObstacle.Failed,
        },
        line,
        Escape.Text(e.Message));
}
