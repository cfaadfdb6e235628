using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace Meari.Cli.Tests;

/// <summary>A server as the textbook writes it, in C: one client, then it ends. Compiled by the test, with a folder for what the test writes.</summary>
/// <remarks>Tracefs sees all network namespaces at once, so each test has a port of its own, below those that the kernel hands out.</remarks>
public sealed class EchoServer : IDisposable
{
    const string Source = """
        #include <arpa/inet.h>
        #include <stdio.h>
        #include <string.h>
        #include <sys/socket.h>
        #include <unistd.h>

        int main(void)
        {
            struct sockaddr_in address, peer;
            socklen_t length = sizeof peer;
            char buffer[512];
            ssize_t received;
            int listener = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
            memset(&address, 0, sizeof address);
            address.sin_family = AF_INET;
            address.sin_port = htons(PORT);
            address.sin_addr.s_addr = htonl(INADDR_ANY);
            if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0)
                return 2;
            if (listen(listener, SOMAXCONN) < 0)
                return 3;
            printf("listening\n");
            fflush(stdout);
            int client = accept(listener, (struct sockaddr *)&peer, &length);
            while ((received = recv(client, buffer, sizeof buffer, 0)) > 0) {
                if (PRINT)
                    printf("%.*s", (int)received, buffer);
                send(client, buffer, received, 0);
            }
            close(client);
            close(listener);
            return 0;
        }
        """;

    EchoServer(string directory, int port) => (Directory, Port) = (directory, port);

    public string Directory { get; }

    public int Port { get; }

    public string Program => File("server");

    public string File(string name) => Path.Combine(Directory, name);

    /// <param name="prints">Whether it prints what it receives, as it is.</param>
    public static async Task<EchoServer> Compile(bool prints = false)
    {
        EchoServer server = new(System.IO.Directory.CreateTempSubdirectory("meari-watch-").FullName, RandomNumberGenerator.GetInt32(10_000, 30_000));
        await System.IO.File.WriteAllTextAsync(server.File("server.c"), Source);
        await using RunningProgram gcc = RunningProgram.Start(
            "gcc", ["-Wall", $"-DPORT={server.Port}", $"-DPRINT={(prints ? 1 : 0)}", "-o", server.Program, server.File("server.c")], "en");
        if (await gcc.Exit() != 0)
            throw new InvalidOperationException(gcc.Error);
        return server;
    }

    /// <summary>A client that waits for its echo, then ends what it sends, so that it is the one that closes first.</summary>
    /// <param name="network">Where.</param>
    /// <param name="text">What it sends.</param>
    /// <param name="until">What it waits for before it closes, if anything.</param>
    public async Task Echo(NetworkNamespace network, string text, Func<Task>? until = null)
    {
        await using RunningProgram client = network.Start("nc", ["-N", "127.0.0.1", Port.ToString(CultureInfo.InvariantCulture)]);
        await client.Type(text);
        await client.OutputHas(text);
        if (until is not null)
            await until();
        client.EndInput();
        Assert.Equal(0, await client.Exit());
    }

    /// <summary>What was started of it and lives on, as after a viewer that was killed, is ended, too: one stayed behind each run.</summary>
    public void Dispose()
    {
        foreach (Process process in Process.GetProcessesByName(Path.GetFileName(Program)))
        {
            using (process)
            {
                if (new FileInfo($"/proc/{process.Id}/exe").LinkTarget == Program)
                    process.Kill();
            }
        }
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}
