using System.Globalization;
using System.Text;
using Meari.Cli.Output;

namespace Meari.Cli.Tests;

[Trait("Engine", "none")]
public sealed class OutputQueueTests
{
    /// <summary>Takes what it gets, or waits while the gate is shut.</summary>
    sealed class GatedStream : MemoryStream
    {
        public ManualResetEventSlim Gate { get; } = new(true);

        public ManualResetEventSlim Waiting { get; } = new(false);

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Waiting.Set();
            Gate.Wait(Plain.Limit);
            lock (this)
                base.Write(buffer);
        }

        public string[] Lines
        {
            get
            {
                lock (this)
                    return Encoding.UTF8.GetString(ToArray()).Split('\n')[..^1];
            }
        }
    }

    static OutputQueue Start(Stream stream, OutputQueue? after = null) =>
        new("test", stream, static lines => $"… {lines}", Assert.Fail, after);

    /// <summary>Four writers against a stream that is shut now and then: each line is shown or counted, and the queue never stays shut.</summary>
    [Fact]
    public async Task Every_line_is_shown_or_counted_and_the_order_of_each_writer_is_kept()
    {
        const int Writers = 4, Each = 50_000;
        GatedStream stream = new();
        OutputQueue queue = Start(stream);
        Task[] writers = [.. Enumerable.Range(0, Writers).Select(writer => Task.Run(() =>
        {
            for (int i = 0; i < Each; i++)
            {
                if (writer == 0 && i % 5000 == 0)
                    stream.Gate.Reset();
                if (writer == 0 && i % 5000 == 2500)
                    stream.Gate.Set();
                queue.Print($"{writer} {i}");
            }
        }))];
        await Task.WhenAll(writers).WaitAsync(Plain.Limit);
        stream.Gate.Set();
        await queue.DisposeAsync();

        string[] lines = stream.Lines;
        long notShown = lines.Where(static l => l[0] == '…').Sum(static l => long.Parse(l[2..], CultureInfo.InvariantCulture));
        Assert.Equal(Writers * Each, lines.Count(static l => l[0] != '…') + notShown);
        for (int writer = 0; writer < Writers; writer++)
        {
            int[] numbers = [.. lines.Where(l => l[0] == '0' + writer).Select(static l => int.Parse(l[2..], CultureInfo.InvariantCulture))];
            Assert.Equal(numbers.Order(), numbers);
        }
    }

    [Fact]
    public async Task A_gap_is_counted_where_it_is()
    {
        GatedStream stream = new();
        OutputQueue queue = Start(stream);
        stream.Gate.Reset();
        queue.Print("first");
        Assert.True(stream.Waiting.Wait(Plain.Limit)); // the writer holds the first line now
        for (int i = 0; i < OutputQueue.MaxLines + 100; i++)
            queue.Print($"{i}");
        Assert.False(queue.HasRoom);
        stream.Gate.Set();
        SpinWait.SpinUntil(() => queue.HasRoom, Plain.Limit);
        queue.Print("last");
        await queue.DisposeAsync();
        string[] lines = stream.Lines;
        Assert.Equal(["first", "0"], lines[..2]);
        Assert.Equal(OutputQueue.MaxLines + 3, lines.Length);
        Assert.Equal([$"{OutputQueue.MaxLines - 1}", "… 100", "last"], lines[^3..]);
    }

    [Fact]
    public async Task Characters_are_bounded_too()
    {
        GatedStream stream = new();
        OutputQueue queue = Start(stream);
        stream.Gate.Reset();
        queue.Print("first");
        Assert.True(stream.Waiting.Wait(Plain.Limit));
        string line = new('x', OutputQueue.MaxCharacters / 4);
        for (int i = 0; i < 10; i++)
            queue.Print(line);
        stream.Gate.Set();
        await queue.DisposeAsync();
        Assert.Equal(["first", .. Enumerable.Repeat(line, 5), "… 5"], stream.Lines);
    }

    [Fact]
    public async Task Lines_of_the_second_stream_come_after_those_before_them_in_the_first_unless_that_is_stuck()
    {
        GatedStream shared = new();
        OutputQueue first = Start(shared);
        OutputQueue second = new("test", shared, static _ => "", Assert.Fail, first) { Patience = Plain.Limit };
        for (int i = 0; i < 200; i++)
        {
            first.Print($"{i} a");
            second.Print($"{i} b");
        }
        await first.DisposeAsync();
        await second.DisposeAsync();
        string[] lines = shared.Lines;
        for (int i = 0; i < 200; i++)
            Assert.True(Array.IndexOf(lines, $"{i} a") < Array.IndexOf(lines, $"{i} b"));

        GatedStream stuck = new();
        GatedStream free = new();
        OutputQueue held = Start(stuck);
        OutputQueue told = Start(free, held);
        stuck.Gate.Reset();
        held.Print("held");
        told.Print("told");
        await told.DisposeAsync();
        Assert.Equal(["told"], free.Lines);
        stuck.Gate.Set();
        await held.DisposeAsync();
    }
}
