using System.Net.Sockets;
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
            string page = lens.Entrance.AbsoluteUri;
            TextOutput.TellError(settings.WatchedPort is { } watched ? messages.LensWatches(page, watched) : messages.LensOpens(page, lens.Port));
            if (lens.Entrance.Fragment.Length > 0)
                TextOutput.TellError(messages.LensIsOpen());
            Task over = duration is { } limit ? Task.Delay(limit) : Task.Delay(Timeout.Infinite);
            return await Task.WhenAny(signals.First, over) == signals.First ? Interrupted : 0;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported)
        {
            TextOutput.TellError(messages.NoPageAddress(settings.PageAddress.ToString()));
            return 1;
        }
        catch (Exception e) when (e is IOException or SocketException)
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
