using System.Text;
using Meari.Tests.Support;

namespace Meari.Tests.Services;

public sealed class ServicesTests
{
    [Fact]
    public async Task Echo_sends_back_every_byte_and_finishes_when_the_client_does()
    {
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", TcpServices.Echo);
        using PlainPeer peer = await PlainPeer.ConnectAsync(server.EndPoints[0]);
        byte[] bytes = Pattern.Make(10_000_000);
        Task<byte[]> echoed = peer.ReceiveToEndAsync();
        await peer.SendAsync(bytes);
        peer.Finish();
        byte[] received = await echoed.InTime();
        Assert.True(received.AsSpan().SequenceEqual(bytes));
    }

    [Fact]
    public async Task Discard_answers_nothing_and_reads_everything()
    {
        TaskCompletionSource<TcpConnection> served = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", async connection =>
        {
            await TcpServices.Discard(connection);
            served.SetResult(connection);
        });
        using PlainPeer peer = await PlainPeer.ConnectAsync(server.EndPoints[0]);
        await peer.SendAsync(new byte[10_000_000]);
        peer.Finish();
        Assert.Empty(await peer.ReceiveToEndAsync());
        TcpConnection connection = await served.Task.InTime();
        Assert.Equal(10_000_000, connection.BytesReceived);
        Assert.Equal(0, connection.BytesSent);
        Assert.Equal(TcpCloseKind.PeerFinished, connection.CloseReason.Kind);
    }

    /// <summary>RFC 864: 72 characters of a ring of the 95 printable ones, the ring turned by one from line to line, and CR LF.</summary>
    [Fact]
    public async Task Chargen_sends_the_pattern_of_RFC_864_without_end()
    {
        const int Lines = 1000, LineLength = 74;
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", TcpServices.Chargen);
        using PlainPeer peer = await PlainPeer.ConnectAsync(server.EndPoints[0]);
        string text = await peer.ReceiveTextAsync(Lines * LineLength);
        string ring = string.Concat(Enumerable.Range(' ', 95).Select(static c => (char)c));
        Assert.StartsWith(
            """ !"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`abcdefg""" + "\r\n"
            + """!"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`abcdefgh""" + "\r\n",
            text, StringComparison.Ordinal);
        StringBuilder expected = new();
        for (int line = 0; line < Lines; line++)
            expected.Append((ring + ring).AsSpan(line % 95, 72)).Append("\r\n");
        Assert.Equal(expected.ToString(), text);
    }

    [Fact]
    public async Task Chargen_ends_when_the_client_half_closes()
    {
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", TcpServices.Chargen);
        using PlainPeer peer = await PlainPeer.ConnectAsync(server.EndPoints[0]);
        Assert.Equal(1000, (await peer.ReceiveAsync(1000)).Length);
        peer.Finish();
        byte[] rest = await peer.ReceiveToEndAsync();
        Assert.Equal(0, (1000 + rest.Length) % (95 * 74));
        await Bounded.UntilAsync(() => server.ActiveConnections == 0, "the handler has ended");
    }

    [Fact]
    public async Task Chargen_throws_away_what_the_client_sends()
    {
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", TcpServices.Chargen);
        using PlainPeer peer = await PlainPeer.ConnectAsync(server.EndPoints[0]);
        Task reading = peer.ReceiveToEndAsync();
        await peer.SendAsync(new byte[10_000_000]);
        peer.Finish();
        await reading.InTime();
    }

    [Fact]
    public async Task Chargen_waits_for_a_client_that_does_not_read_and_ends_when_it_resets()
    {
        TaskCompletionSource<TcpConnection> served = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", async connection =>
        {
            await TcpServices.Chargen(connection);
            served.SetResult(connection);
        });
        PlainPeer peer = await PlainPeer.ConnectAsync(server.EndPoints[0], receiveBuffer: 4096);
        Assert.Single(await peer.ReceiveAsync(1));
        Assert.False(served.Task.IsCompleted);
        peer.Reset();
        TcpConnection connection = await served.Task.InTime();
        Assert.Equal(TcpCloseKind.PeerReset, connection.CloseReason.Kind);
    }

    [Fact]
    public async Task A_service_needs_a_connection()
    {
        await Assert.ThrowsAsync<ArgumentNullException>(static () => TcpServices.Echo(null!).AsTask());
        await Assert.ThrowsAsync<ArgumentNullException>(static () => TcpServices.Discard(null!).AsTask());
        await Assert.ThrowsAsync<ArgumentNullException>(static () => TcpServices.Chargen(null!).AsTask());
    }
}
