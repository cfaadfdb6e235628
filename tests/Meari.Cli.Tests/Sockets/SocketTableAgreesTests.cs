using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Meari.Cli.Tests;

/// <summary>The table is that of ss, socket by socket.</summary>
[Trait("Engine", "none")]
public sealed partial class SocketTableAgreesTests
{
    static readonly string[] AllStates =
    [
        "CLOSE-WAIT", "CLOSING", "ESTAB", "FIN-WAIT-1", "FIN-WAIT-2", "LAST-ACK", "LISTEN", "SYN-RECV", "SYN-SENT", "TIME-WAIT",
    ];

    /// <summary>With the names that ss has for states and timers.</summary>
    sealed record Line(string State, long ReceiveQueue, long SendQueue, string Local, string Remote, string Timer, long Inode, string Cookie);

    [Fact]
    public async Task Every_socket_is_the_one_that_ss_shows()
    {
        await using SocketMaker sockets = await SocketMaker.Create();
        (Line[] expected, Line[] table) = await ReadQuiet(sockets);
        Assert.InRange(table.Length, 1900, 2500);
        Assert.Equal(AllStates, table.Select(static l => l.State).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(expected, table);
    }

    /// <summary>Both tables, read while nothing changed: ss says the same before and after. A full send buffer takes some retransmissions until it is quiet.</summary>
    static async Task<(Line[] Expected, Line[] Table)> ReadQuiet(SocketMaker sockets)
    {
        Stopwatch watch = Stopwatch.StartNew();
        Line[] expected, table, after = Sorted(await sockets.Run("ss", "-tanoeH"), FromSs);
        do
        {
            expected = after;
            table = Sorted(await sockets.Run(MeariProgram.Path, "sockets", "--json"), FromMeari);
            after = Sorted(await sockets.Run("ss", "-tanoeH"), FromSs);
        }
        while (!expected.SequenceEqual(after) && watch.Elapsed < RunningProgram.Limit);
        return (expected, table);
    }

    static Line[] Sorted(string lines, Func<string, Line> parse) =>
        [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(parse).OrderBy(static l => l.Cookie, StringComparer.Ordinal)];

    [Theory]
    [InlineData("-4")]
    [InlineData("-6")]
    [InlineData("--state", "listen")]
    [InlineData("--state", "Syn-Recv,time_wait")]
    [InlineData("--state", "FIN_WAIT_2", "--state", "closing")]
    public async Task A_part_of_the_table_is_that_part_of_the_whole(params string[] options)
    {
        await using SocketMaker sockets = await SocketMaker.Create();
        Func<JsonElement, bool> isWanted = options switch
        {
            ["-4"] => static s => s.GetProperty("protocol").GetString() == "tcp" || IsMapped(s) || IsDualStack(s),
            ["-6"] => static s => s.GetProperty("protocol").GetString() == "tcp6" && !IsMapped(s),
            [_, "listen"] => static s => s.GetProperty("state").GetString() == "LISTEN",
            [_, "FIN_WAIT_2", ..] => static s => s.GetProperty("state").GetString() is "FIN_WAIT2" or "CLOSING",
            _ => static s => s.GetProperty("state").GetString() is "SYN_RECV" or "TIME_WAIT",
        };
        string[] all = [.. Objects(await sockets.Run(MeariProgram.Path, "sockets", "--json")).Where(isWanted).Select(CookieOf)];
        string[] part = [.. Objects(await sockets.Run(MeariProgram.Path, ["sockets", "--json", .. options])).Select(CookieOf)];
        Assert.NotEmpty(part);
        Assert.Equal(all, part);
    }

    static bool IsMapped(JsonElement socket) => $"{socket.GetProperty("local")} {socket.GetProperty("remote")}".Contains("[::ffff:", StringComparison.Ordinal);

    static bool IsDualStack(JsonElement socket) =>
        socket.GetProperty("local").GetString()!.StartsWith("[::]:", StringComparison.Ordinal) && !socket.GetProperty("ipv6_only").GetBoolean();

    [Fact]
    public async Task A_port_matches_at_either_end_and_a_process_by_name_or_id()
    {
        await using SocketMaker sockets = await SocketMaker.Create();
        JsonElement[] all = [.. Objects(await sockets.Run(MeariProgram.Path, "sockets", "--json"))];
        string port = all.Where(static s => s.GetProperty("state").GetString() == "ESTABLISHED").Select(static s => s.GetProperty("remote").GetString()!.Split(':')[^1])
            .GroupBy(static p => p).MaxBy(static ports => ports.Count())!.Key;
        string[] expected = [.. all.Where(s => s.GetProperty("local").GetString()!.EndsWith($":{port}", StringComparison.Ordinal)
            || s.GetProperty("remote").GetString()!.EndsWith($":{port}", StringComparison.Ordinal)).Select(CookieOf)];
        Assert.True(expected.Length > 100);
        Assert.Equal(expected, Objects(await sockets.Run(MeariProgram.Path, "sockets", "--json", "-p", port)).Select(CookieOf));
        string[] owned = [.. all.Where(static s => s.GetProperty("processes").GetArrayLength() > 0).Select(CookieOf)];
        Assert.True(owned.Length > 1000);
        string name = all.First(static s => s.GetProperty("processes").GetArrayLength() > 0).GetProperty("processes")[0].GetProperty("name").GetString()!;
        foreach (string process in new[] { name, $"{all.First(static s => s.GetProperty("processes").GetArrayLength() > 0).GetProperty("processes")[0].GetProperty("pid").GetInt32()}" })
            Assert.Equal(owned, Objects(await sockets.Run(MeariProgram.Path, "sockets", "--json", "--process", process)).Select(CookieOf));
    }

    static IEnumerable<JsonElement> Objects(string lines) =>
        lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement);

    static string CookieOf(JsonElement socket) => socket.GetProperty("cookie").GetString()!;

    static Line FromSs(string line)
    {
        string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new(
            fields[0], long.Parse(fields[1], null), long.Parse(fields[2], null), fields[3], fields[4], Timer().Match(line).Groups[1].Value,
            Inode().Match(line).Groups[1].Value is { Length: > 0 } inode ? long.Parse(inode, null) : 0, Cookie().Match(line).Groups[1].Value);
    }

    static Line FromMeari(string line)
    {
        JsonElement socket = JsonDocument.Parse(line).RootElement;
        string Text(string name) => socket.TryGetProperty(name, out JsonElement value) ? value.GetString()! : "";
        bool isDual = socket.TryGetProperty("ipv6_only", out JsonElement only) && !only.GetBoolean();
        return new(
            Text("state") switch { "ESTABLISHED" => "ESTAB", "FIN_WAIT1" => "FIN-WAIT-1", "FIN_WAIT2" => "FIN-WAIT-2", var other => other.Replace('_', '-') },
            socket.GetProperty("receive_queue").GetInt64(), socket.GetProperty("send_queue").GetInt64(),
            isDual ? Text("local").Replace("[::]", "*", StringComparison.Ordinal) : Text("local"),
            Remote(Text("remote"), isDual),
            Text("timer") switch { "retransmission" => "on", "keep_alive" => "keepalive", "time_wait" => "timewait", "zero_window_probe" => "persist", _ => "" },
            socket.GetProperty("inode").GetInt64(), Text("cookie"));
    }

    static string Remote(string remote, bool isDual) =>
        remote.EndsWith(":0", StringComparison.Ordinal) ? (isDual ? "*" : remote[..^2]) + ":*" : remote;

    [GeneratedRegex(@"timer:\((\w+),")]
    private static partial Regex Timer();

    [GeneratedRegex(@"ino:(\d+)")]
    private static partial Regex Inode();

    [GeneratedRegex(@"sk:([0-9a-f]+)")]
    private static partial Regex Cookie();
}
