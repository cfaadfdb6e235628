using System.Net;
using Meari.Text;

namespace Meari.Observe.Tests;

public sealed class LadderTests
{
    static readonly IPEndPoint Client = IPEndPoint.Parse("127.0.0.1:14641"), Server = IPEndPoint.Parse("127.0.0.1:9000");

    /// <summary>The textbook's connection, as the chapter tells it, drawn at several widths in both languages. MEARI_ACCEPT names this directory to take what is drawn for right.</summary>
    [Theory]
    [InlineData("textbook", "ko", 80, false)]
    [InlineData("textbook", "en", 80, false)]
    [InlineData("textbook", "ko", 100, false)]
    [InlineData("textbook", "en", 100, false)]
    [InlineData("textbook", "ko", 120, false)]
    [InlineData("textbook", "en", 120, false)]
    [InlineData("textbook", "ko", 200, false)]
    [InlineData("textbook", "en", 200, false)]
    [InlineData("textbook", "ko", 140, false)]
    [InlineData("textbook", "en", 140, false)]
    [InlineData("textbook", "ko", 100, true)]
    [InlineData("textbook", "en", 100, true)]
    public void A_recording_is_drawn_as_it_always_was(string name, string language, int width, bool explain)
    {
        string drawn = string.Concat(Draw(Recorded(name), language, width, explain).Select(static line => line + "\n"));
        string golden = $"{name}.{width}{(explain ? ".explain" : "")}.{language}.txt";
        if (Environment.GetEnvironmentVariable("MEARI_ACCEPT") is { Length: > 0 } directory)
            File.WriteAllText(Path.Combine(directory, golden), drawn);
        else
            Assert.Equal(File.ReadAllText(Beside(golden)), drawn);
        Assert.All(drawn.Split('\n'), line => Assert.InRange(Columns.Width(line), 0, width));
    }

    /// <summary>What the table said in mid-flight stood there until the end of the picture.</summary>
    [Fact]
    public void A_sampled_bar_ends_with_its_socket()
    {
        List<string> lines = Draw(
        [
            new StateEvent { Time = 1, Connection = 1, Side = TimelineSide.Client, Local = Client, Remote = Server, To = TcpState.Established },
            new QueueEvent { Time = 2, Connection = 1, Side = TimelineSide.Client, Sampled = true, SendQueue = 1 << 20, ReceiveQueue = 0 },
            new QueueEvent { Time = 2, Connection = 1, Side = TimelineSide.Client, InFlight = 0 },
            new StateEvent { Time = 3, Connection = 1, Side = TimelineSide.Client, From = TcpState.Established, To = TcpState.Closed },
        ], "en", 100, false);
        Assert.Contains('▇', lines.Single(static l => l.Contains("ESTABLISHED", StringComparison.Ordinal)));
        Assert.DoesNotContain(lines.Single(static l => l.Contains("CLOSED", StringComparison.Ordinal)), static c => c is >= '▁' and <= '█');
    }

    /// <summary>The last value stood there for ever once a call did not tell how many bytes it moved.</summary>
    [Fact]
    public void A_computed_bar_ends_when_it_cannot_be_computed_any_more()
    {
        List<string> lines = Draw(
        [
            new CallEvent { Time = 1, Connection = 1, Side = TimelineSide.Client, Name = "send", Result = 9, Duration = 9 },
            new QueueEvent { Time = 1, Connection = 1, Side = TimelineSide.Client, SendQueue = 9, ReceiveQueue = 0 },
            new CallEvent { Time = 2, Connection = 1, Side = TimelineSide.Client, Name = "sendmmsg", Result = 2, Duration = 9 },
            new QueueEvent { Time = 2, Connection = 1, Side = TimelineSide.Client, ReceiveQueue = 0 },
        ], "en", 100, false);
        Assert.Contains('▂', lines.Single(static l => l.Contains("send()", StringComparison.Ordinal)));
        Assert.DoesNotContain('▂', lines.Single(static l => l.Contains("sendmmsg", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_connect_that_failed_says_where_to_once()
    {
        CallEvent waits = new() { Time = 1, Side = TimelineSide.Client, Remote = Server, Name = "connect", Descriptor = 3 };
        List<string> lines = Draw([waits, waits with { Time = 9_000_000, Result = -1, Error = "ECONNREFUSED", Duration = 8_000_000 }], "en", 100, false);
        Assert.Single(lines, static l => l.Contains("127.0.0.1:9000", StringComparison.Ordinal));
    }

    [Fact]
    public void What_programs_and_peers_say_never_leaves_its_column()
    {
        string long_ = new('가', 500);
        TimelineEvent[] events =
        [
            new CallEvent { Time = 1, Connection = 123_456, Side = TimelineSide.Client, Local = Client, Remote = Server, Name = long_, Arguments = long_, Data = long_, Result = long.MinValue, Error = long_ },
            new StateEvent { Time = long.MaxValue, Connection = int.MaxValue, Side = TimelineSide.Server, Inferred = true, To = TcpState.Established },
            new SegmentEvent { Time = 2, Connection = 2, Side = TimelineSide.Server, ControlBits = (TcpControlBits)63, Length = int.MaxValue, Options = long_, MaximumSegmentSize = int.MaxValue, Sequence = uint.MaxValue },
            new QueueEvent { Time = 3, Connection = 2, Side = TimelineSide.Server, SendQueue = long.MaxValue, ReceiveQueue = -1 },
            new QueueEvent { Time = 3, Side = TimelineSide.Server, AcceptQueue = int.MaxValue, AcceptQueueLimit = int.MaxValue },
            new TextEvent { Time = 4, Stream = TimelineText.Output, Text = long_ },
            new TextEvent { Time = 4, Stream = TimelineText.Note, Text = string.Join(' ', Enumerable.Repeat(long_, 20)) },
        ];
        foreach (int width in new[] { 0, 60, 80, 119, 120, 140, 9999 })
        {
            List<string> lines = Draw(events, "ko", width, explain: true);
            Assert.All(lines, line => Assert.InRange(Columns.Width(line), 0, Math.Clamp(width, 60, 400)));
        }
    }

    [Fact]
    public void Buffers_that_change_with_an_event_are_drawn_on_its_line()
    {
        TimelineEvent[] events =
        [
            new CallEvent { Time = 1000, Connection = 1, Side = TimelineSide.Client, Name = "send", Result = 16, Duration = 9 },
            new QueueEvent { Time = 2000, Connection = 1, Side = TimelineSide.Client, SendQueue = 16 },
            new CallEvent { Time = 3000, Connection = 1, Side = TimelineSide.Client, Name = "recv" },
        ];
        List<string> lines = Draw(events, "en", 80);
        Assert.Contains("send() → 16", lines[1], StringComparison.Ordinal);
        Assert.Contains('▂', lines[1]);
        Assert.Contains("recv() …", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Buffers_alone_have_a_line_every_50_ms_at_most()
    {
        IEnumerable<TimelineEvent> events = Enumerable.Range(0, 1000)
            .Select(static i => new QueueEvent { Time = i * 1_000_000L, Connection = 1, Side = TimelineSide.Client, SendQueue = i });
        Assert.InRange(Draw(events, "en", 80).Count, 18, 22);
    }

    [Fact]
    public void What_was_concluded_is_dashed_and_what_ends_a_connection_is_crossed()
    {
        TimelineEvent[] events =
        [
            new SegmentEvent { Time = 1, Connection = 1, Side = TimelineSide.Client, ControlBits = TcpControlBits.Syn, Inferred = true },
            new StateEvent { Time = 2, Connection = 1, Side = TimelineSide.Client, To = TcpState.TimeWait, Inferred = true },
            new SegmentEvent { Time = 3, Connection = 1, Side = TimelineSide.Server, ControlBits = TcpControlBits.Rst },
            new SegmentEvent { Time = 4, Connection = 1, Side = TimelineSide.Client, ControlBits = TcpControlBits.Ack, Length = 10, Retransmission = true },
        ];
        List<string> lines = Draw(events, "en", 140);
        Assert.Contains("╌ SYN ╌", lines[1], StringComparison.Ordinal);
        Assert.Contains("▷", lines[1], StringComparison.Ordinal);
        Assert.Contains("◌ TIME_WAIT (inferred)", lines[2], StringComparison.Ordinal);
        Assert.Contains("╎", lines[2], StringComparison.Ordinal);
        Assert.Contains("╳─", lines[3], StringComparison.Ordinal);
        Assert.Contains("─ ↻ 10 B", lines[4], StringComparison.Ordinal);
    }

    [Fact]
    public void Connections_have_their_numbers_once_there_are_several()
    {
        TimelineEvent[] events =
        [
            new StateEvent { Time = 1, Connection = 1, Side = TimelineSide.Client, To = TcpState.SynSent },
            new StateEvent { Time = 2, Connection = 1, Side = TimelineSide.Client, To = TcpState.Established },
            new StateEvent { Time = 3, Connection = 2, Side = TimelineSide.Client, To = TcpState.SynSent },
            new StateEvent { Time = 4, Connection = 1, Side = TimelineSide.Client, To = TcpState.CloseWait },
        ];
        List<string> lines = Draw(events, "en", 80);
        Assert.DoesNotContain("#1", lines[1], StringComparison.Ordinal);
        Assert.Contains("#2", lines[3], StringComparison.Ordinal);
        Assert.Contains("#1", lines[4], StringComparison.Ordinal);
    }

    [Fact]
    public void A_state_has_one_colour_and_no_other_state_has_it()
    {
        TcpState[] states = [.. Enum.GetValues<TcpState>().Where(static s => s is not (TcpState.Unknown or TcpState.Closed))];
        Assert.Equal(states.Length, states.Select(StatePalette.Of).Distinct().Count());
        Ladder ladder = new(Language.English, 80);
        ladder.Add(new StateEvent { Time = 1, Connection = 1, Side = TimelineSide.Client, To = TcpState.Established });
        string line = ladder.Flush()[^1].ToAnsi();
        Assert.Contains("\u001b[1;38;5;34m● ESTABLISHED", line, StringComparison.Ordinal);
        Assert.Contains("\u001b[1;38;5;34m┃", line, StringComparison.Ordinal);
    }

    static List<string> Draw(IEnumerable<TimelineEvent> events, string language, int width, bool explain = false)
    {
        Ladder ladder = new(language == "ko" ? Language.Korean : Language.English, width, explain);
        List<string> lines = [];
        foreach (TimelineEvent seen in events)
            lines.AddRange(ladder.Add(seen).Select(static line => line.ToString()));
        lines.AddRange(ladder.Flush().Select(static line => line.ToString()));
        return lines;
    }

    static List<TimelineEvent> Recorded(string name)
    {
        using Recording recording = Recording.Read(Beside(name + ".jsonl"));
        List<TimelineEvent> events = [.. recording.ReadEvents()];
        Assert.Null(recording.Error);
        return events;
    }

    static string Beside(string file) => Path.Combine(AppContext.BaseDirectory, "Ladder", file);
}
