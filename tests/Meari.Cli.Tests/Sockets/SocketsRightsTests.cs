using System.Net.Sockets;
using static Meari.Cli.Tests.SocketsProgram;

namespace Meari.Cli.Tests;

/// <summary><c>meari sockets</c> where something is forbidden.</summary>
[Trait("Engine", "none")]
public sealed class SocketsRightsTests
{
    [Theory]
    [InlineData("en", 1, "not permitted")]
    [InlineData("ko", 1, "권한 없음")]
    [InlineData("en", 97, "not in this kernel")]
    public async Task Where_netlink_is_forbidden_it_is_the_table_of_proc_and_that_is_said(string language, int error, string why)
    {
        (Socket listener, int port) = Plain.Listen();
        using (listener)
        {
            using ForbiddenCall netlink = ForbiddenCall.Netlink();
            await using RunningProgram program = netlink.Start(error, language, ["sockets", "-p", $"{port}", .. ButTimeWait]);
            Assert.Equal(0, await program.Exit());
            Assert.Equal(
                language == "ko"
                    ? $"meari: sock_diag를 쓸 수 없어({why}) /proc/net/tcp를 읽었습니다. 대기 소켓의 큐 한도와 TCP_INFO는 알 수 없습니다.\n"
                    : $"meari: sock_diag cannot be used ({why}); this is /proc/net/tcp, without the limits of accept queues and without TCP_INFO.\n",
                program.Error);
            string socket = program.Output.TrimEnd('\n').Split('\n')[1];
            Assert.Matches($@"^tcp +127\.0\.0\.1:{port} ", socket);
            Assert.Contains($"{Environment.ProcessId}/", socket, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("en", "meari: the processes of 1 socket belong to other users; run as root to see them (sudo).\n")]
    [InlineData("ko", "meari: 소켓 1개의 프로세스는 다른 사용자의 것이어서 보이지 않습니다. 보려면 root로 실행하세요(sudo).\n")]
    public async Task Another_user_sees_the_socket_without_its_process_and_is_told(string language, string told)
    {
        string directory = Directory.CreateTempSubdirectory("meari-sockets-").FullName;
        string copy = await OtherUser.CopyProgram(directory);
        (Socket listener, int port) = Plain.Listen();
        using (listener)
        {
            foreach (bool isOwn in new[] { false, true })
            {
                // As root, the same program has nothing to say.
                string[] command = isOwn ? [copy] : ["setpriv", .. OtherUser.Options, copy];
                await using RunningProgram program = RunningProgram.Start(
                    command[0], [.. command[1..], "sockets", "-p", $"{port}", .. ButTimeWait], language);
                Assert.Equal((0, isOwn ? "" : told), (await program.Exit(), program.Error));
                string socket = program.Output.TrimEnd('\n').Split('\n')[1];
                Assert.Contains($"127.0.0.1:{port} ", socket, StringComparison.Ordinal);
                if (isOwn)
                    Assert.Contains($"  {Environment.ProcessId}/", socket, StringComparison.Ordinal);
                else
                    Assert.EndsWith("  -", socket, StringComparison.Ordinal);
            }
        }
        Directory.Delete(directory, recursive: true);
    }
}
