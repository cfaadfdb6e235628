using System.Buffers;
using System.Text.Json;
using Meari.Bench.Statistics;

namespace Meari.Bench.Reports;

/// <summary>A run as one JSON object on one line, as docs/bench.schema.json describes it. Times are nanoseconds where the name ends so, else seconds.</summary>
internal static class BenchJson
{
    /// <summary>Grows when a field changes its meaning; new fields may come without.</summary>
    public const int Version = 1;

    public static ReadOnlyMemory<byte> Print(BenchResult result)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
            Write(json, result);
        buffer.Write("\n"u8);
        return buffer.WrittenMemory;
    }

    static void Write(Utf8JsonWriter json, BenchResult result)
    {
        BenchOptions options = result.Options;
        json.WriteStartObject();
        json.WriteString("type", "bench");
        json.WriteNumber("version", Version);
        json.WriteString("started", result.Started);
        json.WriteString("server", options.Server.ToString());
        WriteLoad(json, result, options);
        json.WriteString("end", BenchNames.Of(result.End));
        if (result.Obstacle.Outcome != TcpOutcome.Done)
        {
            json.WriteStartObject("obstacle");
            json.WriteString("outcome", result.Obstacle.Outcome.ToString());
            json.WriteNumber("errno", result.Obstacle.Error);
            json.WriteEndObject();
        }
        WriteFigures(json, result);
        json.WriteStartObject("latency");
        Write(json, "corrected", result.Corrected);
        if (result.Uncorrected is { } uncorrected)
            Write(json, "uncorrected", uncorrected);
        Write(json, "connecting", result.Connecting);
        json.WriteEndObject();
        WriteFaults(json, result.Faults);
        WriteClient(json, result);
        json.WriteStartArray("warnings");
        foreach (string warning in BenchNames.WarningsOf(result))
            json.WriteStringValue(warning);
        json.WriteEndArray();
        WriteCourse(json, result.Course);
        json.WriteEndObject();
    }

    static void WriteLoad(Utf8JsonWriter json, BenchResult result, BenchOptions options)
    {
        json.WriteString("mode", BenchNames.Of(options.Mode));
        if (options.Mode == BenchMode.Stream)
            json.WriteString("direction", BenchNames.Of(options.Direction));
        json.WriteNumber("connections", options.Connections);
        json.WriteNumber("kept_connections", options.Keep);
        json.WriteNumber("pipeline", options.Pipeline);
        json.WriteNumber("message_bytes", options.MessageSize);
        if (options.Rate is { } rate)
            json.WriteNumber("rate", rate);
        json.WriteString("engine", TcpEngineChoice.NameOf(result.Engine.Engine));
        json.WriteNumber("threads", result.Threads);
        json.WriteNumber("ramp_seconds", options.Ramp.TotalSeconds);
        json.WriteNumber("warm_up_seconds", options.WarmUp.TotalSeconds);
    }

    static void WriteFigures(Utf8JsonWriter json, BenchResult result)
    {
        json.WriteNumber("opened", result.Opened);
        json.WriteNumber("opening_seconds", result.OpeningTime.TotalSeconds);
        json.WriteNumber("still_open", result.StillOpen);
        json.WriteNumber("window_seconds", result.Window.TotalSeconds);
        json.WriteNumber("requests", result.Requests);
        json.WriteNumber("requests_per_second", result.RequestsPerSecond);
        json.WriteNumber("unsent", result.Unsent);
        json.WriteNumber("unanswered", result.Unanswered);
        json.WriteNumber("bytes_sent", result.BytesSent);
        json.WriteNumber("bytes_received", result.BytesReceived);
        if (result.Retransmitted is { } segments)
            json.WriteNumber("retransmitted_segments", segments);
    }

    public static void Write(Utf8JsonWriter json, string name, Latencies latencies)
    {
        json.WriteStartObject(name);
        json.WriteNumber("count", latencies.Count);
        json.WriteNumber("mean_ns", Math.Round(latencies.Mean, 1));
        json.WriteNumber("max_ns", latencies.Max);
        json.WriteStartArray("percentiles");
        foreach (double percentile in BenchNames.Percentiles)
        {
            json.WriteStartObject();
            json.WriteNumber("percentile", percentile);
            json.WriteNumber("ns", latencies.At(percentile));
            json.WriteNumber("samples_beyond", latencies.Beyond(percentile));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void WriteFaults(Utf8JsonWriter json, Faults faults)
    {
        json.WriteStartArray("errors");
        foreach ((BenchFault fault, TcpOutcome outcome, FaultCount count) in faults.All)
        {
            json.WriteStartObject();
            json.WriteString("error", BenchNames.Of(fault));
            if (outcome != TcpOutcome.Done)
                json.WriteString("outcome", outcome.ToString());
            json.WriteNumber("connections", count.Connections);
            json.WriteNumber("requests", count.Requests);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    static void WriteClient(Utf8JsonWriter json, BenchResult result)
    {
        json.WriteStartObject("client");
        json.WriteNumber("cpu_seconds", result.Cpu.TotalSeconds);
        json.WriteNumber("utilization", Math.Round(result.Utilization, 4));
        json.WriteNumber("waiting", Math.Round(result.Waiting, 4));
        if (result.RequestsInWindow > 0)
            json.WriteNumber("cpu_ns_per_request", Math.Round(result.Cpu.TotalNanoseconds / result.RequestsInWindow, 1));
        json.WriteNumber("late_starts", result.LateStarts);
        json.WriteEndObject();
    }

    static void WriteCourse(Utf8JsonWriter json, IReadOnlyList<Moment> course)
    {
        json.WriteStartArray("course");
        foreach (Moment moment in course)
        {
            json.WriteStartObject();
            json.WriteNumber("second", Math.Round(moment.Second, 3));
            json.WriteNumber("length_seconds", Math.Round(moment.Length, 3));
            json.WriteBoolean("measured", moment.IsMeasured);
            json.WriteNumber("requests", moment.Requests);
            json.WriteNumber("errors", moment.Faults);
            json.WriteNumber("bytes_sent", moment.BytesSent);
            json.WriteNumber("bytes_received", moment.BytesReceived);
            json.WriteNumber("p50_ns", moment.P50);
            json.WriteNumber("p99_ns", moment.P99);
            json.WriteNumber("p999_ns", moment.P999);
            json.WriteNumber("max_ns", moment.Max);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
