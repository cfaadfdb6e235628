using Meari.Observe;
using Meari.Text;

namespace Meari.Cli.Watch;

/// <summary>Says why a recording could not be read or written.</summary>
internal static class RecordingReasons
{
    public static string Phrase(Messages messages, RecordingError error) => error.Obstacle switch
    {
        RecordingObstacle.NotFound => messages.FileNotFound,
        RecordingObstacle.NotPermitted => messages.FileNotPermitted,
        RecordingObstacle.NotARecording => messages.NotARecording,
        RecordingObstacle.NewerVersion => messages.NewerRecording,
        RecordingObstacle.Damaged => messages.DamagedLine,
        RecordingObstacle.CutOff => messages.CutOffLine,
        RecordingObstacle.LineTooLong => messages.LineTooLong,
        RecordingObstacle.DiskFull => messages.DiskIsFull,
        RecordingObstacle.IsFolder => messages.FileIsFolder,
        RecordingObstacle.InUse => messages.FileInUse,
        RecordingObstacle.ReadOnly => messages.FileSystemIsReadOnly,
        RecordingObstacle.NameTooLong => messages.FileNameTooLong,
        _ => error.Detail ?? "",
    };
}
