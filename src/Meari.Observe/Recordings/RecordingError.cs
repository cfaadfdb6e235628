namespace Meari.Observe;

/// <summary>Why a recording could not be read or written, or not to its end.</summary>
public enum RecordingObstacle
{
    /// <summary>It could.</summary>
    None,

    /// <summary>There is no such file, or no such folder.</summary>
    NotFound,

    /// <summary>The user may not.</summary>
    NotPermitted,

    /// <summary>The first line is not a recording's: another kind of file.</summary>
    NotARecording,

    /// <summary>Written by a newer version, in a format that this one does not know.</summary>
    NewerVersion,

    /// <summary>A line is not an event.</summary>
    Damaged,

    /// <summary>The last line is cut off: whoever wrote it was ended in the middle.</summary>
    CutOff,

    /// <summary>A line is longer than <see cref="Recording.MaxLineLength"/> bytes.</summary>
    LineTooLong,

    /// <summary>No space is left on the disk, or the user's share is used up.</summary>
    DiskFull,

    /// <summary>It is a folder.</summary>
    IsFolder,

    /// <summary>Another program holds it.</summary>
    InUse,

    /// <summary>The file system is mounted for reading only.</summary>
    ReadOnly,

    /// <summary>The name, or a part of it, is too long for the file system.</summary>
    NameTooLong,

    /// <summary>An error without a name here, told in the detail.</summary>
    Failed,
}

/// <summary>Why a recording could not be read or written further.</summary>
/// <param name="Obstacle">What is in the way.</param>
/// <param name="Line">The line's number, from 1; 0 where it has to do with no line.</param>
/// <param name="Detail">What the system said, or the version found; escaped; null if there is nothing to add.</param>
public readonly record struct RecordingError(RecordingObstacle Obstacle, long Line = 0, string? Detail = null);
