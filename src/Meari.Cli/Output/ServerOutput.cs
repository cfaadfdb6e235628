using Meari.Text;

namespace Meari.Cli.Output;

/// <summary>
/// The two streams of a server. Each has its own queue and thread, so that a stdout which nobody reads keeps no reason of an end from
/// stderr.
/// </summary>
internal sealed class ServerOutput : IAsyncDisposable
{
    readonly OutputQueue _product;
    readonly OutputQueue _about;

    public ServerOutput(Messages messages, bool json)
    {
        _product = new(
            "stdout",
            StandardStreams.Output,
            json ? static lines => JsonLines.Event("not_shown", TimeProvider.System, writer => writer.WriteNumber("lines", lines)) : messages.LinesNotShown,
            why => Tell(messages.OutputFailed(why)));
        // Where stderr is gone, there is nobody left to tell.
        _about = new("stderr", StandardStreams.Error, messages.LinesNotShown, static _ => { }, after: _product);
    }

    /// <summary>Whether a line of the product would be taken now; a missed line is to be counted with <see cref="Skip"/>.</summary>
    public bool HasRoom => _product.HasRoom;

    /// <summary>A line of the product: stdout.</summary>
    public void Print(string line) => _product.Print(line);

    /// <summary>A line about it: stderr.</summary>
    public void Tell(string line) => _about.Print(line);

    /// <summary>Counts a line of the product that was not even made.</summary>
    public void Skip() => _product.Skip();

    public async ValueTask DisposeAsync()
    {
        await _product.DisposeAsync();
        await _about.DisposeAsync();
    }
}
