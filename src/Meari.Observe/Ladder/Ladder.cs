using Meari.Text;

namespace Meari.Observe;

/// <summary>
/// A sequence diagram as lines of text: events in order go in, lines come out, the same for the same events. The last line is held back until it is
/// known what the buffers hold after its event, so <see cref="Flush"/> is to be called when nothing more comes for a while.
/// </summary>
/// <param name="language">Whose words.</param>
/// <param name="width">The columns of the terminal.</param>
/// <param name="explain">Whether each step gets a sentence.</param>
internal sealed class Ladder(Language language, int width, bool explain = false)
{
    /// <summary>What the buffers hold this long after an event belongs to its line.</summary>
    public const long SameMoment = 1_000_000;

    /// <summary>Buffers that change and nothing else get a line this often.</summary>
    const long QueueInterval = 50_000_000;

    readonly LadderTexts _texts = new(language);
    readonly Explanations? _explanations = explain ? new(new StepTexts(language)) : null;
    readonly LadderConnections _connections = new();
    readonly List<LadderLine> _lines = [];
    int _width = width;
    LadderColumns _columns = new(width);
    LadderRow? _open;
    long? _lastTime;
    bool _isHeaded;

    /// <summary>The columns for the next lines, which get a heading of their own if they stand elsewhere.</summary>
    public void Resize(int columns)
    {
        if (columns == _width)
            return;
        _width = columns;
        _columns = new(columns);
        _isHeaded = false;
    }

    /// <summary>Takes the next event.</summary>
    /// <returns>The lines that are complete now; the list is used again by the next call.</returns>
    public IReadOnlyList<LadderLine> Add(TimelineEvent seen)
    {
        _lines.Clear();
        LadderConnection connection = _connections[seen.Connection];
        if (seen is QueueEvent queues)
            Update(queues, connection);
        else if (!IsEmptyLine(seen))
            Open(seen, connection);
        return _lines;
    }

    /// <summary>Shows what is held back.</summary>
    /// <returns>The lines; the list is used again by the next call.</returns>
    public IReadOnlyList<LadderLine> Flush()
    {
        _lines.Clear();
        Close();
        return _lines;
    }

    /// <summary>A program that prints an empty line sets its output apart; here the picture does.</summary>
    static bool IsEmptyLine(TimelineEvent seen) =>
        seen is TextEvent { Stream: TimelineText.Output or TimelineText.Error } text && string.IsNullOrWhiteSpace(text.Text);

    void Open(TimelineEvent seen, LadderConnection connection)
    {
        Close();
        string? explanation = _explanations?.Explain(seen, connection);
        LadderMemory.Remember(seen, connection);
        Head(seen, connection);
        _open = new(seen, connection, explanation is not null && connection.IsNews(explanation) ? explanation : null);
    }

    void Update(QueueEvent queues, LadderConnection connection)
    {
        bool isSameMoment = _open is { } open && open.Seen.Connection == queues.Connection && queues.Time - open.Seen.Time <= SameMoment;
        if (!isSameMoment)
            Close();
        bool isChanged = LadderMemory.Remember(queues, connection);
        if (isSameMoment || !isChanged || queues.Time - _lastTime < QueueInterval)
            return;
        Head(queues, connection);
        _open = new(queues, connection, null);
    }

    /// <summary>
    /// Over the first line what each column is; over a connection's first line that has them both, its addresses; over a connect without a connection, which
    /// failed or whose own port is not known yet, where to.
    /// </summary>
    void Head(TimelineEvent seen, LadderConnection connection)
    {
        if (!_isHeaded)
            _lines.Add(LadderHeadings.Columns(_columns, _texts));
        _isHeaded = true;
        if (seen is CallEvent { Connection: 0, Name: "connect", Remote: { } tried, Result: not 0 } && !tried.Equals(connection.Tried))
        {
            connection.Tried = tried;
            _lines.Add(LadderHeadings.Attempt(tried, _columns, _texts));
        }
        if (connection.HasHeading || seen is not { Connection: > 0, Local: { } local, Remote: { } remote } || seen.Side == TimelineSide.None)
            return;
        connection.HasHeading = true;
        _connections[0].Tried = null; // the next attempt is another
        bool isClient = seen.Side == TimelineSide.Client;
        _lines.AddRange(LadderHeadings.Connection(seen.Connection, isClient ? local : remote, isClient ? remote : local, _columns, _texts));
    }

    void Close()
    {
        if (_open is not { } row)
            return;
        _open = null;
        string time = _lastTime is { } last ? LadderTime.Since(row.Seen.Time - last) : "0";
        _lastTime = row.Seen.Time;
        new LadderRowLayout(_columns, _texts, _connections.AreSeveral).Draw(row, time, _lines);
    }
}

/// <summary>A line that is not shown yet.</summary>
internal sealed record LadderRow(TimelineEvent Seen, LadderConnection Connection, string? Explanation);
