using Meari.Engines;
using Meari.Tests.Support;

namespace Meari.Tests.Engines;

/// <summary>A run over one engine is over that engine and not, unnoticed, over another.</summary>
public sealed class TestedEngineTests
{
    [Fact]
    public async Task Servers_and_clients_use_the_engine_that_the_run_is_over()
    {
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", TcpServices.Echo);
        string used = server.EngineName;
        if (Environment.GetEnvironmentVariable(TestedEngine.Variable) is { Length: > 0 } wanted and not "auto")
            Assert.Equal(wanted, used);
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync();
        using PlainPeer _ = peer;
        Assert.Equal(used, TcpEngines.Get(TcpEngine.Auto).Engine.Name);
        Assert.Equal(used, TcpEngineChoice.NameOf(server.EngineChoice.Engine));
        connection.Abort();
        await connection.DisposeAsync().InTime();
    }
}
