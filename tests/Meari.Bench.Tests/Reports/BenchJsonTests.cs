using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using Meari.Bench.Reports;

namespace Meari.Bench.Tests.Reports;

/// <summary>What is printed is what docs/bench.schema.json says, whatever was measured.</summary>
public sealed class BenchJsonTests
{
    static readonly string SchemaText = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "bench.schema.json"));

    static readonly JsonSchema Schema = JsonSchema.FromText(SchemaText);

    static BenchOptions Short(IPEndPoint server) => new()
    {
        Server = server,
        Connections = 4,
        Duration = TimeSpan.FromMilliseconds(300),
        WarmUp = TimeSpan.FromMilliseconds(100),
    };

    [Fact]
    public async Task A_closed_loop_is_as_the_schema_says()
    {
        await using PlainServer server = PlainServer.Echo();
        JsonElement run = await RunAsync(Short(server.EndPoint) with { Pipeline = 3, Keep = 2 });
        Assert.Equal("done", run.GetProperty("end").GetString());
        Assert.True(run.GetProperty("requests").GetInt64() > 0);
        Assert.Equal(6, run.GetProperty("opened").GetInt32());
        Assert.False(run.TryGetProperty("rate", out _));
        Assert.False(run.GetProperty("latency").TryGetProperty("uncorrected", out _));
    }

    [Fact]
    public async Task An_open_loop_is_as_the_schema_says_and_tells_both_latencies()
    {
        await using PlainServer server = PlainServer.Echo();
        JsonElement run = await RunAsync(Short(server.EndPoint) with { Rate = 500, Ramp = TimeSpan.FromMilliseconds(100) });
        Assert.Equal(500, run.GetProperty("rate").GetDouble());
        Assert.Equal(
            run.GetProperty("latency").GetProperty("corrected").GetProperty("count").GetInt64(),
            run.GetProperty("latency").GetProperty("uncorrected").GetProperty("count").GetInt64());
    }

    [Theory]
    [InlineData("both")]
    [InlineData("up")]
    [InlineData("down")]
    public async Task A_stream_is_as_the_schema_says(string direction)
    {
        await using PlainServer server = direction switch { "up" => PlainServer.Discard(), "down" => PlainServer.Generate(), _ => PlainServer.Echo() };
        JsonElement run = await RunAsync(Short(server.EndPoint) with { Mode = BenchMode.Stream, Direction = Enum.Parse<StreamDirection>(direction, ignoreCase: true), MessageSize = 4096 });
        Assert.Equal(direction, run.GetProperty("direction").GetString());
        Assert.True(run.GetProperty("bytes_sent").GetInt64() + run.GetProperty("bytes_received").GetInt64() > 0);
    }

    [Theory]
    [InlineData("connect")]
    [InlineData("idle")]
    public async Task Short_lived_and_quiet_connections_are_as_the_schema_says(string mode)
    {
        await using PlainServer server = PlainServer.Echo();
        JsonElement run = await RunAsync(Short(server.EndPoint) with { Mode = Enum.Parse<BenchMode>(mode, ignoreCase: true) });
        Assert.Equal(mode, run.GetProperty("mode").GetString());
        Assert.Equal("done", run.GetProperty("end").GetString());
        Assert.True(run.GetProperty("latency").GetProperty("connecting").GetProperty("count").GetInt64() >= 4);
    }

    [Fact]
    public async Task A_run_whose_connections_could_not_be_opened_is_as_the_schema_says()
    {
        JsonElement run = await RunAsync(Short(await PlainServer.NobodyAsync()));
        Assert.Equal("not_opened", run.GetProperty("end").GetString());
        Assert.Equal("Refused", run.GetProperty("obstacle").GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task A_run_that_lost_its_server_is_as_the_schema_says()
    {
        PlainServer server = PlainServer.Echo();
        await using (server)
        {
            TaskCompletionSource measuring = new(TaskCreationOptions.RunContinuationsAsynchronously);
            Task<BenchResult> running = BenchRun.RunAsync(
                Short(server.EndPoint) with { Duration = TimeSpan.FromMinutes(2) }, _ => measuring.TrySetResult(), TestContext.Current.CancellationToken);
            await measuring.Task;
            await server.DisposeAsync();
            JsonElement run = Validated(BenchJson.Print(await running));
            Assert.Equal("server_lost", run.GetProperty("end").GetString());
            Assert.NotEqual(0, run.GetProperty("errors").GetArrayLength());
        }
    }

    [Fact]
    public async Task A_run_that_was_interrupted_is_as_the_schema_says()
    {
        await using PlainServer server = PlainServer.Echo();
        using CancellationTokenSource interruption = new();
        BenchResult result = await BenchRun.RunAsync(Short(server.EndPoint) with { Duration = TimeSpan.FromMinutes(2) }, _ => interruption.Cancel(), interruption.Token);
        Assert.Equal("interrupted", Validated(BenchJson.Print(result)).GetProperty("end").GetString());
    }

    // Else the tests above would pass whatever is printed.
    [Theory]
    [InlineData("$.unheard_of", true)]
    [InlineData("$.latency.unheard_of", true)]
    [InlineData("$.requests", false)]
    [InlineData("$.client.cpu_seconds", false)]
    public async Task The_schema_refuses_a_field_too_many_and_a_field_too_few(string path, bool isAdded)
    {
        await using PlainServer server = PlainServer.Echo();
        BenchResult result = await BenchRun.RunAsync(Short(server.EndPoint), null, TestContext.Current.CancellationToken);
        JsonNode run = JsonNode.Parse(BenchJson.Print(result).Span)!;
        string[] names = path.Split('.')[1..];
        JsonObject parent = names[..^1].Aggregate(run, static (node, name) => node[name]!).AsObject();
        if (isAdded)
            parent[names[^1]] = 1;
        else
            Assert.True(parent.Remove(names[^1]));
        Assert.False(Evaluate(JsonSerializer.SerializeToElement(run)).IsValid);
    }

    [Fact]
    public void Every_field_of_the_schema_is_described()
    {
        List<string> silent = [];
        Look(JsonNode.Parse(SchemaText)!, "#");
        Assert.Empty(silent);

        void Look(JsonNode? node, string path)
        {
            if (node is JsonArray array)
            {
                for (int i = 0; i < array.Count; i++)
                    Look(array[i], $"{path}/{i}");
            }
            if (node is not JsonObject fields)
                return;
            foreach ((string name, JsonNode? value) in fields)
            {
                if (name == "properties" && !path.EndsWith("/if", StringComparison.Ordinal))
                    silent.AddRange(value!.AsObject().Where(static field => field.Value!["description"] is null).Select(field => $"{path}/{field.Key}"));
                Look(value, $"{path}/{name}");
            }
        }
    }

    static async Task<JsonElement> RunAsync(BenchOptions options) =>
        Validated(BenchJson.Print(await BenchRun.RunAsync(options, null, TestContext.Current.CancellationToken)));

    static JsonElement Validated(ReadOnlyMemory<byte> printed)
    {
        Assert.Equal(printed.Length - 1, printed.Span.IndexOf((byte)'\n'));
        JsonElement run = JsonDocument.Parse(printed).RootElement;
        EvaluationResults results = Evaluate(run);
        Assert.True(results.IsValid, string.Join('\n', (results.Details ?? []).Where(static d => d.Errors is not null).Select(static d => $"{d.InstanceLocation}: {string.Join("; ", d.Errors!.Values)}")));
        return run;
    }

    static EvaluationResults Evaluate(JsonElement run) => Schema.Evaluate(run, new() { OutputFormat = OutputFormat.List, RequireFormatValidation = true });
}
