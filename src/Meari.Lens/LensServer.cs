using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Meari.Lab;
using Meari.Observe;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Meari.Lens;

/// <summary>The page and what it shows.</summary>
internal sealed class LensServer : IAsyncDisposable
{
    /// <summary>Each browser takes one for its events and some for the rest.</summary>
    const int MostConnections = 64;

    /// <summary>Ports after the one asked for that are tried.</summary>
    const int MostTries = 16;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    readonly LabTimeline _timeline;
    readonly LensStage? _stage;
    readonly LensSafety _safety;
    readonly CancellationTokenSource _stopping = new();
    WebApplication? _web;

    LensServer(LensSettings options)
    {
        Feed = new(options.Keeps);
        LabTimelineOptions of = new() { Language = options.Language, Port = options.WatchedPort, Address = options.WatchedAddress, MakesCalls = options.WatchedPort is null, Keeps = 0 };
        if (options.Served is { } served)
            of = of with { Port = served.Port, Relay = served.Operations, Delay = LensServed.Delay };
        _timeline = LabTimeline.Start(of, options.Say, Show);
        _stage = options.WatchedPort is null ? new(_timeline, options.Served, Feed.SetStage) : null;
        _safety = new(needsKey: !IPAddress.IsLoopback(options.PageAddress));
    }

    public LensFeed Feed { get; }

    /// <summary>The port whose connections are shown.</summary>
    public int Port => _timeline.Port;

    /// <summary>The page's address.</summary>
    public Uri Page { get; private set; } = null!;

    /// <summary>The address to open; with the key, where one is needed. Whoever has it may see and do what the page can.</summary>
    public Uri Entrance => _safety.Key is { } key ? new(Page, "#" + key) : Page;

    /// <exception cref="IOException">The page has no port.</exception>
    /// <exception cref="SocketException">This machine does not have the page's address, or gives it to nobody.</exception>
    /// <exception cref="LabException">The stage cannot be set.</exception>
    public static async Task<LensServer> StartAsync(LensSettings options)
    {
        for (int i = 1; ; i++)
        {
            try
            {
                return await TryStartAsync(options);
            }
            catch (LabException e) when (e.Message == "EADDRINUSE" && i < MostTries)
            {
                // Somebody has taken the stage's port between the look for a free one and bind; the next look finds another.
            }
        }
    }

    static async Task<LensServer> TryStartAsync(LensSettings options)
    {
        LensServer lens = new(options);
        try
        {
            await lens.ListenAsync(options);
            if (lens._stage is not null)
                await lens._stage.OpenAsync();
            return lens;
        }
        catch
        {
            await lens.DisposeAsync();
            throw;
        }
    }

    void Show(TimelineEvent seen)
    {
        Feed.Add(seen);
        Volatile.Read(in _stage)?.Learn(seen);
    }

    async Task ListenAsync(LensSettings options)
    {
        LensEndpoints endpoints = new(options, _timeline, Feed, _stage, _safety, _stopping.Token);
        for (int i = 0; ; i++)
        {
            int port = options.PagePort == 0 ? 0 : options.PagePort + i;
            // What the page itself sends would be seen, and sent again.
            if (port == options.WatchedPort)
                continue;
            WebApplication web = Build(options.PageAddress, port);
            web.Run(endpoints.HandleAsync);
            try
            {
                await web.StartAsync();
                _web = web;
                Page = new(string.Create(CultureInfo.InvariantCulture, $"http://{LensSafety.NameOf(Reached(options.PageAddress))}:{new Uri(web.Urls.First()).Port}/"));
                return;
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                await web.DisposeAsync();
                // Only another port can help where this one is taken.
                if (port == 0 || i >= MostTries || port == IPEndPoint.MaxPort || e is SocketException { SocketErrorCode: SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported })
                    throw;
            }
        }
    }

    /// <summary>Of all addresses, one that others reach.</summary>
    static IPAddress Reached(IPAddress listening)
    {
        if (!listening.Equals(IPAddress.Any) && !listening.Equals(IPAddress.IPv6Any))
            return listening;
        IPAddress[] own = [.. NetworkInterface.GetAllNetworkInterfaces()
            .Where(static card => card.OperationalStatus == OperationalStatus.Up && card.NetworkInterfaceType != NetworkInterfaceType.Loopback)
            .SelectMany(static card => card.GetIPProperties().UnicastAddresses)
            .Select(static unicast => unicast.Address)
            .Where(address => !address.IsIPv6LinkLocal && (address.AddressFamily == AddressFamily.InterNetwork || listening.Equals(IPAddress.IPv6Any)))
            .OrderBy(static address => address.AddressFamily)];
        return own.FirstOrDefault(IPAddress.Loopback);
    }

    static WebApplication Build(IPAddress address, int port)
    {
        // Nothing but the server: no configuration files, no environment, no logs, no routes.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LensSafety.MostBody;
            kestrel.Limits.MaxConcurrentConnections = MostConnections;
            kestrel.Listen(address, port, static listen => listen.Protocols = HttpProtocols.Http1);
        });
        // Signals are the command's.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = Patience);
        return builder.Build();
    }

    /// <summary>Closes the page's own clients, so that nobody waits for them; what is seen can still be looked at.</summary>
    public ValueTask LeaveStageAsync() => _stage?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Ends all: the browsers' streams, the stage, the sources.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        if (_web is not null)
            await _web.DisposeAsync();
        if (_stage is not null)
            await _stage.DisposeAsync();
        await _timeline.DisposeAsync();
        _stopping.Dispose();
    }

    sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
