using System.Text;
using static Meari.Observe.Tests.Make;

namespace Meari.Observe.Tests;

public sealed class RecordingTests
{
    static readonly TimelineEvent[] Events =
    [
        Call(1, "send", 7, 3, 16, Client, Server) with { Connection = 1, Side = TimelineSide.Client, Data = "안녕\\x1b", Requested = 16 },
        State(2, true, TcpState.FinWait2, TcpState.TimeWait, 9) with { Connection = 1, Inferred = true },
        Segment(3, true, Syn, 1, 2, 3) with { Packet = default, PacketLength = 0, Options = "sackOK TS" },
        new QueueEvent { Time = 4, SendQueue = 0, InFlight = 0, ReceiveQueue = 5, AcceptQueue = 1, AcceptQueueLimit = 5, Sampled = true },
        new TextEvent { Time = 5, Stream = TimelineText.Output, Text = "한글 <&>\" \\u0007" },
    ];

    static string Written(params IEnumerable<TimelineEvent> events)
    {
        MemoryStream stream = new();
        using (RecordingWriter writer = new(stream))
        {
            foreach (TimelineEvent seen in events)
                Assert.True(writer.TryWrite(seen));
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    static (List<TimelineEvent> Events, RecordingError? Error) Read(string text)
    {
        using Recording recording = Recording.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)));
        return ([.. recording.ReadEvents()], recording.Error);
    }

    [Fact]
    public void What_was_written_reads_back_equal()
    {
        (List<TimelineEvent> events, RecordingError? error) = Read(Written(Events));
        Assert.Equal(Events, events);
        Assert.Null(error);
    }

    [Fact]
    public void The_header_says_what_the_file_is_and_ties_the_clock_to_the_calendar()
    {
        string header = Written().TrimEnd();
        Assert.Matches("""^\{"meari":"timeline","version":1,"started":"\d{4}-\d\d-\d\dT[\d:.]+(\+00:00|Z)","monotonic":\d+,"clock":"\w+"\}$""", header);
        using Recording recording = Recording.Read(new MemoryStream(Encoding.UTF8.GetBytes(header)));
        Assert.InRange(recording.Started!.Value, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow);
        Assert.True(recording.Monotonic > 0);
    }

    [Theory]
    [InlineData("", RecordingObstacle.NotARecording)]
    [InlineData("hello\nworld\n", RecordingObstacle.NotARecording)]
    [InlineData("{\"kind\":\"state\",\"time\":5,\"to\":\"LISTEN\"}\n", RecordingObstacle.NotARecording)]
    [InlineData("{\"meari\":\"other\",\"version\":1}\n", RecordingObstacle.NotARecording)]
    [InlineData("\u007fELF\0\0\0", RecordingObstacle.NotARecording)]
    [InlineData("{\"meari\":\"timeline\",\"version\":2,\"new\":[1]}\n{}", RecordingObstacle.NewerVersion)]
    public void A_foreign_or_newer_file_is_one_error_and_no_event(string text, RecordingObstacle obstacle)
    {
        (List<TimelineEvent> events, RecordingError? error) = Read(text);
        Assert.Empty(events);
        Assert.Equal((obstacle, 1), (error!.Value.Obstacle, error.Value.Line));
    }

    [Fact]
    public void A_cut_last_line_is_an_error_and_everything_before_it_can_be_used()
    {
        string text = Written(Events);
        (List<TimelineEvent> events, RecordingError? error) = Read(text[..^20]);
        Assert.Equal(Events[..^1], events);
        Assert.Equal(new RecordingError(RecordingObstacle.CutOff, 6), error);
        // Only the end of line is missing: the event is whole.
        Assert.Equal((5, null), (Read(text[..^1]).Events.Count, Read(text[..^1]).Error));
    }

    [Fact]
    public void A_damaged_line_is_an_error_with_its_number()
    {
        string[] lines = Written(Events).Split('\n');
        foreach (string damage in new[] { "", "null", "[]", "{\"kind\":\"dance\",\"time\":1}", "{\"kind\":\"state\",\"time\":1}", "{\"kind\":\"state\",\"time\":1,\"to\":\"ASLEEP\"}", "{\"kind\":\"state\",\"time\":1,\"to\":\"LISTEN\",\"local\":5}" })
        {
            lines[3] = damage;
            (List<TimelineEvent> events, RecordingError? error) = Read(string.Join('\n', lines));
            Assert.Equal(Events[..2], events);
            Assert.Equal(new RecordingError(RecordingObstacle.Damaged, 4), error);
        }
    }

    [Fact]
    public void A_line_of_enormous_length_is_an_error_and_takes_no_memory()
    {
        string header = Written();
        using Recording recording = Recording.Read(new EndlessStream(Encoding.UTF8.GetBytes(header)));
        Assert.Empty(recording.ReadEvents());
        Assert.Equal(new RecordingError(RecordingObstacle.LineTooLong, 2), recording.Error);
        using Recording endless = Recording.Read(new EndlessStream([]));
        Assert.Equal(new RecordingError(RecordingObstacle.NotARecording, 1), endless.Error);
    }

    [Fact]
    public void A_file_that_is_not_there_is_an_error()
    {
        using Recording recording = Recording.Read(Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString(), "x.jsonl"));
        Assert.Equal((RecordingObstacle.NotFound, 0), (recording.Error!.Value.Obstacle, recording.Error.Value.Line));
        Assert.Empty(recording.ReadEvents());
    }

    [Fact]
    public void A_full_disk_is_a_value_also_when_it_shows_only_at_the_end()
    {
        if (!File.Exists("/dev/full"))
            Assert.Skip("There is no /dev/full here.");
        using RecordingWriter writer = new(new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 0));
        Assert.False(writer.TryWrite(Events[0]));
        Assert.Equal((RecordingObstacle.DiskFull, 1), (writer.Error!.Value.Obstacle, writer.Error.Value.Line));
        RecordingWriter buffered = new(new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 1 << 16));
        Assert.True(buffered.TryWrite(Events[0]));
        buffered.Dispose();
        Assert.Equal(RecordingObstacle.DiskFull, buffered.Error!.Value.Obstacle);
    }

    /// <summary>Some bytes, then letters without end.</summary>
    sealed class EndlessStream(byte[] first) : MemoryStream
    {
        int _at;

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (_at < first.Length)
            {
                int copied = Math.Min(count, first.Length - _at);
                first.AsSpan(_at, copied).CopyTo(buffer.AsSpan(offset));
                _at += copied;
                return copied;
            }
            buffer.AsSpan(offset, count).Fill((byte)'a');
            return count;
        }
    }
}
