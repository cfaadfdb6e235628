using System.Text.Json;
using Microsoft.Playwright;

namespace Meari.Lens.Tests.Soak;

/// <summary>How long a page's script runs for each frame, as the browser itself records it: by the processor's clock, and by the wall's.</summary>
/// <remarks>
/// On a machine whose processors have others to serve, the second holds their time, too; what the page costs is the first.
/// Source: Chrome DevTools Protocol, Tracing; the events of category devtools.timeline.
/// </remarks>
internal sealed class ScriptTime
{
    readonly ICDPSession _browser;
    readonly List<JsonElement> _events = [];
    TaskCompletionSource _complete = new();

    public ScriptTime(ICDPSession browser)
    {
        _browser = browser;
        browser.Event("Tracing.dataCollected").OnEvent += (_, collected) => _events.AddRange(collected!.Value.GetProperty("value").EnumerateArray().Select(static each => each.Clone()));
        browser.Event("Tracing.tracingComplete").OnEvent += (_, _) => _complete.TrySetResult();
    }

    /// <summary>Begins to record.</summary>
    public async Task BeginAsync()
    {
        _events.Clear();
        _complete = new();
        await _browser.SendAsync("Tracing.start", new() { ["categories"] = "devtools.timeline,-*", ["transferMode"] = "ReportEvents" });
    }

    /// <summary>Ends recording.</summary>
    /// <returns>The script's milliseconds for each frame in between, of the processor and in all.</returns>
    public async Task<List<(double Processor, double Wall)>> EndAsync()
    {
        await _browser.SendAsync("Tracing.end");
        await _complete.Task.WaitAsync(TimeSpan.FromSeconds(60));
        List<(double Processor, double Wall)> frames = [];
        (double Processor, double Wall) frame = default;
        double until = 0;
        foreach (JsonElement each in _events.Where(static each => each.TryGetProperty("dur", out _)).OrderBy(static each => each.GetProperty("ts").GetDouble()))
        {
            double begin = each.GetProperty("ts").GetDouble(), length = each.GetProperty("dur").GetDouble();
            switch (each.GetProperty("name").GetString())
            {
                // What is dispatched while something else runs is a part of it.
                case "FireAnimationFrame" or "EventDispatch" or "TimerFire" when begin >= until:
                    until = begin + length;
                    frame.Wall += length / 1000;
                    frame.Processor += (each.TryGetProperty("tdur", out JsonElement own) ? own.GetDouble() : length) / 1000;
                    break;
                case "Layerize": // once a frame, after all script
                    frames.Add(frame);
                    frame = default;
                    break;
            }
        }
        return frames;
    }
}
