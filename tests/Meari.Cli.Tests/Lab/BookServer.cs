namespace Meari.Cli.Tests;

/// <summary>The textbook's server for Linux, in C, as a reader may have written it: right, or with the fault that its argument names. Compiled once.</summary>
public sealed class BookServer : IAsyncLifetime
{
    const string Source = """
        #include <arpa/inet.h>
        #include <signal.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        #include <sys/socket.h>
        #include <unistd.h>

        #define BUFSIZE 512

        static const char *fault = "";

        static int has(const char *name) { return strcmp(fault, name) == 0; }

        static int listen_at(int port, int is_ipv6)
        {
            struct sockaddr_in a4 = { .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_ANY) };
            struct sockaddr_in6 a6 = { .sin6_family = AF_INET6, .sin6_port = htons(port), .sin6_addr = in6addr_any };
            int sock = socket(is_ipv6 ? AF_INET6 : AF_INET, SOCK_STREAM, 0), on = 1;
            setsockopt(sock, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
            if (is_ipv6)
                setsockopt(sock, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on));
            if (bind(sock, is_ipv6 ? (struct sockaddr *)&a6 : (struct sockaddr *)&a4, is_ipv6 ? sizeof(a6) : sizeof(a4)) < 0) {
                perror("bind()");
                exit(1);
            }
            if (!has("never-listens") && listen(sock, SOMAXCONN) < 0)
                exit(1);
            return sock;
        }

        static void serve(int client)
        {
            char buf[BUFSIZE + 1];
            ssize_t received;
            while ((received = recv(client, buf, BUFSIZE, 0)) > 0) {
                buf[received] = '\0';
                printf("[TCP] %s\n", buf);
                if (has("changes"))
                    buf[3] ^= 1;
                if (has("silent"))
                    continue;
                send(client, buf, has("sends-the-buffer") ? BUFSIZE : received, 0);
                if (has("closes-first"))
                    break;
            }
            if (!has("keeps-the-socket"))
                close(client);
        }

        int main(int argc, char *argv[])
        {
            if (argc > 1)
                fault = argv[1];
            if (has("exits"))
                return 3;
            if (has("forks") && fork() > 0) {
                pause();
                return 0;
            }
            int sock = listen_at(PORT, has("ipv6"));
            if (has("never-listens"))
                pause();
            if (has("ignores-signals"))
                signal(SIGTERM, SIG_IGN);
            for (int clients = 1;; clients++) {
                int client = accept(sock, NULL, NULL);
                if (client < 0)
                    return 1;
                printf("\n\033]0;evil\007[TCP server] client %d\n", clients);
                if (has("crashes") && clients == 2)
                    abort();
                if (has("ends") && clients == 1) {
                    serve(client);
                    return 0;
                }
                serve(client);
            }
        }
        """;

    readonly string _directory = Directory.CreateTempSubdirectory("meari-book-").FullName;

    public string Program => Path.Combine(_directory, "TCPServer");

    public async ValueTask InitializeAsync()
    {
        if (!OperatingSystem.IsLinux())
            return;
        string source = Program + ".c";
        await File.WriteAllTextAsync(source, Source);
        await using RunningProgram open = RunningProgram.Start("chmod", ["a+rx", _directory]); // for the tests that run it as another user
        Assert.Equal(0, await open.Exit());
        await using RunningProgram gcc = RunningProgram.Start("gcc", ["-Wall", "-DPORT=9000", "-o", Program, source], "en");
        Assert.True(await gcc.Exit() == 0, gcc.Error);
    }

    /// <summary>How many of its processes run.</summary>
    public int Running => Directory.EnumerateDirectories("/proc").Count(process =>
    {
        try
        {
            return File.ResolveLinkTarget(Path.Combine(process, "exe"), false)?.FullName == Program;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    });

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_directory, recursive: true);
        return ValueTask.CompletedTask;
    }
}
