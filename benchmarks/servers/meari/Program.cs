// MeariEcho PORT [--engine auto|io_uring|epoll|sockets] [--threads N] [--copy]
using Meari;
using Meari.Benchmarks.Servers;

TcpServerOptions options = new();
Func<TcpConnection, ValueTask> handler = EchoAsync;
int port = 0;
for (int i = 0; i < args.Length; i++)
{
    if (args[i] == "--engine" && i + 1 < args.Length && EngineNamed(args[++i]) is { } engine)
        options.Engine = engine;
    else if (args[i] == "--threads" && i + 1 < args.Length && int.TryParse(args[++i], out int threads))
        options.Threads = threads;
    else if (args[i] == "--copy")
        handler = CopyAsync;
    else if (!int.TryParse(args[i], out port))
        return Wrong($"unknown: {args[i]}");
}
if (port is < 1 or > 65535)
    return Wrong("PORT is missing");

using var report = AllocationReport.OnSignal();
await using var server = TcpServer.Start($"127.0.0.1:{port}", handler, options);

// What is measured under an engine's name must be that engine.
TcpEngineChoice choice = server.EngineChoice;
if (options.Engine != TcpEngine.Auto && choice.Engine != options.Engine)
{
    Console.Error.WriteLine($"{TcpEngineChoice.NameOf(options.Engine)} cannot be used here: {choice.Obstacle}, errno {choice.Error}");
    return 1;
}
await server.Completion;
return 0;

static async ValueTask EchoAsync(TcpConnection connection)
{
    while (await connection.ReceiveAsync() is { IsEmpty: false } bytes)
        await connection.SendAsync(bytes);
}

static async ValueTask CopyAsync(TcpConnection connection) => await connection.CopyToAsync(connection);

static TcpEngine? EngineNamed(string name)
{
    for (TcpEngine engine = TcpEngine.Auto; engine <= TcpEngine.Sockets; engine++)
    {
        if (TcpEngineChoice.NameOf(engine) == name)
            return engine;
    }
    return null;
}

static int Wrong(string what)
{
    Console.Error.WriteLine($"{what}; usage: MeariEcho PORT [--engine auto|io_uring|epoll|sockets] [--threads N] [--copy]");
    return 2;
}
