namespace Meari.Cli.Tests;

/// <summary>About 2,000 sockets in every state that there is, IPv4, IPv6 and v4-mapped, in a network namespace of their own; they stay until the end.</summary>
public sealed class SocketMaker : IAsyncDisposable
{
    /// <summary>
    /// Some states stay only while something keeps them: SYN_SENT, an address that nobody has; SYN_RECV, a listener that waits for data
    /// (TCP_DEFER_ACCEPT); FIN_WAIT1, LAST_ACK and CLOSING, a peer that does not read, so that the FIN waits behind the data.
    /// </summary>
    const string Script = """
        import socket, subprocess, sys
        keep = []
        def listen(family, address, only=False, defer=False):
            s = socket.socket(family, socket.SOCK_STREAM)
            if family == socket.AF_INET6: s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, only)
            if defer: s.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, 60)
            s.bind((address, 0)); s.listen(4096); keep.append(s)
            return s
        def dial(family, address, port):
            s = socket.socket(family, socket.SOCK_STREAM); keep.append(s)
            s.connect((address, port))
            return s
        def pair(listener, family, address):
            client = dial(family, address, listener.getsockname()[1])
            server = listener.accept()[0]; keep.append(server)
            return client, server
        def fill(s):
            s.setblocking(False)
            try:
                while True: s.send(b"x" * 65536)
            except BlockingIOError: pass
        v4, v6 = socket.AF_INET, socket.AF_INET6
        plain, any4, both, only = listen(v4, "127.0.0.1"), listen(v4, "0.0.0.0"), listen(v6, "::"), listen(v6, "::1", only=True)
        kinds = [(plain, v4, "127.0.0.1"), (any4, v4, "127.0.0.2"), (only, v6, "::1"), (both, v6, "::1"), (both, v6, "::ffff:127.0.0.1"), (both, v4, "127.0.0.1")]
        for kind in kinds:
            for i in range(120):
                client, server = pair(*kind)
                if i % 10 == 0: client.send(b"h" * (i + 1))
                if i % 10 == 5: client.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            for i in range(20):
                client, server = pair(*kind)
                client.shutdown(socket.SHUT_WR)                       # FIN_WAIT2, CLOSE_WAIT
            for i in range(20):
                client, server = pair(*kind)
                client.close(); server.recv(1); server.close()        # TIME_WAIT
            client, server = pair(*kind); fill(client); client.shutdown(socket.SHUT_WR)                                 # FIN_WAIT1
            client, server = pair(*kind); server.shutdown(socket.SHUT_WR); fill(client); client.shutdown(socket.SHUT_WR)  # LAST_ACK, FIN_WAIT2
            client, server = pair(*kind); fill(client); client.shutdown(socket.SHUT_WR); server.shutdown(socket.SHUT_WR)  # CLOSING, FIN_WAIT2
            for i in range(3): dial(kind[1], kind[2], kind[0].getsockname()[1])  # in the accept queue
        subprocess.run(["ip", "route", "add", "192.0.2.0/24", "dev", "lo"], check=True)
        for i in range(20):
            s = socket.socket(v4, socket.SOCK_STREAM); s.setblocking(False); keep.append(s)
            s.connect_ex(("192.0.2.7", 9000 + i))                     # SYN_SENT
        for listener, family, address in [(listen(v4, "127.0.0.1", defer=True), v4, "127.0.0.1"), (listen(v6, "::", defer=True), v6, "::1")]:
            for i in range(10): dial(family, address, listener.getsockname()[1])  # SYN_RECV
        print("ready", flush=True)
        sys.stdin.read()
        """;

    readonly NetworkNamespace _network;
    readonly RunningProgram _maker;

    SocketMaker(NetworkNamespace network, RunningProgram maker) => (_network, _maker) = (network, maker);

    public static async Task<SocketMaker> Create()
    {
        NetworkNamespace network = await NetworkNamespace.Create();
        RunningProgram maker = network.Start("python3", ["-c", Script]);
        await maker.OutputHas("ready");
        return new(network, maker);
    }

    public int ProcessId => _maker.Id;

    public async Task<string> Run(string file, params string[] arguments)
    {
        await using RunningProgram program = _network.Start(file, arguments, "en");
        int exit = await program.Exit();
        Assert.True(exit == 0, program.Error);
        return program.Output;
    }

    public async ValueTask DisposeAsync()
    {
        await _maker.DisposeAsync();
        await _network.DisposeAsync();
    }
}
