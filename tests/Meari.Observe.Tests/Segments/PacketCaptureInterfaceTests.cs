using System.Net;
using System.Net.Sockets;
using static Meari.Observe.TcpControlBits;

namespace Meari.Observe.Tests.Segments;

[Collection("packet sockets")]
public sealed class PacketCaptureInterfaceTests
{
    [Theory]
    [InlineData("10.9.0.2")]
    [InlineData("fe80::2%cable")]
    public async Task Between_two_hosts_both_directions_are_seen_each_once(string address)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Packet sockets and network namespaces need Linux and root.");
        using TwoHosts hosts = new(address.Contains(':', StringComparison.Ordinal));
        RecordingSink sink = new();
        await using PacketCapture capture = new(new(TwoHosts.Port), TimeProvider.System);
        using Socket socket = await hosts.RunAsync(() =>
        {
            Assert.Equal(SourceStatus.Works, capture.Start(sink));
            return TwoHosts.ConnectTo(IPAddress.Parse(address)); // the name of an interface means something in its namespace alone
        });
        await socket.SendAsync("hello"u8.ToArray());
        hosts.SendFromFar("goodbye");
        Assert.Equal(7, await Loopback.ReceiveAsync(socket, 7));
        EndPoint near = socket.LocalEndPoint!, far = socket.RemoteEndPoint!;
        socket.Close(0);
        await sink.UntilAsync(static seen => seen[^1].ControlBits.HasFlag(Rst));
        await capture.DisposeAsync();

        SegmentEvent[] seen = [.. sink.Segments.Where(s => s.Local!.Equals(near) || s.Remote!.Equals(near))];
        Assert.Equal([(near, far, Syn), (far, near, Syn | Ack), (near, far, Ack)], seen[..3].Select(static s => ((EndPoint)s.Local!, (EndPoint)s.Remote!, s.ControlBits)));
        Assert.Equal([(near, 5), (far, 7)], seen.Where(static s => s.Length > 0).Select(static s => ((EndPoint)s.Local!, s.Length)).OrderBy(static s => s.Length));
        Assert.Single(seen, static s => s.ControlBits.HasFlag(Rst));
        Assert.Equal(0, capture.Malformed);
    }
}
