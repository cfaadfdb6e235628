using System.Buffers;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Meari.Text.Tests;

/// <summary>What holds of every card.</summary>
public sealed partial class CardsTests
{
    public static TheoryData<string> Names => [.. CardCatalog.All.Select(static card => card.Name)];

    static IEnumerable<(string Where, Words Words)> WordsOf(Card card)
    {
        yield return ("title", card.Title);
        yield return ("summary", card.Summary);
        foreach (CardSection section in card.Sections)
        {
            yield return ("heading", section.Title);
            foreach (CardLine line in section.Lines)
                yield return (section.IsCode ? "code" : "line", line.Text);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Everything_is_said_in_both_languages(string name)
    {
        foreach ((string where, Words words) in WordsOf(CardCatalog.Find(name)!))
        {
            Assert.False(string.IsNullOrWhiteSpace(words.Korean), where);
            Assert.DoesNotContain(words.English, static c => c is >= '가' and <= '힣');
            Assert.DoesNotContain(words.Korean + words.English, char.IsControl);
            if (where is "summary")
                Assert.Contains(words.Korean, static c => c is >= '가' and <= '힣');
            if (where is "summary" or "line")
            {
                // A sentence ends; what is only a name, or a chain of calls, is the same in both.
                Assert.True(words.Korean == words.English || EndsWell().IsMatch(words.Korean), words.Korean);
                Assert.True(words.Korean == words.English || EndsWell().IsMatch(words.English), words.English);
            }
        }
    }

    [GeneratedRegex(@"[.?)\d]$|close\(\)$|절(, RFC \d+)?$")]
    private static partial Regex EndsWell();

    [Theory]
    [MemberData(nameof(Names))]
    public void A_card_has_sections_and_each_section_lines_none_of_them_twice(string name)
    {
        Card card = CardCatalog.Find(name)!;
        Assert.NotEmpty(card.Sections);
        Assert.All(card.Sections, static section => Assert.NotEmpty(section.Lines));
        Assert.All(card.Sections.SelectMany(static section => section.Lines), static line => Assert.True(line.Label is null || line.Label.Trim().Length > 0));
        Assert.Distinct(card.Sections.Select(static section => section.Title));
        Assert.Distinct(card.Sections.Where(static section => !section.IsCode).SelectMany(static section => section.Lines.Select(line => (section.Title, line.Label, line.Text))));
    }

    /// <summary>Two cards that share a name hid one of them.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Each_name_of_a_card_finds_it(string name)
    {
        Card card = CardCatalog.All.Single(card => card.Name == name);
        foreach (string known in CardCatalog.NamesOf(card))
        {
            Assert.NotEqual("", CardCatalog.Key(known));
            Assert.Same(card, CardCatalog.Find(known));
            if (card.Name != "LISTEN") // there is a call too
                Assert.Same(card, CardCatalog.Find(known.ToLowerInvariant()));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_to_see_next_exists_and_is_another_card(string name)
    {
        Card card = CardCatalog.Find(name)!;
        Assert.NotEmpty(card.SeeAlso);
        Assert.Distinct(card.SeeAlso);
        foreach (string next in card.SeeAlso)
        {
            Assert.NotNull(CardCatalog.Find(next));
            Assert.NotSame(card, CardCatalog.Find(next));
            Assert.Equal(next, CardCatalog.Find(next)!.Name);
        }
    }

    [Theory]
    [InlineData("accept", "accept")]
    [InlineData("ACCEPT()", "accept")]
    [InlineData("closesocket", "close")]
    [InlineData("접속 대기 큐", "accept-queue")]
    [InlineData("접속대기큐", "accept-queue")]
    [InlineData("접속-대기-큐", "accept-queue")]
    [InlineData("송신 버퍼", "send-buffer")]
    [InlineData("Send Buffer", "send-buffer")]
    [InlineData("listening", "LISTEN")]
    [InlineData("LISTEN", "LISTEN")]
    [InlineData("listen", "listen")]
    [InlineData("Listen()", "listen")]
    [InlineData("time-wait", "TIME_WAIT")]
    [InlineData("FIN_WAIT_2", "FIN_WAIT2")]
    [InlineData("syn_rcvd", "SYN_RECV")]
    [InlineData("소켓", "socket")]
    [InlineData("econnrefused", "ECONNREFUSED")]
    [InlineData("WSAECONNREFUSED", "ECONNREFUSED")]
    [InlineData("10061", "ECONNREFUSED")]
    [InlineData("111", "ECONNREFUSED")]
    [InlineData("EWOULDBLOCK", "EAGAIN")]
    [InlineData("WSAESHUTDOWN", "WSAESHUTDOWN")]
    [InlineData("확인 응답", "acknowledgment")]
    [InlineData("강제 종료", "reset")]
    [InlineData("반만 닫기", "half-close")]
    [InlineData("TCP_NODELAY", "nagle")]
    [InlineData("::ffff:", "v4-mapped")]
    public void A_term_is_found_however_it_is_written(string term, string name) => Assert.Equal(name, CardCatalog.Find(term)?.Name);

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("없는말")]
    [InlineData("10062")]
    public void What_is_not_there_is_not_found(string term) => Assert.Null(CardCatalog.Find(term));

    [Theory]
    [InlineData("acept", "accept")]
    [InlineData("송신버프", "송신 버퍼")]
    [InlineData("ECONREFUSED", "ECONNREFUSED")]
    [InlineData("buffer", "send buffer")]
    [InlineData("버퍼", "송신 버퍼")]
    public void What_may_have_been_meant_is_named(string term, string near) => Assert.Contains(near, CardCatalog.Near(term, 3));

    [Fact]
    public void Near_names_are_of_as_many_cards_and_few() => Assert.Distinct(CardCatalog.Near("wait", 5).Select(static name => CardCatalog.Find(name)!.Name));

    /// <summary>The calls, states and terms that the chapter's slides name.</summary>
    [Theory]
    [InlineData("socket bind listen accept connect send recv shutdown close sendto recvfrom WSASend WSARecv write read setsockopt getsockname getpeername")]
    [InlineData("CLOSED LISTEN SYN_SENT SYN_RECV ESTABLISHED FIN_WAIT1 FIN_WAIT2 CLOSE_WAIT CLOSING LAST_ACK TIME_WAIT")]
    [InlineData("TCP UDP protocol server client echo port backlog ACK retransmission sockaddr_in sockaddr_in6 AF_INET6 MSG_WAITALL MSS SO_REUSEADDR nagle blocking non-blocking RST FIN SYN")]
    public void The_chapters_words_all_have_a_card(string words) => Assert.All(words.Split(' '), static word => Assert.NotNull(CardCatalog.Find(word)));

    [Fact]
    public void Every_call_has_its_signature_its_return_value_and_its_name_in_dotnet()
    {
        foreach (Card card in CardCatalog.All.Where(static card => card.Kind == CardKind.Call))
        {
            Assert.Contains(card.Sections, static section => section.IsCode && section.Lines.Any(static line => line.Text.English.Contains('(', StringComparison.Ordinal)));
            Assert.Contains(card.Sections, static section => section.Title.English == "Return value");
            Assert.Contains(card.Sections, static section => section.Title.English == ".NET");
        }
    }

    [Fact]
    public void Code_fits_eighty_columns() =>
        Assert.All(
            CardCatalog.All.SelectMany(static card => card.Sections).Where(static section => section.IsCode).SelectMany(static section => section.Lines),
            static line => Assert.InRange(line.Text.English.Length, 1, 78));

    /// <summary>An error's card is what the calls say of it, so an error that no call meets would be empty.</summary>
    [Fact]
    public void Every_error_is_met_by_a_call_and_tells_what_is_meant_there()
    {
        foreach (CallError error in CallErrors.All)
        {
            Card card = CardCatalog.Find(error.Name)!;
            Assert.Equal(CardKind.Error, card.Kind);
            CardSection met = card.Sections.Single(static section => section.Title.English == "Where it is met");
            foreach (CardLine line in met.Lines)
                Assert.Contains(CardCatalog.Find(line.Label!)!.Sections.SelectMany(static section => section.Lines), told => told.Error == error && told.Text == line.Text);
        }
        Assert.Distinct(CallErrors.All.SelectMany(static error => error.Names));
    }

    [Fact]
    public void Linux_numbers_are_those_of_the_kernels_headers()
    {
        const string Headers = "/usr/include/asm-generic";
        Assert.SkipUnless(Directory.Exists(Headers), "needs the kernel's headers");
        string header = string.Concat(Directory.GetFiles(Headers, "errno*.h").Select(File.ReadAllText));
        foreach (CallError error in CallErrors.All.Where(static error => error.Errno is not null))
            Assert.Matches($@"#define\s+{error.Errno}\s+{error.Number}\b", header);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Json_has_all_of_it_in_both_languages(string name)
    {
        Card card = CardCatalog.Find(name)!;
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
            CardJson.Write(writer, card);
        JsonElement json = JsonDocument.Parse(buffer.WrittenMemory).RootElement;
        Assert.Equal(["name", "kind", "title", "summary", "aliases", "sections", "see"], json.EnumerateObject().Select(static member => member.Name));
        Assert.Equal(name, json.GetProperty("name").GetString());
        Assert.Equal(card.Kind.ToString().ToLowerInvariant(), json.GetProperty("kind").GetString());
        Assert.Equal(card.Title, Both(json.GetProperty("title")));
        Assert.Equal(card.Summary, Both(json.GetProperty("summary")));
        Assert.Equal(card.Aliases, json.GetProperty("aliases").EnumerateArray().Select(static alias => alias.GetString()!));
        Assert.Equal(card.SeeAlso, json.GetProperty("see").EnumerateArray().Select(static next => next.GetString()!));
        Assert.Equal(
            card.Sections.Select(static section => (section.Title, section.IsCode)),
            json.GetProperty("sections").EnumerateArray().Select(static section => (Both(section.GetProperty("title")), section.TryGetProperty("code", out _))));
        Assert.Equal(
            card.Sections.SelectMany(static section => section.Lines).Select(static line => (line.Label, line.Text)),
            json.GetProperty("sections").EnumerateArray().SelectMany(static section => section.GetProperty("lines").EnumerateArray())
                .Select(static line => (line.TryGetProperty("label", out JsonElement label) ? label.GetString() : null, Both(line))));
    }

    static Words Both(JsonElement json) => new(json.GetProperty("ko").GetString()!, json.GetProperty("en").GetString()!);
}
