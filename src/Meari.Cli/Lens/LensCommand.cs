using Meari.Cli.Output;
using Meari.Lab;
using Meari.Lens;
using Meari.Text;

namespace Meari.Cli.Lens;

/// <summary><c>meari lens</c>: shows TCP in a browser until a signal.</summary>
internal sealed class LensCommand(LensSettings settings, TimeSpan? duration, Messages messages)
{
    const int Interrupted = 130;

    public async Task<int> RunAsync()
    {
        using Signals signals = new();
        try
        {
            await using LensServer lens = await LensServer.StartAsync(settings with { Say = TextOutput.TellError });
            TextOutput.TellError(settings.WatchedPort is { } watched ? messages.LensWatches(lens.Page.Port, watched) : messages.LensOpens(lens.Page.Port, lens.Port));
            Task over = duration is { } limit ? Task.Delay(limit) : Task.Delay(Timeout.Infinite);
            return await Task.WhenAny(signals.First, over) == signals.First ? Interrupted : 0;
        }
        catch (IOException)
        {
            TextOutput.TellError(messages.NoPagePort(settings.PagePort));
            return 1;
        }
        catch (LabException e)
        {
            TextOutput.TellError(messages.NoStage(e.Message));
            return 1;
        }
    }
}
