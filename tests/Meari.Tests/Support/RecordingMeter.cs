using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Meari.Diagnostics;

namespace Meari.Tests.Support;

/// <summary>Hears the meter <c>Meari</c> of the whole process; for tests that run alone.</summary>
sealed class RecordingMeter : IDisposable
{
    readonly MeterListener _listener = new();
    readonly ConcurrentQueue<(string Name, double Value, string Tags)> _measured = new();

    public RecordingMeter()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Meari")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
        MeariMetrics.Make();
    }

    /// <summary>Forgets the ends of what earlier tests began.</summary>
    public async ValueTask BeginAsync()
    {
        await Bounded.UntilStillAsync(() => _measured.Count);
        _measured.Clear();
    }

    /// <summary>The values that were measured with exactly these tags.</summary>
    /// <param name="name">The instrument.</param>
    /// <param name="tags">As <c>key=value</c>, in alphabetical order.</param>
    public double[] Of(string name, params string[] tags) =>
        [.. _measured.Where(m => m.Name == name && m.Tags == string.Join(' ', tags)).Select(static m => m.Value)];

    void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        List<string> texts = [];
        foreach (KeyValuePair<string, object?> tag in tags)
            texts.Add($"{tag.Key}={tag.Value}");
        texts.Sort(StringComparer.Ordinal);
        _measured.Enqueue((instrument.Name, value, string.Join(' ', texts)));
    }

    public void Dispose() => _listener.Dispose();
}
