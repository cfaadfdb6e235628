using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using Meari.Benchmarks.Catalog;

namespace Meari.Benchmarks.Processes;

/// <summary>A measurement failed; the message is the reason that the table gives.</summary>
sealed class MeasurementException(string message) : Exception(message);

/// <summary>A server that runs, alone on its core with the other servers, and echoes.</summary>
sealed partial class ServerProcess : IDisposable
{
    const int Usr1 = 10;
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    static int _lastPort = 20000; // below the ephemeral ports, which the load takes

    readonly Process _process;
    readonly Channel<string> _output = Channel.CreateUnbounded<string>();
    volatile string _lastError = "";

    ServerProcess(Process process, int port)
    {
        _process = process;
        Port = port;
        process.OutputDataReceived += (_, line) => _ = line.Data is null ? _output.Writer.TryComplete() : _output.Writer.TryWrite(line.Data);
        process.ErrorDataReceived += (_, line) => _lastError = string.IsNullOrWhiteSpace(line.Data) ? _lastError : line.Data;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Port { get; }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Starts a server and waits until it has echoed.</summary>
    /// <exception cref="MeasurementException">It does not.</exception>
    public static async Task<ServerProcess> StartAsync(Server server, Scenario? scenario, int core, CancellationToken cancelled)
    {
        int port = FreePort();
        Process process = Tool.Start(["taskset", "-c", $"{core}", .. server.CommandLine(port, scenario)], server.Environment);
        process.StandardInput.Close();
        ServerProcess started = new(process, port);
        try
        {
            await started.WaitUntilItEchoesAsync(cancelled);
            return started;
        }
        catch
        {
            started.Dispose();
            throw;
        }
    }

    /// <summary>A port of the loopback address that nobody listens on; each is given out once.</summary>
    public static int FreePort()
    {
        while (++_lastPort < 32000)
        {
            try
            {
                using Socket probe = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                probe.Bind(new IPEndPoint(IPAddress.Loopback, _lastPort));
                return _lastPort;
            }
            catch (SocketException)
            {
                // Somebody has it: the next one.
            }
        }
        throw new MeasurementException("no port is free");
    }

    /// <summary>The bytes that it has allocated since it started.</summary>
    public async Task<long> AllocatedAsync(CancellationToken cancelled)
    {
        if (Kill(Id, Usr1) != 0)
            throw new MeasurementException(Gone());
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancelled);
        patience.CancelAfter(Patience);
        try
        {
            await foreach (string line in _output.Reader.ReadAllAsync(patience.Token))
            {
                if (line.StartsWith("allocated ", StringComparison.Ordinal))
                    return long.Parse(line.AsSpan("allocated ".Length), CultureInfo.InvariantCulture);
            }
        }
        catch (OperationCanceledException) when (!cancelled.IsCancellationRequested)
        {
            // It does not answer.
        }
        throw new MeasurementException("it does not say what it has allocated");
    }

    /// <summary>Resident memory in bytes.</summary>
    public long ResidentMemory()
    {
        foreach (string line in File.ReadLines($"/proc/{Id}/status"))
        {
            if (line.StartsWith("VmRSS:", StringComparison.Ordinal))
                return 1024 * long.Parse(line.AsSpan(6).Trim().TrimEnd("kB").Trim(), CultureInfo.InvariantCulture);
        }
        throw new MeasurementException(Gone());
    }

    public string Gone() => _lastError.Length > 0 ? _lastError : _process.HasExited ? $"it ended with exit code {_process.ExitCode}" : "it has ended";

    public void Dispose()
    {
        Tool.End(_process);
        _process.Dispose();
    }

    async Task WaitUntilItEchoesAsync(CancellationToken cancelled)
    {
        long started = Stopwatch.GetTimestamp();
        // There is no event for "another program listens now": it is asked.
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(5));
        while (!await EchoesAsync(cancelled))
        {
            if (_process.HasExited)
            {
                await _process.WaitForExitAsync(cancelled); // until what it wrote has been read, too
                throw new MeasurementException(Gone());
            }
            if (Stopwatch.GetElapsedTime(started) > Patience)
                throw new MeasurementException($"no echo within {Patience.TotalSeconds:0} s");
            await timer.WaitForNextTickAsync(cancelled);
        }
    }

    async Task<bool> EchoesAsync(CancellationToken cancelled)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancelled);
        patience.CancelAfter(Patience);
        byte[] buffer = [1];
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, Port, patience.Token);
            await socket.SendAsync(buffer, patience.Token);
            return await socket.ReceiveAsync(buffer, patience.Token) == 1;
        }
        catch (SocketException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancelled.IsCancellationRequested)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
