using Meari.Bench;
using Meari.Text;

namespace Meari.Cli.Bench;

/// <summary>Why there is no load on a server, or no more.</summary>
internal static class ServerReasons
{
    /// <summary>Of a run whose connections could not be opened, or that lost its server.</summary>
    /// <param name="messages">The words.</param>
    /// <param name="result">The run.</param>
    /// <param name="isReported">Whether what it measured until then is shown.</param>
    public static string WhyEnded(Messages messages, BenchResult result, bool isReported) => result.End == BenchEnd.NotOpened
        ? WhyNotOpened(messages, result)
        : messages.ServerLost(result.Options.Server.ToString(), Reasons.Phrase(messages, result.Obstacle.Outcome), isReported);

    static string WhyNotOpened(Messages messages, BenchResult result)
    {
        (int opened, int all) = (result.Opened, result.Options.AllConnections);
        return result.Obstacle.Outcome switch
        {
            TcpOutcome.EndOfStream or TcpOutcome.ProtocolError => messages.NoEcho(result.Options.Server.ToString()),
            TcpOutcome.NoDescriptors => messages.NotOpened(opened, all, messages.NoDescriptors, messages.RaiseDescriptors),
            TcpOutcome.AddressNotAvailable => messages.NotOpened(opened, all, messages.PortsUsedUp, messages.MorePorts),
            TcpOutcome outcome => messages.NotOpened(opened, all, Reasons.Phrase(messages, outcome), ""),
        };
    }
}
