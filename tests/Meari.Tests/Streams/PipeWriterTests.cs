using System.Buffers;
using System.IO.Pipelines;
using Meari.Tests.Fakes;
using Meari.Tests.Support;

namespace Meari.Tests.Streams;

public sealed class PipeWriterTests
{
    readonly ScriptedSocket _socket = new();
    readonly TcpConnection _connection;
    readonly PipeWriter _output;

    public PipeWriterTests()
    {
        _connection = _socket.Connect(new() { Dispatch = TcpDispatch.Inline });
        _output = _connection.AsPipe().Output;
    }

    [Fact]
    public async Task What_is_written_is_sent_at_the_flush_and_with_one_send()
    {
        byte[] bytes = Pattern.Make(20_000);
        foreach (byte[] part in bytes.Chunk(777))
            _output.Write(part);
        Assert.Empty(_socket.Sent);
        FlushResult flushed = await _output.FlushAsync().InTime();
        Assert.False(flushed.IsCompleted);
        Assert.Equal(bytes, _socket.Sent);
        Assert.Equal(1, _socket.Sends);
        _output.Write("next"u8);
        await _output.FlushAsync().InTime();
        Assert.Equal([.. bytes, .. "next"u8], _socket.Sent);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    public void Memory_is_at_least_as_large_as_was_hinted(int hint)
    {
        _output.Write("x"u8);
        Assert.InRange(_output.GetMemory(hint).Length, Math.Max(1, hint), int.MaxValue);
        Assert.InRange(_output.GetSpan(hint).Length, Math.Max(1, hint), int.MaxValue);
    }

    [Fact]
    public void Advancing_beyond_the_memory_is_misuse()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _output.Advance(1));
        int length = _output.GetMemory().Length;
        Assert.Throws<ArgumentOutOfRangeException>(() => _output.Advance(length + 1));
    }

    [Fact]
    public async Task Completing_sends_what_is_left_and_then_FIN()
    {
        _output.Write("rest"u8);
        await _output.CompleteAsync();
        await _output.CompleteAsync();
        Assert.Equal("rest"u8.ToArray(), _socket.Sent);
        Assert.True(_socket.IsFinished);
        await Assert.ThrowsAsync<InvalidOperationException>(() => _output.FlushAsync().AsTask());
    }

    [Fact]
    public async Task Completing_with_an_exception_sends_FIN_alone()
    {
        _output.Write("worthless"u8);
        await _output.CompleteAsync(new InvalidOperationException());
        Assert.Empty(_socket.Sent);
        Assert.True(_socket.IsFinished);
    }

    [Fact]
    public async Task A_completed_writer_gives_the_peer_FIN_and_the_reader_goes_on()
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync();
        using PlainPeer _ = peer;
        IDuplexPipe pipe = connection.AsPipe();
        pipe.Output.Write("question"u8);
        pipe.Output.Complete();
        Assert.Equal("question", await peer.ReceiveTextToEndAsync());
        await peer.SendAsync("answer");
        Assert.Equal("answer"u8.ToArray(), (await pipe.Input.ReadAsync().InTime()).Buffer.ToArray());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_flush_after_the_end_is_completed(bool written)
    {
        _connection.Abort();
        if (written)
            _output.Write("x"u8);
        Assert.True((await _output.FlushAsync().InTime()).IsCompleted);
    }

    [Fact]
    public async Task A_flush_after_the_peer_has_finished_is_not_completed()
    {
        Task<ReadOnlyMemory<byte>> received = _connection.ReceiveAsync().AsTask();
        _socket.Deliver(TcpOutcome.EndOfStream);
        await received.InTime();
        Assert.False((await _output.FlushAsync().InTime()).IsCompleted);
        _output.Write("answer"u8);
        Assert.False((await _output.FlushAsync().InTime()).IsCompleted);
        Assert.Equal("answer"u8.ToArray(), _socket.Sent);
    }
}
