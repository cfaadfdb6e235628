using System.Globalization;
using System.Text;

namespace Meari.Benchmarks.Results;

/// <summary>The results as tables to read.</summary>
static class Markdown
{
    public static string Of(RunResult result)
    {
        StringBuilder text = new();
        List<(string Server, string Column, string Reason)> failures = [];
        if (result.Scenarios.Count > 0)
        {
            string reference = result.Scenarios[0].Servers.First(s => s.Name == result.Reference).Title;
            text.AppendLine(Invariant($"CPU time of the server for each echo, as a ratio to {reference}: median (range) of {result.Rounds} rounds. Less is better."));
            Scenarios(text, result, failures, static s => s.Ratio.Count == 0 ? "1" : Invariant($"**{s.Ratio.Median:0.00}** ({s.Ratio.Least:0.00}–{s.Ratio.Most:0.00})"));
            text.AppendLine().AppendLine("The same in microseconds:");
            Scenarios(text, result, failures, static s => Invariant($"{s.CpuUs.Median:0.00} ({s.CpuUs.Least:0.00}–{s.CpuUs.Most:0.00})"));
            text.AppendLine().AppendLine("Thousands of echoes a second, with one core for the server and one for the load, whose core is as full as the server's in the first rows. Unlike ratios, these shrink by what others on the machine take:");
            Scenarios(text, result, failures, static s => Invariant($"{s.Rps.Median / 1000:0.0}"));
            Row(text, ["*cores that others took*", .. result.Scenarios.Select(s => Invariant($"{s.OthersCores:0.0} of {result.Machine.Cores}"))]);
            text.AppendLine();
        }
        Beside(text, result, failures);
        Clients(text, result, failures);
        if (result.OpenLoop is { } openLoop)
            OpenLoop(text, result, openLoop, failures);
        if (failures.Count > 0)
        {
            text.AppendLine("What failed:").AppendLine();
            foreach (var same in failures.Distinct().GroupBy(static f => (f.Server, f.Reason)))
                text.AppendLine(Invariant($"- {same.Key.Server} ({string.Join("; ", same.Select(static f => f.Column))}): {same.Key.Reason}"));
            text.AppendLine();
        }
        Machine machine = result.Machine;
        text.Append(Invariant($"Measured {result.Started:yyyy-MM-dd} on {machine.Processor}, {machine.Cores} cores, Linux {machine.Kernel}; "));
        text.AppendLine(string.Join(", ", result.Versions.Select(static v => $"{v.Key} {v.Value}")) + ".");
        return text.ToString();
    }

    static void Scenarios(StringBuilder text, RunResult result, List<(string Server, string Column, string Reason)> failures, Func<ServerResult, string> cell)
    {
        text.AppendLine();
        Row(text, ["server", .. result.Scenarios.Select(static s => s.Title)]);
        Row(text, ["---", .. result.Scenarios.Select(static _ => "---:")]);
        foreach ((string name, string title) in result.Scenarios.SelectMany(static s => s.Servers).Select(static s => (s.Name, s.Title)).Distinct())
        {
            Row(text, [title, .. result.Scenarios.Select(scenario =>
            {
                ServerResult? server = scenario.Servers.FirstOrDefault(s => s.Name == name);
                if (server?.Failure is { } failure)
                    failures.Add((title, scenario.Title, failure));
                return server is null ? "–" : server.Failure is null ? cell(server) : "failed";
            })]);
        }
    }

    static void Beside(StringBuilder text, RunResult result, List<(string Server, string Column, string Reason)> failures)
    {
        (string Title, IReadOnlyList<SampleResult> Samples, Func<double, string> Cell)[] columns =
        [
            ("memory of an idle connection", result.Memory, static v => Invariant($"{v:#,0} B")),
            ("start to first echo", result.Start, static v => Invariant($"{v:0.0} ms")),
            ("allocated for an echo", result.AllocatedByEcho, static v => Invariant($"{(Math.Abs(v) < 0.05 ? 0 : v):#,0.0} B")),
            ("allocated for a connection", result.AllocatedByConnection, static v => Invariant($"{v:#,0} B")),
        ];
        columns = [.. columns.Where(static c => c.Samples.Count > 0)];
        if (columns.Length == 0)
            return;
        Row(text, ["server", .. columns.Select(static c => c.Title)]);
        Row(text, ["---", .. columns.Select(static _ => "---:")]);
        foreach ((string name, string title) in columns.SelectMany(static c => c.Samples).Select(static s => (s.Name, s.Title)).Distinct())
        {
            Row(text, [title, .. columns.Select(column =>
            {
                SampleResult? samples = column.Samples.FirstOrDefault(s => s.Name == name);
                if (samples?.Failure is { } failure)
                    failures.Add((title, column.Title, failure));
                return samples is null ? "–" : samples.Failure is null ? column.Cell(samples.Spread.Median) : "failed";
            })]);
        }
        text.AppendLine();
    }

    static void Clients(StringBuilder text, RunResult result, List<(string Server, string Column, string Reason)> failures)
    {
        if (result.Clients.Count == 0)
            return;
        text.AppendLine("CPU time of the client for each request, `meari bench` as a ratio to the load generator in C on the same server: median (range).").AppendLine();
        Row(text, ["client", .. result.Clients.Select(static c => c.Title)]);
        Row(text, ["---", .. result.Clients.Select(static _ => "---:")]);
        Row(text, ["**`meari bench`**", .. result.Clients.Select(client =>
        {
            if (client.Failure is { } failure)
                failures.Add(("`meari bench`", client.Title, failure));
            return client.Failure is null ? Invariant($"**{client.Spread.Median:0.00}** ({client.Spread.Least:0.00}–{client.Spread.Most:0.00})") : "failed";
        })]);
        text.AppendLine();
    }

    static void OpenLoop(StringBuilder text, RunResult result, OpenLoopResult openLoop, List<(string Server, string Column, string Reason)> failures)
    {
        if (openLoop.Failure is { } failure)
        {
            failures.Add(("`meari serve`", "open loop", failure));
            return;
        }
        text.AppendLine(Invariant($"Latency at {openLoop.Rate:#,0} requests a second, half of what the reference reaches, on 50 connections, since each request was due, in microseconds: median of {openLoop.Rounds.Count} rounds; the ratio is the median of the rounds' ratios.")).AppendLine();
        Row(text, ["server", "p50", "p99", "p99.9"]);
        Row(text, ["---", "---:", "---:", "---:"]);
        string reference = result.Scenarios.SelectMany(static s => s.Servers).FirstOrDefault(s => s.Name == result.Reference)?.Title ?? result.Reference;
        Line(reference, static round => round.Reference);
        Line("**`meari serve`**", static round => round.Meari);
        Row(text, ["ratio", .. Columns.Select(column => Invariant($"**{Spread.Of(openLoop.Rounds.Select(round => column(round.Meari) / column(round.Reference))).Median:0.00}**"))]);
        text.AppendLine();

        void Line(string title, Func<OpenLoopRound, Percentiles> of) =>
            Row(text, [title, .. Columns.Select(column => Invariant($"{Spread.Of(openLoop.Rounds.Select(round => column(of(round)))).Median:#,0.0}"))]);
    }

    static Func<Percentiles, double>[] Columns { get; } = [static p => p.P50, static p => p.P99, static p => p.P999];

    static void Row(StringBuilder text, IEnumerable<string> cells) => text.Append("| ").AppendJoin(" | ", cells).AppendLine(" |");

    static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
