using System.Text.Json;

namespace Meari.Cli.Tests;

/// <summary>What the machine's limits do to <c>meari bench</c>: they are met, or told with what to do.</summary>
[Trait("Engine", "none")]
public sealed class BenchLimitsTests
{
    const string FewPorts = "echo '40000 40049' > /proc/sys/net/ipv4/ip_local_port_range && exec \"$0\" \"$@\"";

    static async Task<RunningProgram> ServeAsync(NetworkNamespace network)
    {
        RunningProgram server = network.Start(MeariProgram.Path, ["serve", "127.0.0.1:9000", "[::1]:9000", "--quiet", "--json"], "en");
        await server.OutputHas("\"[::1]:9000\"");
        return server;
    }

    static RunningProgram Bench(NetworkNamespace network, params string[] arguments) =>
        network.Start("sh", ["-c", FewPorts, MeariProgram.Path, "bench", .. arguments, "--quiet"], "en");

    /// <summary>There are fifty ports and 120 connections: from other addresses of 127.0.0.0/8.</summary>
    [Fact]
    public async Task Connections_beyond_the_ports_of_one_loopback_address_come_from_the_next()
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        await using RunningProgram server = await ServeAsync(network);
        await using RunningProgram bench = Bench(network, "127.0.0.1:9000", "--mode", "idle", "-c", "120", "-d", "200ms", "--warm-up", "0");
        Assert.Equal(0, await bench.Exit());
        Assert.Contains("120 of 120 open to the end", bench.Output, StringComparison.Ordinal);
    }

    /// <summary>What only looks whether the server is there needs a port as well; and once it looked for one at the first address alone.</summary>
    [Fact]
    public async Task A_run_after_one_that_used_up_the_ports_of_an_address_finds_the_server_from_the_next()
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        await using RunningProgram server = await ServeAsync(network);
        string twice = FewPorts.Replace("exec", "echo 0 > /proc/sys/net/ipv4/tcp_tw_reuse && \"$0\" \"$@\" && exec", StringComparison.Ordinal);
        await using RunningProgram bench = network.Start(
            "sh", ["-c", twice, MeariProgram.Path, "bench", "127.0.0.1:9000", "--mode", "connect", "-c", "4", "-n", "200", "--warm-up", "0", "-q"], "en");
        Assert.Equal(0, await bench.Exit());
        Assert.Equal(2, bench.Output.Split("200 in all").Length - 1);
        Assert.Empty(bench.Error);
    }

    /// <summary>The schema has a name for that end, and what was in the way.</summary>
    [Fact]
    public async Task Connections_that_cannot_be_opened_are_in_the_JSON_too()
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        await using RunningProgram server = await ServeAsync(network);
        await using RunningProgram bench = Bench(network, "[::1]:9000", "--mode", "idle", "-c", "120", "-d", "200ms", "--json");
        Assert.Equal(1, await bench.Exit());
        JsonElement run = JsonDocument.Parse(bench.Output).RootElement;
        Assert.Equal("not_opened", run.GetProperty("end").GetString());
        Assert.Equal("AddressNotAvailable", run.GetProperty("obstacle").GetProperty("outcome").GetString());
        Assert.StartsWith("meari: only ", bench.Error, StringComparison.Ordinal);
    }

    /// <summary>IPv6 has one loopback address.</summary>
    [Fact]
    public async Task Ports_that_run_out_are_told_with_what_to_do()
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        await using RunningProgram server = await ServeAsync(network);
        await using RunningProgram bench = Bench(network, "[::1]:9000", "--mode", "idle", "-c", "120", "-d", "200ms");
        Assert.Equal(1, await bench.Exit());
        Assert.Equal("", bench.Output);
        // Of the fifty ports the server's end of a connection that was tried before may still have one or two. Once this was "only 0": those under way were not waited for.
        Assert.Matches("^meari: only (4[5-9]|50) of 120 connections could be opened, so nothing was measured: all ports are in use\\. Widen [^\n]+\n$", bench.Error);
    }

    [Fact]
    public async Task Descriptors_that_would_run_out_are_told_before_anything_is_opened()
    {
        await using RunningProgram bench = RunningProgram.Start("sh", ["-c", "ulimit -n 500; exec \"$0\" bench 127.0.0.1:1 -c 1000", MeariProgram.Path], "en");
        Assert.Equal(1, await bench.Exit());
        Assert.Equal(
            "meari: 1000 connections need more descriptors than this process may have (500). Raise the limit with 'ulimit -n 1100' (up to the hard limit, unless you are root).\n",
            bench.Error);
    }
}
