using System.Runtime.InteropServices;
using Meari.Text;

namespace Meari.Observe;

/// <summary>Names what the system says about a file.</summary>
internal static class RecordingErrors
{
    // .NET tells a full disk by the errno in the exception's HResult on Unix, and by the Win32 error on Windows.
    const int EAGAIN = 11, EFBIG = 27, ENOSPC = 28, EROFS = 30, ENAMETOOLONG_Linux = 36, EDQUOT_Linux = 122;
    const int ERROR_DISK_FULL = unchecked((int)0x80070070), ERROR_HANDLE_DISK_FULL = unchecked((int)0x80070027), ERROR_SHARING_VIOLATION = unchecked((int)0x80070020);

    /// <summary>No errno is larger.</summary>
    const int LargestErrno = 4095;

    /// <param name="e">What was thrown.</param>
    /// <param name="line">Where in the file, from 1; 0 for the file itself.</param>
    /// <param name="path">The file that could not be opened; null once it is open.</param>
    public static RecordingError Of(Exception e, long line, string? path = null) => new(
        e switch
        {
            _ when path is not null && Directory.Exists(path) => RecordingObstacle.IsFolder,
            FileNotFoundException or DirectoryNotFoundException => RecordingObstacle.NotFound,
            UnauthorizedAccessException { InnerException.HResult: EROFS } => RecordingObstacle.ReadOnly,
            UnauthorizedAccessException => RecordingObstacle.NotPermitted,
            PathTooLongException => RecordingObstacle.NameTooLong,
            IOException { HResult: ENOSPC or EDQUOT_Linux or EFBIG or ERROR_DISK_FULL or ERROR_HANDLE_DISK_FULL } => RecordingObstacle.DiskFull,
            IOException { HResult: EAGAIN or ERROR_SHARING_VIOLATION } => RecordingObstacle.InUse,
            IOException { HResult: EROFS } => RecordingObstacle.ReadOnly,
            IOException { HResult: ENAMETOOLONG_Linux } => RecordingObstacle.NameTooLong,
            _ => RecordingObstacle.Failed,
        },
        line,
        // .NET's own sentence names the file again.
        Escape.Text(e is IOException { HResult: > 0 and <= LargestErrno } ? Marshal.GetPInvokeErrorMessage(e.HResult) : e.Message));
}
