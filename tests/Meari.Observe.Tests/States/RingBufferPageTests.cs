using System.Buffers.Binary;

namespace Meari.Observe.Tests.States;

public sealed class RingBufferPageTests
{
    const string HeaderPage = """
        	field: u64 timestamp;	offset:0;	size:8;	signed:0;
        	field: local_t commit;	offset:8;	size:8;	signed:1;
        	field: int overwrite;	offset:8;	size:1;	signed:1;
        	field: char data;	offset:16;	size:4080;	signed:0;
        """;

    static readonly RingBufferLayout Layout = RingBufferLayout.Parse(HeaderPage)!.Value;

    [Fact]
    public void The_layout_is_the_kernels() => Assert.Equal(new RingBufferLayout(0, 8, 8, 16, 4096), Layout);

    [Theory]
    [InlineData("")]
    [InlineData("field: u64 timestamp; offset:0; size:8; signed:0;")]
    [InlineData("field: u64 timestamp; offset:0; size:8;\nfield: local_t commit; offset:8; size:3;\nfield: char data; offset:16; size:4080;")]
    [InlineData("field: u64 timestamp; offset:20; size:8;\nfield: local_t commit; offset:8; size:8;\nfield: char data; offset:16; size:4080;")]
    [InlineData("field: u64 timestamp; offset:0; size:8;\nfield: local_t commit; offset:8; size:8;\nfield: char data; offset:16; size:99999999;")]
    public void A_layout_that_makes_no_sense_is_none(string headerPage) => Assert.Null(RingBufferLayout.Parse(headerPage));

    [Fact]
    public void Events_have_the_pages_time_and_what_has_passed_since()
    {
        byte[] page = Page(1000, Data(2, 5, [1, 2]), Data(1, 7, [3]));
        Assert.Equal([(1005L, 8), (1012L, 4)], Read(page, out bool isMalformed));
        Assert.False(isMalformed);
    }

    [Fact]
    public void A_long_event_has_its_length_in_its_first_word() =>
        Assert.Equal([(1001L, 200), (1002L, 4)], Read(Page(1000, [Header(0, 1), 204, .. new uint[50]], Data(1, 1, [9])), out _));

    [Fact]
    public void A_long_pause_is_an_entry_of_its_own() =>
        Assert.Equal([(1000L + (3L << 27) + 4 + 5, 4)], Read(Page(1000, [Header(30, 4), 3], Data(1, 5, [1])), out _));

    [Fact]
    public void An_absolute_time_replaces_what_was() =>
        Assert.Equal([((7L << 27) + 4 + 5, 4)], Read(Page(1000, [Header(31, 4), 7], Data(1, 5, [1])), out _));

    [Fact]
    public void An_absolute_time_has_the_pages_upper_bits() =>
        Assert.Equal([((2L << 59) + (7L << 27) + 4 + 5, 4)], Read(Page(2UL << 59, [Header(31, 4), 7], Data(1, 5, [1])), out _));

    [Fact]
    public void A_withdrawn_event_is_skipped() =>
        Assert.Equal([(1003L, 4), (1013L, 4)], Read(
            Page(1000, [Header(29, 1), 12, 0, 0], Data(1, 3, [1]), [Header(29, 5), 4], Data(1, 5, [1])), out _));

    [Fact]
    public void Padding_without_a_time_ends_the_page() =>
        Assert.Equal([(1001L, 4)], Read(Page(1000, Data(1, 1, [1]), [Header(29, 0), 0], Data(1, 5, [1])), out _));

    [Fact]
    public void What_was_overwritten_is_counted()
    {
        byte[] page = Page(1000, Data(1, 1, [1]));
        ulong commit = BinaryPrimitives.ReadUInt64LittleEndian(page.AsSpan(8));
        BinaryPrimitives.WriteUInt64LittleEndian(page.AsSpan(8), commit | (1UL << 31));
        Assert.Equal(1, new RingBufferPage(page, Layout).Missed); // how many is not said
        BinaryPrimitives.WriteUInt64LittleEndian(page.AsSpan(8), commit | (3UL << 30));
        BinaryPrimitives.WriteInt64LittleEndian(page.AsSpan(16 + (int)commit), 77);
        Assert.Equal(77, new RingBufferPage(page, Layout).Missed);
        Assert.Equal([(1001L, 4)], Read(page, out _));
    }

    public static TheoryData<uint[]> Broken => new()
    {
        { [Header(28, 1), 1, 2] }, // longer than the page has
        { [Header(0, 1)] },
        { [Header(0, 1), 0] },
        { [Header(0, 1), 3] },
        { [Header(0, 1), uint.MaxValue] },
        { [Header(0, 1), 0x7FFFFFFF] },
        { [Header(0, 1), 9, 0, 0] }, // no multiple of four
        { [Header(29, 1), 0] },
        { [Header(29, 1), 0xFFFFFFFC] },
        { [Header(30, 1)] },
        { [Header(31, 1)] },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_broken_page_ends_where_it_breaks(uint[] broken)
    {
        Assert.Equal([(1001L, 4)], Read(Page(1000, Data(1, 1, [1]), broken), out bool isMalformed));
        Assert.True(isMalformed);
    }

    [Fact]
    public void A_length_beyond_the_page_is_no_page()
    {
        byte[] page = Page(1000, Data(1, 1, [1]));
        BinaryPrimitives.WriteUInt64LittleEndian(page.AsSpan(8), 4081);
        Assert.Empty(Read(page, out bool isMalformed));
        Assert.True(isMalformed);
        Assert.Empty(Read([], out isMalformed));
        Assert.True(isMalformed);
        Assert.Empty(Read(page[..15], out isMalformed));
        Assert.True(isMalformed);
    }

    [Fact]
    public void Random_bytes_break_nothing()
    {
        Random random = new(4);
        byte[] page = new byte[4096];
        for (int round = 0; round < 20_000; round++)
        {
            random.NextBytes(page);
            BinaryPrimitives.WriteUInt64LittleEndian(page.AsSpan(8), (uint)random.Next(0, 4200) | ((ulong)(uint)random.Next(0, 4) << 30));
            Assert.True(Read(page, out _).Length <= 1020);
        }
    }

    static uint Header(uint type, uint delta) => type | (delta << 5);

    static uint[] Data(uint words, uint delta, uint[] payload) => [Header(words, delta), .. payload];

    static byte[] Page(ulong time, params uint[][] entries)
    {
        byte[] page = new byte[4096];
        uint[] words = [.. entries.SelectMany(static e => e)];
        BinaryPrimitives.WriteUInt64LittleEndian(page, time);
        BinaryPrimitives.WriteUInt64LittleEndian(page.AsSpan(8), (ulong)words.Length * 4);
        for (int i = 0; i < words.Length; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(page.AsSpan(16 + (i * 4)), words[i]);
        return page;
    }

    static (long Time, int Length)[] Read(byte[] bytes, out bool isMalformed)
    {
        List<(long, int)> read = [];
        RingBufferPage page = new(bytes, Layout);
        while (page.MoveNext())
            read.Add((page.Time, page.Payload.Length));
        isMalformed = page.IsMalformed;
        return [.. read];
    }
}
