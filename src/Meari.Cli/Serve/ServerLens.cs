using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Meari.Lens;
using Meari.Observe;
using Meari.Text;

namespace Meari.Cli.Serve;

/// <summary>
/// The page that shows this very server. Whatever looks at it, or has stopped looking, holds nothing up: an operation is told to a bounded
/// timeline, and what is too much for that is left out, and counted.
/// </summary>
[method: MethodImpl(MethodImplOptions.NoInlining)] // or a server without a page would load all that a page needs
internal sealed class ServerLens() : IAsyncDisposable
{
    readonly ObservedCalls _calls = new();
    readonly RelaySink _relay = new();
    LensServer? _lens;

    /// <summary>For the options of the server. What it is told before <see cref="OpenAsync"/> is kept.</summary>
    public TcpObserver Observer
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        get
        {
            _calls.Start(_relay);
            return _calls.Observer;
        }
    }

    /// <summary>Opens the page, once.</summary>
    /// <param name="server">It listens.</param>
    /// <param name="settings">Its own.</param>
    /// <param name="language">The page's, until somebody changes it there.</param>
    /// <param name="tell">Takes a line; must not block.</param>
    /// <returns>Whether it is open; if not, why was told.</returns>
    public async Task<bool> OpenAsync(TcpServer server, ServeSettings settings, Language language, Action<string> tell)
    {
        Messages messages = new(language);
        IReadOnlyList<IPEndPoint> reached = LensServed.Reached(server.EndPoints, settings.IsDualStack(server.EndPoints));
        int port = ServeSettings.CommonPort(server.EndPoints.Select(static end => end.Port));
        try
        {
            _lens = await LensServer.StartAsync(new() { Language = language, Served = new(reached, port, _relay, settings.Encoding), Say = tell });
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            tell(messages.NoPagePort(LensSettings.DefaultPagePort));
            return false;
        }
        tell(messages.LensServes(_lens.Entrance.AbsoluteUri));
        return true;
    }

    /// <summary>Closes the clients that the page has connected: a server that ends would wait for them.</summary>
    public ValueTask LeaveAsync() => _lens?.LeaveStageAsync() ?? ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _calls.DisposeAsync();
        if (_lens is not null)
            await _lens.DisposeAsync();
    }
}
