using Meari.Observe;
using Meari.Text;

namespace Meari.Cli.Watch;

/// <summary>What is written beside the view: a recording, and a file for Wireshark. That one cannot be written any more is told once, and ends nothing else.</summary>
internal sealed class WatchFiles(Messages messages, Action<string> tell) : IDisposable
{
    RecordingWriter? _recording;
    PcapngWriter? _packets;
    (string? Recording, string? Packets) _names;
    bool _isRecordingTold, _arePacketsTold, _isClosed;

    /// <summary>Whether a file could not be written to its end.</summary>
    public bool HaveFailed => _isRecordingTold || _arePacketsTold;

    /// <returns>Whether the files could be made; if not, why was told.</returns>
    public bool TryOpen(WatchSettings settings)
    {
        _names = (settings.Output, settings.Pcapng);
        // Not buffered: should this program be killed, all but the last line are there.
        if (_names.Recording is { } recording && TryCreate(recording) is { } lines)
            _recording = new(lines);
        if (_names.Packets is { } packets && TryCreate(packets) is { } blocks)
            _packets = new(blocks);
        TellFailures(); // a file on a full disk can be made, but takes nothing
        return (_names.Recording is null || _recording is not null) && (_names.Packets is null || _packets is not null);
    }

    void TellNotCreated(string name, RecordingError why) => tell(why.Obstacle == RecordingObstacle.DiskFull
        ? messages.NoSpaceForFile(name)
        : messages.CannotCreateFile(name, RecordingReasons.Phrase(messages, why)));

    FileStream? TryCreate(string name)
    {
        try
        {
            return new(name, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            TellNotCreated(name, RecordingErrors.Of(e, 0, name));
            return null;
        }
    }

    public void Write(TimelineEvent seen)
    {
        _recording?.TryWrite(seen);
        _packets?.TryWrite(seen);
        TellFailures();
    }

    /// <summary>Nothing comes for a while: what was seen is to be in the files.</summary>
    public void Flush()
    {
        _packets?.TryFlush();
        TellFailures();
    }

    /// <summary>How many packets the capture has dropped, for the file's statistics.</summary>
    public void SetDropped(long packets)
    {
        if (_packets is not null)
            _packets.Dropped = packets;
    }

    /// <summary>Closes the files; again it does nothing.</summary>
    public void Dispose()
    {
        if (_isClosed)
            return;
        _isClosed = true;
        _recording?.Dispose();
        _packets?.Dispose();
        TellFailures();
    }

    void TellFailures()
    {
        Tell(_recording?.Error, _names.Recording, ref _isRecordingTold);
        Tell(_packets?.Error, _names.Packets, ref _arePacketsTold);
    }

    void Tell(RecordingError? error, string? name, ref bool isTold)
    {
        if (isTold || error is not { } why)
            return;
        isTold = true;
        tell(messages.CannotWriteFile(name!, RecordingReasons.Phrase(messages, why)));
    }
}
