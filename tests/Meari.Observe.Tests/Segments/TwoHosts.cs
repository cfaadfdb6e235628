using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Meari.Observe.Tests.Segments;

/// <summary>Two network namespaces with a cable between them: in one is what a thread of this process opens, in the other nc listens at port 9000.</summary>
sealed partial class TwoHosts(bool isIPv6) : IDisposable
{
    public const int Port = 9000;

    const int CLONE_NEWNET = 0x40000000;

    readonly string _setup = "read go && ip addr add 10.9.0.2/24 dev cable && ip addr add fe80::2/64 dev cable nodad && ip link set cable up && echo ready && exec nc.openbsd -l 9000" + (isIPv6 ? " -6" : "");

    Process? _far;

    /// <summary>Runs in the near namespace; descriptors that it opens stay there.</summary>
    public Task<T> RunAsync<T>(Func<T> action)
    {
        TaskCompletionSource<T> result = new(TaskCreationOptions.RunContinuationsAsynchronously);
        // A namespace belongs to a thread, and a program that it starts begins in it; the thread ends with the action.
        new Thread(() =>
        {
            try
            {
                Assert.Equal(0, unshare(CLONE_NEWNET));
                Connect();
                result.SetResult(action());
            }
            catch (Exception e)
            {
                result.SetException(e);
            }
        }).Start();
        return result.Task;
    }

    /// <summary>As a line of the far program's input.</summary>
    public void SendFromFar(string line)
    {
        _far!.StandardInput.Write(line);
        _far.StandardInput.Flush();
    }

    void Connect()
    {
        _far = Process.Start(new ProcessStartInfo("unshare", ["--net", "sh", "-c", $"echo here && {_setup}"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        Assert.Equal("here", _far.StandardOutput.ReadLine()); // now it has its namespace
        Ip($"link add cable type veth peer name cable netns {_far.Id}");
        Ip("addr add 10.9.0.1/24 dev cable");
        Ip("addr add fe80::1/64 dev cable nodad");
        Ip("link set cable up");
        SendFromFar("go\n");
        Assert.Equal("ready", _far.StandardOutput.ReadLine());
    }

    static void Ip(string arguments)
    {
        using Process ip = Process.Start("ip", arguments);
        Assert.True(ip.WaitForExit(TimeSpan.FromSeconds(20)));
        Assert.Equal(0, ip.ExitCode);
    }

    /// <summary>Until nc listens.</summary>
    public static Socket ConnectTo(IPAddress address)
    {
        for (Stopwatch watch = Stopwatch.StartNew(); ;)
        {
            Socket socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                socket.Connect(new IPEndPoint(address, Port));
                return socket;
            }
            catch (SocketException) when (watch.Elapsed < TimeSpan.FromSeconds(20))
            {
                socket.Dispose();
            }
        }
    }

    /// <summary>This thread is in a new network namespace from now on.</summary>
    /// <returns>0, if it is.</returns>
    public static int EnterNew() => unshare(CLONE_NEWNET);

    public void Dispose()
    {
        _far?.Kill();
        _far?.Dispose();
    }

#pragma warning disable SYSLIB1054, IDE1006 // the name is libc's
    [LibraryImport("libc")] private static partial int unshare(int flags);
#pragma warning restore SYSLIB1054, IDE1006
}
