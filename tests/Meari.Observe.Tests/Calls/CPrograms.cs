using System.Collections.Concurrent;
using System.Diagnostics;

namespace Meari.Observe.Tests.Calls;

/// <summary>Programs as a textbook has them, compiled once a run of the tests.</summary>
static class CPrograms
{
    static readonly ConcurrentDictionary<string, Lazy<string>> Compiled = new();
    static readonly Lazy<string> Directory = new(static () =>
    {
        string directory = System.IO.Directory.CreateTempSubdirectory("meari-calls-").FullName;
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(directory, (UnixFileMode)0b111_101_101); // for the tests that run it as another user
        AppDomain.CurrentDomain.ProcessExit += (_, _) => System.IO.Directory.Delete(directory, recursive: true);
        return directory;
    });

    const string Headers = """
        #include <arpa/inet.h>
        #include <netinet/in.h>
        #include <pthread.h>
        #include <signal.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        #include <sys/socket.h>
        #include <sys/wait.h>
        #include <unistd.h>

        """;

    /// <summary>Listens on a port of the kernel's choice, says which, and calls <c>serve(s)</c> for each of as many clients as its argument says.</summary>
    const string Listening = """
        static void serve(int s);
        static int listener;

        int main(int argc, char *argv[])
        {
            int clients = atoi(argv[1]);
            listener = socket(AF_INET, SOCK_STREAM, 0);
            struct sockaddr_in a;
            memset(&a, 0, sizeof(a));
            a.sin_family = AF_INET;
            a.sin_addr.s_addr = htonl(INADDR_ANY);
            a.sin_port = htons(0);
            if (bind(listener, (struct sockaddr *)&a, sizeof(a)) < 0 || listen(listener, SOMAXCONN) < 0)
                exit(1);
            socklen_t length = sizeof(a);
            getsockname(listener, (struct sockaddr *)&a, &length);
            printf("port %d\n", ntohs(a.sin_port));
            while (clients-- > 0) {
                length = sizeof(a);
                int s = accept(listener, (struct sockaddr *)&a, &length);
                if (s < 0)
                    exit(2);
                serve(s);
            }
            close(listener);
            return 7;
        }

        static void echo(int s)
        {
            char buffer[513];
            int n;
            while ((n = recv(s, buffer, 512, 0)) > 0)
                send(s, buffer, n, 0);
            close(s);
        }

        """;

    public static string EchoServer { get; } = Headers + Listening + "static void serve(int s) { echo(s); }\n";

    public static string ForkingServer { get; } = Headers + Listening + """
        static void serve(int s)
        {
            if (fork() == 0) {
                close(listener);
                echo(s);
                exit(0);
            }
            close(s);
            wait(NULL);
        }

        """;

    public static string ThreadedServer { get; } = Headers + Listening + """
        static void *run(void *s) { echo((int)(long)s); return NULL; }
        static void serve(int s)
        {
            pthread_t thread;
            pthread_create(&thread, NULL, run, (void *)(long)s);
            pthread_join(thread, NULL);
        }

        """;

    /// <summary>Dies by SIGKILL while it waits in recv.</summary>
    public static string DyingServer { get; } = Headers + Listening + """
        static void serve(int s)
        {
            char buffer[10];
            pid_t me = getpid();
            if (fork() == 0) {
                recv(s, buffer, 1, 0);
                kill(me, SIGKILL);
                _exit(0);
            }
            recv(listener, buffer, 10, 0);
            pause();
        }

        """;

    /// <summary>Connects to the port that is its argument, sends "hello" by write, reads what comes back, and closes.</summary>
    public static string Client { get; } = Headers + """
        int main(int argc, char *argv[])
        {
            int s = socket(AF_INET, SOCK_STREAM, 0);
            struct sockaddr_in a;
            memset(&a, 0, sizeof(a));
            a.sin_family = AF_INET;
            a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
            a.sin_port = htons(atoi(argv[1]));
            if (connect(s, (struct sockaddr *)&a, sizeof(a)) < 0)
                return 3;
            char buffer[100];
            write(s, "hello", 5);
            read(s, buffer, sizeof(buffer));
            shutdown(s, SHUT_WR);
            close(s);
            return 0;
        }

        """;

    /// <summary>Its path.</summary>
    public static string Compile(string source)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "strace is Linux's.");
        return Compiled.GetOrAdd(source, static source => new(() =>
        {
            string path = Path.Combine(Directory.Value, Path.GetRandomFileName());
            File.WriteAllText(path + ".c", source);
            using Process gcc = Process.Start("gcc", ["-w", "-pthread", "-o", path, path + ".c"]);
            gcc.WaitForExit();
            Assert.Equal(0, gcc.ExitCode);
            return path;
        })).Value;
    }
}
