using System.Net;
using Meari.Text;

namespace Meari.Observe.Tests;

/// <summary>What a picture shows at which width.</summary>
public sealed class LadderWidthTests
{
    static readonly IPEndPoint Client = IPEndPoint.Parse("127.0.0.1:14641"), Server = IPEndPoint.Parse("127.0.0.1:9000");

    /// <summary>At 120 columns the byte counts of the buffers came, and took their room from the calls: a wider picture said less.</summary>
    [Fact]
    public void A_wider_picture_has_no_narrower_column()
    {
        LadderColumns before = new(LadderColumns.Least);
        for (int width = LadderColumns.Least + 1; width <= LadderColumns.Most; width++)
        {
            LadderColumns columns = new(width);
            Assert.True(columns.Side >= before.Side && columns.Segment >= before.Segment && columns.Queues >= before.Queues, $"{width} columns");
            Assert.InRange(LadderColumns.Margin + 2 * (columns.Side + columns.Queues + 4) + columns.Segment, 0, width);
            before = columns;
        }
    }

    [Theory]
    [InlineData(20, "recvfrom(4) → 6 \"he…")]
    [InlineData(27, "recvfrom(4) → 6 \"hello\\n\"")]
    [InlineData(30, "recvfrom(4, 512) → 6 \"hello\\n\"")]
    public void The_first_number_of_a_transfer_is_its_descriptor(int width, string expected) =>
        Assert.Equal(expected, CallLabel.Of(new CallEvent { Time = 1, Name = "recvfrom", Descriptor = 4, Requested = 512, Result = 6, Duration = 1, Data = "hello\\n" }, width));

    /// <summary>Only <c>listen(backlog 4096)</c> was shown at 100 columns.</summary>
    [Theory]
    [InlineData(80, "listen(backlog 4096)")]
    [InlineData(100, "listen(3, backlog 4096) → 0")]
    [InlineData(120, "listen(3, backlog 4096) → 0")]
    public void The_listening_descriptor_is_shown_where_there_is_room(int columns, string expected) =>
        Assert.Equal(expected, CallLabel.Of(new CallEvent { Time = 1, Name = "listen", Descriptor = 3, Arguments = "backlog 4096", Result = 0, Duration = 1 }, new LadderColumns(columns).Side));

    [Fact]
    public void What_was_sent_in_part_stands_beside_what_should_have_been() =>
        Assert.Equal("send(4, 100000) → 65483", CallLabel.Of(new CallEvent { Time = 1, Name = "send", Descriptor = 4, Requested = 100_000, Result = 65_483, Duration = 1 }, 25));

    /// <summary>Two columns had room for only one of the two Korean words.</summary>
    [Theory]
    [InlineData("ko", "송수")]
    [InlineData("en", "SR")]
    public void Both_buffers_are_named_over_their_bars(string language, string names)
    {
        List<string> lines = Draw([new QueueEvent { Time = 1, Connection = 1, Side = TimelineSide.Server, SendQueue = 9, ReceiveQueue = 5000 }], language, 80);
        int heading = lines[0].LastIndexOf(names, StringComparison.Ordinal), bars = lines[1].IndexOf("▂▅", StringComparison.Ordinal);
        // The middle of the names is over the middle of the bars.
        Assert.Equal(Columns.Width(lines[1][..bars]) + 1, Columns.Width(lines[0][..heading]) + Columns.Width(names) / 2);
    }

    /// <summary>A line of buffers alone did not ask whether there was a heading yet.</summary>
    [Fact]
    public void Nothing_stands_before_the_heading()
    {
        List<string> lines = Draw([new QueueEvent { Time = 1, Connection = 1, Side = TimelineSide.Client, Local = Client, Remote = Server, SendQueue = 5 }], "en", 80);
        Assert.Contains("client", lines[0], StringComparison.Ordinal);
        Assert.Contains("#1 client 127.0.0.1:14641", lines[1], StringComparison.Ordinal);
        Assert.Contains('▂', lines[2]);
    }

    [Fact]
    public void A_picture_whose_width_changes_gets_a_new_heading()
    {
        Ladder ladder = new(Language.English, 80);
        ladder.Add(new StateEvent { Time = 1, Connection = 1, Side = TimelineSide.Client, To = TcpState.SynSent });
        ladder.Resize(80);
        Assert.Single(ladder.Add(new StateEvent { Time = 2, Connection = 1, Side = TimelineSide.Client, To = TcpState.Established }));
        ladder.Resize(120);
        IReadOnlyList<LadderLine> lines = ladder.Add(new StateEvent { Time = 3, Connection = 1, Side = TimelineSide.Client, To = TcpState.FinWait1 });
        Assert.Contains("segments", lines[^1].ToString(), StringComparison.Ordinal);
    }

    /// <summary>The textbook's programs print <c>"\n[TCP server] …"</c>, which left an empty <c>[out]</c> each time.</summary>
    [Fact]
    public void An_empty_line_of_a_program_is_not_drawn()
    {
        TextEvent empty = new() { Time = 1, Stream = TimelineText.Output, Text = "" };
        List<string> lines = Draw([empty, empty with { Time = 2, Text = "said" }], "en", 80);
        Assert.Equal("[out] said", lines[^1][LadderColumns.Margin..]);
        Assert.Equal(2, lines.Count);
    }

    [Fact]
    public void A_long_line_of_a_program_goes_on_below_and_ends_with_an_ellipsis()
    {
        string text = string.Join(' ', Enumerable.Repeat("메아리", 100));
        List<string> lines = Draw([new TextEvent { Time = 1, Stream = TimelineText.Output, Text = text }], "en", 80);
        Assert.Equal(5, lines.Count);
        Assert.EndsWith("…", lines[^1], StringComparison.Ordinal);
        Assert.All(lines.Skip(2), static line => Assert.StartsWith(new string(' ', LadderColumns.Margin + 6) + "메아리", line, StringComparison.Ordinal));
        Assert.All(lines, static line => Assert.InRange(Columns.Width(line), 0, 80));
    }

    [Fact]
    public void Both_ends_of_a_connection_with_long_addresses_are_told()
    {
        IPEndPoint client = IPEndPoint.Parse("[2001:db8:1234:5678:9abc:def0:1234:5678]:54321"), server = IPEndPoint.Parse("[2001:db8:8765:4321:fedc:ba98:7654:3210]:9000");
        List<string> lines = Draw([new StateEvent { Time = 1, Connection = 1, Side = TimelineSide.Client, Local = client, Remote = server, To = TcpState.SynSent }], "en", 80);
        Assert.EndsWith($"client {client} ──", lines[1], StringComparison.Ordinal);
        Assert.EndsWith($"server {server}", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void A_closed_window_is_said_even_in_the_narrowest_picture()
    {
        SegmentEvent closed = new() { Time = 1, Connection = 1, Side = TimelineSide.Server, ControlBits = TcpControlBits.Ack, Window = 0 };
        Assert.Contains("ACK win 0", Draw([closed], "en", 80)[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("win 0", Draw([closed with { ControlBits = TcpControlBits.Rst | TcpControlBits.Ack }], "en", 80)[^1], StringComparison.Ordinal);
    }

    static List<string> Draw(IEnumerable<TimelineEvent> events, string language, int width)
    {
        Ladder ladder = new(language == "ko" ? Language.Korean : Language.English, width);
        List<string> lines = [];
        foreach (TimelineEvent seen in events)
            lines.AddRange(ladder.Add(seen).Select(static line => line.ToString()));
        lines.AddRange(ladder.Flush().Select(static line => line.ToString()));
        return lines;
    }
}
