using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Meari.Lens.Tests.Soak;

/// <summary><c>meari serve --lens</c> as a process of its own, and clients that send to it now and then.</summary>
internal sealed partial class LensLoad : IAsyncDisposable
{
    const int MessageSize = 64;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly Process _program;
    readonly CancellationTokenSource _over = new();
    readonly List<TcpClient> _clients = [];
    Task _sending = Task.CompletedTask;
    long _exchanges;

    LensLoad(Process program, int port, Uri page) => (_program, Port, Page) = (program, port, page);

    public int Port { get; }

    public Uri Page { get; }

    /// <summary>Messages that came back.</summary>
    public long Exchanges => Interlocked.Read(ref _exchanges);

    public static async Task<LensLoad> StartAsync()
    {
        string file = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../Meari.Cli/release/meari"));
        ProcessStartInfo info = new(file, ["serve", "127.0.0.1:0", "--quiet", "--lens", "--lang", "en"]) { RedirectStandardError = true, RedirectStandardOutput = true };
        Process program = Process.Start(info)!;
        _ = program.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        int port = 0;
        while (await program.StandardError.ReadLineAsync().WaitAsync(Patience) is { } line)
        {
            if (ListeningLine().Match(line) is { Success: true } listening)
                port = int.Parse(listening.Groups[1].Value, CultureInfo.InvariantCulture);
            if (PageLine().Match(line) is not { Success: true } page)
                continue;
            _ = program.StandardError.BaseStream.CopyToAsync(Stream.Null);
            return new(program, port, new(page.Value));
        }
        throw new InvalidOperationException($"{file} has ended.");
    }

    /// <summary>Connects the clients; each sends a message, waits for its echo, pauses, and so on until the end.</summary>
    public async Task SendAsync(int connections, TimeSpan pause)
    {
        for (int i = 0; i < connections; i++)
        {
            TcpClient client = new(AddressFamily.InterNetwork) { NoDelay = true };
            await client.ConnectAsync(IPAddress.Loopback, Port);
            _clients.Add(client);
        }
        // Not all at the same moment.
        _sending = Task.WhenAll(_clients.Select((client, n) => RunAsync(client, pause * n / connections, pause)));
    }

    async Task RunAsync(TcpClient client, TimeSpan first, TimeSpan pause)
    {
        byte[] message = new byte[MessageSize];
        NetworkStream stream = client.GetStream();
        try
        {
            await Task.Delay(first, _over.Token);
            using PeriodicTimer turn = new(pause);
            do
            {
                await stream.WriteAsync(message, _over.Token);
                await stream.ReadExactlyAsync(message, _over.Token);
                Interlocked.Increment(ref _exchanges);
            }
            while (await turn.WaitForNextTickAsync(_over.Token));
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }

    /// <summary>The server's memory that lies in the machine's, in MiB.</summary>
    public double ServerMemory
    {
        get
        {
            _program.Refresh();
            return _program.WorkingSet64 / 1048576.0;
        }
    }

    /// <summary>Processor seconds that the server has used.</summary>
    public double ServerTime
    {
        get
        {
            _program.Refresh();
            return _program.TotalProcessorTime.TotalSeconds;
        }
    }

    /// <summary>Whoever fails says so here.</summary>
    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _sending;
        foreach (TcpClient client in _clients)
            client.Dispose();
        _program.Kill();
        await _program.WaitForExitAsync();
        _program.Dispose();
        _over.Dispose();
    }

    [GeneratedRegex(@"127\.0\.0\.1:(\d+).*Engine")]
    private static partial Regex ListeningLine();

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+/")]
    private static partial Regex PageLine();
}
