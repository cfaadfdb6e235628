using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using System.Text;
using Meari.Tests.Fakes;
using Meari.Tests.Support;

namespace Meari.Tests.Streams;

public sealed class StreamTests
{
    [Fact]
    public async Task A_reader_and_a_writer_of_text_work_on_it()
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync();
        using PlainPeer _ = peer;
        Stream stream = connection.AsStream();
        using StreamReader reader = new(stream, leaveOpen: true);
        await using StreamWriter writer = new(stream, leaveOpen: true) { NewLine = "\n" };
        await peer.SendAsync(Encoding.UTF8.GetBytes("하나\n둘\n"));
        Assert.Equal("하나", await reader.ReadLineAsync().InTime());
        Assert.Equal("둘", await reader.ReadLineAsync().InTime());
        await writer.WriteLineAsync("three");
        await writer.FlushAsync().InTime();
        Assert.Equal("three\n", await peer.ReceiveTextAsync(6));
        peer.Finish();
        Assert.Null(await reader.ReadLineAsync().InTime());
    }

    [Fact]
    public async Task All_of_it_can_be_copied()
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync();
        using PlainPeer _ = peer;
        byte[] bytes = Pattern.Make(1_000_000);
        using MemoryStream copy = new();
        Task copying = connection.AsStream().CopyToAsync(copy);
        await peer.SendAsync(bytes);
        peer.Finish();
        await copying.InTime();
        Assert.Equal(bytes, copy.ToArray());
    }

    [Fact]
    public async Task Reads_and_writes_of_every_kind_move_the_same_bytes()
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync();
        using PlainPeer _ = peer;
        Stream stream = connection.AsStream();
        await peer.SendAsync("abcdef");
        byte[] buffer = new byte[4];
        Assert.Equal(2, await stream.ReadAsync(buffer, 1, 2, CancellationToken.None).InTime());
        Assert.Equal([0, (byte)'a', (byte)'b', 0], buffer);
        await stream.ReadExactlyAsync(buffer).InTime();
        Assert.Equal("cdef"u8.ToArray(), buffer);
        await stream.WriteAsync(buffer, 1, 2, CancellationToken.None).InTime();
        await Task.Run(() => stream.Write(buffer, 3, 1)).InTime();
        await Task.Run(stream.Flush).InTime();
        Assert.Equal("def", await peer.ReceiveTextAsync(3));
    }

    [Theory]
    [InlineData(TcpDispatch.Inline)]
    [InlineData(TcpDispatch.ThreadPool)]
    public async Task A_synchronous_read_waits_for_the_bytes(TcpDispatch dispatch)
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync(new() { Dispatch = dispatch });
        using PlainPeer _ = peer;
        Stream stream = connection.AsStream();
        byte[] buffer = new byte[10];
        Task<int> reading = Task.Run(() => stream.Read(buffer, 0, 10));
        await peer.SendAsync("abc");
        int length = await reading.InTime();
        Assert.Equal("abc"u8[..length].ToArray(), buffer[..length]);
        Assert.NotEqual(0, length);
    }

    [Fact]
    public async Task A_synchronous_call_that_would_block_its_own_loop_throws_instead()
    {
        ScriptedSocket socket = new();
        Stream stream = socket.Connect(new() { OwnEngine = new ScriptedConnectEngine { IsOnLoop = true } }).AsStream();
        await Assert.ThrowsAsync<InvalidOperationException>(() => Task.Run(() => stream.Read(new byte[1], 0, 1)).InTime());
        await Assert.ThrowsAsync<InvalidOperationException>(() => Task.Run(() => stream.Write(new byte[1], 0, 1)).InTime());
        Assert.Equal(0, socket.Receives);
        Assert.Equal(0, socket.Sends);
    }

    [Fact]
    public async Task A_read_of_zero_bytes_waits_and_takes_nothing()
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync();
        using PlainPeer _ = peer;
        Stream stream = connection.AsStream();
        ValueTask<int> waiting = stream.ReadAsync(Memory<byte>.Empty);
        Assert.False(waiting.IsCompleted);
        await peer.SendAsync("abc");
        Assert.Equal(0, await waiting.InTime());
        byte[] buffer = new byte[2];
        Assert.Equal(0, await stream.ReadAsync(Memory<byte>.Empty).InTime());
        await stream.ReadExactlyAsync(buffer).InTime();
        Assert.Equal("ab"u8.ToArray(), buffer);
        await stream.ReadExactlyAsync(buffer.AsMemory(0, 1)).InTime();
        Assert.Equal((byte)'c', buffer[0]);
        peer.Finish();
        Assert.Equal(0, await stream.ReadAsync(Memory<byte>.Empty).InTime());
        Assert.Equal(0, await stream.ReadAsync(buffer).InTime());
    }

    [Fact]
    public async Task A_reset_is_an_IOException_of_reads_and_writes()
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync();
        Stream stream = connection.AsStream();
        peer.Reset();
        IOException e = await Assert.ThrowsAsync<IOException>(() => stream.ReadAsync(new byte[1]).InTime());
        Assert.Contains(nameof(TcpCloseKind.PeerReset), e.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<IOException>(() => stream.WriteAsync(new byte[1]).InTime());
    }

    [Fact]
    public async Task A_handler_that_meets_a_reset_on_its_stream_has_not_failed()
    {
        using FailedHandlers failed = new();
        TaskCompletionSource<TcpConnection> begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", async connection =>
        {
            begun.SetResult(connection);
            await connection.AsStream().ReadExactlyAsync(new byte[1]);
        });
        PlainPeer peer = await PlainPeer.ConnectAsync(server.EndPoints[0]);
        TcpConnection served = await begun.Task.InTime();
        peer.Reset();
        await Bounded.UntilAsync(() => server.ActiveConnections == 0, "the handler has ended");
        Assert.Equal(TcpCloseKind.PeerReset, served.CloseReason.Kind);
        Assert.DoesNotContain(served.Id, failed.Connections);
    }

    /// <summary>The connections whose handler is said to have failed.</summary>
    sealed class FailedHandlers : EventListener
    {
        public ConcurrentBag<long> Connections { get; } = [];

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "Meari")
                EnableEvents(eventSource, EventLevel.Verbose);
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData.EventName == "HandlerFailed")
                Connections.Add((long)eventData.Payload![0]!);
        }
    }

    [Fact]
    public async Task A_cancelled_read_loses_nothing()
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync();
        using PlainPeer _ = peer;
        Stream stream = connection.AsStream();
        using CancellationTokenSource cancel = new();
        Task<int> reading = stream.ReadAsync(new byte[100], cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(reading.InTime);
        await peer.SendAsync("kept");
        byte[] small = new byte[3];
        await stream.ReadExactlyAsync(small).InTime();
        Assert.Equal("kep"u8.ToArray(), small);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Disposing_the_stream_closes_the_connection(bool asynchronous)
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync();
        using PlainPeer _ = peer;
        Stream stream = connection.AsStream();
        Task disposing = asynchronous ? stream.DisposeAsync().AsTask() : Task.Run(stream.Dispose);
        Assert.Empty(await peer.ReceiveToEndAsync());
        peer.Finish();
        await disposing.InTime();
        Assert.Equal(TcpCloseKind.Finished, connection.CloseReason.Kind);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => stream.ReadAsync(new byte[1]).AsTask());
    }

    [Fact]
    public void It_reads_and_writes_and_cannot_seek()
    {
        Stream stream = new ScriptedSocket().Connect(new()).AsStream();
        Assert.True(stream.CanRead);
        Assert.True(stream.CanWrite);
        Assert.False(stream.CanSeek);
        Assert.Throws<NotSupportedException>(() => stream.Length);
        Assert.Throws<NotSupportedException>(() => stream.Position);
        Assert.Throws<NotSupportedException>(() => stream.Position = 1);
        Assert.Throws<NotSupportedException>(() => stream.Seek(0, SeekOrigin.Begin));
        Assert.Throws<NotSupportedException>(() => stream.SetLength(1));
    }
}
