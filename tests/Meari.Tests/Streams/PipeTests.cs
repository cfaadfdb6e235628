using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Meari.Tests.Fakes;
using Meari.Tests.Support;

namespace Meari.Tests.Streams;

public sealed class PipeTests
{
    readonly ScriptedSocket _socket = new();
    readonly TcpConnection _connection;
    readonly IDuplexPipe _pipe;

    public PipeTests()
    {
        _connection = _socket.Connect(new() { Dispatch = TcpDispatch.Inline, ReceiveSize = 500 });
        _pipe = _connection.AsPipe(maximum: 1000);
    }

    /// <summary>The example of docs/library.md: answers each line, with an exclamation mark.</summary>
    static async ValueTask ServeLinesAsync(TcpConnection connection)
    {
        IDuplexPipe pipe = connection.AsPipe(maximum: 64 * 1024);
        while (true)
        {
            ReadResult result = await pipe.Input.ReadAsync();
            ReadOnlySequence<byte> rest = result.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                foreach (ReadOnlyMemory<byte> part in rest.Slice(0, end))
                    pipe.Output.Write(part.Span);
                pipe.Output.Write("!\n"u8);
                rest = rest.Slice(rest.GetPosition(1, end));
            }
            pipe.Input.AdvanceTo(rest.Start, rest.End);
            if ((await pipe.Output.FlushAsync()).IsCompleted || result.IsCompleted)
                break;
        }
    }

    [Fact]
    public async Task A_line_server_gives_the_same_answers_wherever_its_lines_are_cut()
    {
        byte[] lines = "ab\ncde\n\nf\n"u8.ToArray();
        for (int first = 1; first < lines.Length; first++)
        {
            for (int second = first; second < lines.Length; second++)
            {
                ScriptedSocket socket = new();
                Task serving = ServeLinesAsync(socket.Connect(new() { Dispatch = TcpDispatch.Inline })).AsTask();
                socket.Deliver(lines[..first]);
                if (second > first)
                    socket.Deliver(lines[first..second]);
                socket.Deliver(lines[second..]);
                socket.Deliver(TcpOutcome.EndOfStream);
                await serving.InTime();
                Assert.Equal("ab!\ncde!\n!\nf!\n", Encoding.ASCII.GetString(socket.Sent));
            }
        }
    }

    [Fact]
    public async Task Several_lines_in_one_receive_are_answered_with_one_send()
    {
        Task serving = ServeLinesAsync(_connection).AsTask();
        _socket.Deliver("a\nb\nc\nd"u8.ToArray());
        Assert.Equal("a!\nb!\nc!\n", Encoding.ASCII.GetString(_socket.Sent));
        Assert.Equal(1, _socket.Sends);
        _socket.Deliver("\n"u8.ToArray());
        Assert.Equal("a!\nb!\nc!\nd!\n", Encoding.ASCII.GetString(_socket.Sent));
        _socket.Deliver(TcpOutcome.EndOfStream);
        await serving.InTime();
    }

    [Fact]
    public async Task A_line_server_answers_over_a_real_connection()
    {
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", ServeLinesAsync);
        using PlainPeer peer = await PlainPeer.ConnectAsync(server.EndPoints[0]);
        string line = new('x', 50_000);
        await peer.SendAsync($"{line}\nend\n");
        peer.Finish();
        Assert.Equal($"{line}!\nend!\n", await peer.ReceiveTextToEndAsync());
    }

    [Fact]
    public async Task A_message_beyond_the_maximum_resets_the_connection()
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync(new() { ReceiveSize = 500 });
        using PlainPeer _ = peer;
        PipeReader input = connection.AsPipe(maximum: 1000).Input;
        await peer.SendAsync(new byte[1001]);
        ReadResult result = await input.ReadAsync().InTime();
        while (!result.IsCompleted)
        {
            input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            result = await input.ReadAsync().InTime();
        }
        Assert.Equal(TcpCloseKind.Limit, connection.CloseReason.Kind);
        await peer.AssertResetAsync();
    }

    [Fact]
    public async Task A_message_of_exactly_the_maximum_is_read()
    {
        ReadResult result = default;
        byte[] message = Pattern.Make(1000);
        foreach (byte[] part in message.Chunk(500))
        {
            Task<ReadResult> reading = _pipe.Input.ReadAsync().AsTask();
            _socket.Deliver(part);
            result = await reading.InTime();
            _pipe.Input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
        Assert.Equal(message, result.Buffer.ToArray());
        Assert.False(result.IsCompleted);
        Assert.Equal(TcpCloseKind.Open, _connection.CloseReason.Kind);
        Task<ReadResult> beyond = _pipe.Input.ReadAsync().AsTask();
        _socket.Deliver(1);
        Assert.True((await beyond.InTime()).IsCompleted);
        Assert.Equal(TcpCloseKind.Limit, _connection.CloseReason.Kind);
        Assert.True(_socket.IsAborted);
    }

    [Fact]
    public async Task What_was_consumed_is_gone_and_what_was_examined_waits_for_more()
    {
        Task<ReadResult> reading = _pipe.Input.ReadAsync().AsTask();
        _socket.Deliver("abcdef"u8.ToArray());
        ReadOnlySequence<byte> buffer = (await reading.InTime()).Buffer;
        Assert.Equal("abcdef"u8.ToArray(), buffer.ToArray());
        _pipe.Input.AdvanceTo(buffer.GetPosition(2), buffer.End);
        Assert.False(_pipe.Input.TryRead(out ReadResult _));
        reading = _pipe.Input.ReadAsync().AsTask();
        Assert.False(reading.IsCompleted);
        _socket.Deliver("gh"u8.ToArray());
        buffer = (await reading.InTime()).Buffer;
        Assert.Equal("cdefgh"u8.ToArray(), buffer.ToArray());
        _pipe.Input.AdvanceTo(buffer.End);
        Assert.False(_pipe.Input.TryRead(out ReadResult _));
    }

    [Fact]
    public async Task What_was_not_examined_is_read_again_at_once()
    {
        Task<ReadResult> reading = _pipe.Input.ReadAsync().AsTask();
        _socket.Deliver("abc"u8.ToArray());
        _pipe.Input.AdvanceTo((await reading.InTime()).Buffer.GetPosition(1));
        Assert.True(_pipe.Input.TryRead(out ReadResult result));
        Assert.Equal("bc"u8.ToArray(), result.Buffer.ToArray());
        _pipe.Input.AdvanceTo(result.Buffer.Start);
        ValueTask<ReadResult> again = _pipe.Input.ReadAsync();
        Assert.True(again.IsCompletedSuccessfully);
        Assert.Equal("bc"u8.ToArray(), (await again).Buffer.ToArray());
        Assert.Equal(1, _socket.Receives);
    }

    [Fact]
    public async Task The_end_is_told_together_with_what_is_left()
    {
        Task<ReadResult> reading = _pipe.Input.ReadAsync().AsTask();
        _socket.Deliver("half a l"u8.ToArray());
        ReadOnlySequence<byte> buffer = (await reading.InTime()).Buffer;
        _pipe.Input.AdvanceTo(buffer.Start, buffer.End);
        reading = _pipe.Input.ReadAsync().AsTask();
        _socket.Deliver(TcpOutcome.EndOfStream);
        ReadResult result = await reading.InTime();
        Assert.True(result.IsCompleted);
        Assert.False(result.IsCanceled);
        Assert.Equal("half a l"u8.ToArray(), result.Buffer.ToArray());
    }

    [Fact]
    public async Task CancelPendingRead_ends_the_read_that_waits_and_loses_nothing()
    {
        Task<ReadResult> reading = _pipe.Input.ReadAsync().AsTask();
        _socket.Deliver("ab"u8.ToArray());
        ReadResult result = await reading.InTime();
        _pipe.Input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        reading = _pipe.Input.ReadAsync().AsTask();
        _pipe.Input.CancelPendingRead();
        result = await reading.InTime();
        Assert.True(result.IsCanceled);
        Assert.False(result.IsCompleted);
        Assert.Equal("ab"u8.ToArray(), result.Buffer.ToArray());
        _pipe.Input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        reading = _pipe.Input.ReadAsync().AsTask();
        _socket.Deliver("c"u8.ToArray());
        result = await reading.InTime();
        Assert.False(result.IsCanceled);
        Assert.Equal("abc"u8.ToArray(), result.Buffer.ToArray());
    }

    [Fact]
    public async Task CancelPendingRead_without_a_read_ends_the_next_one_and_no_other()
    {
        _pipe.Input.CancelPendingRead();
        ReadResult result = await _pipe.Input.ReadAsync().InTime();
        Assert.True(result.IsCanceled);
        _pipe.Input.AdvanceTo(result.Buffer.End);
        Task<ReadResult> reading = _pipe.Input.ReadAsync().AsTask();
        _socket.Deliver("a"u8.ToArray());
        Assert.False((await reading.InTime()).IsCanceled);
    }

    [Fact]
    public async Task A_read_whose_token_is_cancelled_throws_and_loses_nothing()
    {
        using CancellationTokenSource cancel = new();
        Task<ReadResult> reading = _pipe.Input.ReadAsync(cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(reading.InTime);
        _socket.Deliver("a"u8.ToArray());
        Assert.Equal("a"u8.ToArray(), (await _pipe.Input.ReadAsync().InTime()).Buffer.ToArray());
    }
}
