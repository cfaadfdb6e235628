using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Meari.Cli.Tests;

public sealed class ServeListeningTests
{
    [Fact]
    public async Task Port_zero_is_told_as_the_real_port_for_both_families_with_engine_and_why()
    {
        await using RunningProgram server = MeariProgram.StartEnglish("serve", ":0");
        int port = await MeariProgram.ListeningPort(server);
        Assert.Matches(
            $@"^(io_uring: .+\n)?Listening on \[::\]:{port} \(IPv6 and IPv4\)\. Engine: (io_uring \(Linux: .+\)|epoll \(Linux: .+\)|sockets \(\.NET's own sockets, which run on every system\))\n$",
            server.Error);
        using Socket v4 = await Plain.Connect(port);
        using Socket v6 = await Plain.Connect(port, IPAddress.IPv6Loopback);
        Assert.Equal("four"u8.ToArray(), await v4.Echo("four"u8.ToArray()));
        Assert.Equal("six"u8.ToArray(), await v6.Echo("six"u8.ToArray()));
        await server.OutputHas("[TCP/127.0.0.1:");
        await server.OutputHas("[TCP/::1:");
    }

    [Fact]
    public async Task Without_an_address_the_port_is_the_chapters()
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        await using RunningProgram server = network.Start(MeariProgram.Path, ["serve"]);
        await server.ErrorHas("[::]:9000(IPv6와 IPv4)에서 접속을 기다립니다");
    }

    [Theory]
    [InlineData("-4", "0.0.0.0", false)]
    [InlineData("-6", "[::]", true)]
    public async Task One_family_alone_refuses_the_other(string option, string shown, bool v6)
    {
        (RunningProgram server, int port) = await MeariProgram.Serve(option, "-p", "0");
        await using (server)
        {
            Assert.Contains($"{shown}:{port}{(v6 ? "(IPv6만)" : "")}에서", server.Error, StringComparison.Ordinal);
            using Socket served = await Plain.Connect(port, v6 ? IPAddress.IPv6Loopback : IPAddress.Loopback);
            Assert.Equal([1], await served.Echo([1]));
            SocketException refused = await Assert.ThrowsAsync<SocketException>(() => Plain.Connect(port, v6 ? IPAddress.Loopback : IPAddress.IPv6Loopback));
            Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
        }
    }

    [Fact]
    public async Task Several_addresses_are_all_listened_on()
    {
        await using RunningProgram server = MeariProgram.StartEnglish("serve", "127.0.0.1:0", "[::1]:0", "--json");
        string line = (await server.OutputHas("\n")).Split('\n')[0];
        using JsonDocument json = JsonDocument.Parse(line);
        Assert.Equal("listening", json.RootElement.GetProperty("event").GetString());
        IPEndPoint[] endPoints = [.. json.RootElement.GetProperty("addresses").EnumerateArray().Select(static a => IPEndPoint.Parse(a.GetString()!))];
        Assert.Equal([IPAddress.Loopback, IPAddress.IPv6Loopback], endPoints.Select(static e => e.Address));
        foreach (IPEndPoint endPoint in endPoints)
        {
            using Socket client = await Plain.Connect(endPoint.Port, endPoint.Address);
            Assert.Equal([7], await client.Echo([7]));
        }
    }

    [Fact]
    public async Task A_name_is_listened_on_at_all_its_addresses()
    {
        (RunningProgram server, int port) = await MeariProgram.Serve("localhost:0", "-4");
        await using (server)
        {
            Assert.Contains($"127.0.0.1:{port}", server.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_name_that_nobody_has_is_one_line_and_exit_1()
    {
        await using RunningProgram server = MeariProgram.StartEnglish("serve", "nobody.invalid:0");
        Assert.Equal(1, await server.Exit());
        Assert.Equal("meari: cannot find an IP address of 'nobody.invalid'; check the name, or give an IP address.\n", server.Error);
        Assert.Empty(server.Output);
    }

    [Fact]
    public async Task Where_the_host_has_no_IPv6_one_line_says_so_and_IPv4_is_served()
    {
        await using RunningProgram server = RunningProgram.Start(
            MeariProgram.Path, ["serve", "-p", "0"], "en", new Dictionary<string, string> { ["DOTNET_SYSTEM_NET_DISABLEIPV6"] = "1" });
        int port = await MeariProgram.ListeningPort(server);
        Assert.Matches($@"^This machine has no IPv6: listening on IPv4 only\.\n(io_uring: .+\n)?Listening on 0\.0\.0\.0:{port}\. Engine: ", server.Error);
        using Socket client = await Plain.Connect(port);
        Assert.Equal([1], await client.Echo([1]));
    }

    [Fact]
    public async Task An_address_in_use_is_told_with_the_program_that_holds_it_and_what_to_do()
    {
        (RunningProgram first, int port) = await MeariProgram.Serve("127.0.0.1:0");
        await using (first)
        {
            await using RunningProgram english = MeariProgram.StartEnglish("serve", $"127.0.0.1:{port}");
            await using RunningProgram korean = MeariProgram.Start("serve", $":{port}");
            Assert.Equal(1, await english.Exit());
            Assert.Equal(1, await korean.Exit());
            Assert.Equal(
                $"meari: cannot listen on 127.0.0.1:{port}: the port is in use by meari (PID {first.Id}). Stop that program, or take another port (for example 127.0.0.1:{port + 1}).\n",
                english.Error);
            Assert.Equal(
                $"meari: [::]:{port}에서 접속을 기다릴 수 없습니다. 이 포트는 meari(PID {first.Id}) 프로그램이 이미 사용 중입니다. 그 프로그램을 끝내거나 다른 포트를 쓰세요(예: -p {port + 1}).\n",
                korean.Error);
        }
    }

    /// <summary>What finds the owner of a port is the library that sees; a server that can listen starts, and lives, without it.</summary>
    [Fact]
    public async Task A_server_that_can_listen_does_not_load_what_it_does_not_need()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc tells what a process has loaded.");
        foreach ((string[] options, bool sees) in new (string[], bool)[] { ([], false), (["--explain"], true) })
        {
            (RunningProgram server, int port) = await MeariProgram.Serve(["127.0.0.1:0", .. options]);
            await using (server)
            {
                using Socket client = await Plain.Connect(port);
                Assert.Equal([1], await client.Echo([1]));
                string loaded = await File.ReadAllTextAsync($"/proc/{server.Id}/maps", TestContext.Current.CancellationToken);
                Assert.Equal(sees, loaded.Contains("/Meari.Observe.dll", StringComparison.Ordinal));
                Assert.DoesNotContain("/Meari.Lab.dll", loaded, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task An_address_that_is_not_this_machines_is_one_line_and_exit_1()
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        await using RunningProgram server = network.Start(MeariProgram.Path, ["serve", "192.0.2.1:9000"], "en");
        Assert.Equal(1, await server.Exit());
        Assert.Equal(
            "meari: cannot listen on 192.0.2.1:9000: this machine has no such address, or no free port. Check that it is one of this machine's (ip address).\n",
            server.Error);
    }

    [Fact]
    public async Task Two_processes_share_a_port_only_when_both_say_so()
    {
        (RunningProgram first, int port) = await MeariProgram.Serve("127.0.0.1:0", "--reuse-port");
        await using (first)
        {
            (RunningProgram second, int same) = await MeariProgram.Serve($"127.0.0.1:{port}", "--reuse-port");
            await using (second)
            {
                Assert.Equal(port, same);
                await using RunningProgram third = MeariProgram.StartEnglish("serve", $"127.0.0.1:{port}");
                Assert.Equal(1, await third.Exit());
                Assert.Contains("in use", third.Error, StringComparison.Ordinal);
            }
        }
    }

    /// <summary>What a ring polls stays open until the ring has gone, some milliseconds after the process; listening sockets must not be among it.</summary>
    [Fact]
    public async Task Port_of_a_killed_server_is_free_at_once()
    {
        for (int i = 0; i < 5; i++)
        {
            (RunningProgram server, int port) = await MeariProgram.Serve("-q", "127.0.0.1:0");
            await using (server)
            {
                using Socket client = await Plain.Connect(port);
                await client.Echo("a"u8.ToArray());
                server.Process.Kill();
                server.Process.WaitForExit();
                using Socket next = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                next.Bind(new IPEndPoint(IPAddress.Loopback, port));
                next.Listen();
            }
        }
    }
}
