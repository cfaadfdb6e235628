using Meari.Bench;
using Meari.Bench.Reports;
using Meari.Bench.Statistics;
using Meari.Text;

namespace Meari.Cli.Bench;

/// <summary>Why there is no load on a server, or no more.</summary>
internal static class ServerReasons
{
    /// <summary>Of a run whose connections could not be opened, or that lost its server.</summary>
    /// <param name="messages">The words.</param>
    /// <param name="story">Those for its faults.</param>
    /// <param name="result">The run.</param>
    /// <param name="isReported">Whether what it measured until then is shown.</param>
    public static string WhyEnded(Messages messages, BenchStory story, BenchResult result, bool isReported)
    {
        if (result.End == BenchEnd.NotOpened)
            return WhyNotOpened(messages, result);
        string server = result.Options.Server.ToString();
        // A load that does not connect again has met no obstacle in doing so: its connections are over, and their faults say how.
        return result.Obstacle.Outcome == TcpOutcome.Done
            ? messages.NoneLeft(server, string.Join("; ", story.Faults(result).Select(static fault => $"{fault.What}: {fault.Count}")))
            : messages.ServerLost(server, Reasons.Phrase(messages, result.Obstacle.Outcome), isReported);
    }

    static string WhyNotOpened(Messages messages, BenchResult result)
    {
        // A connection that cannot be made is no fault of one that was: only those that were opened can have timed out so.
        if (result.Faults.Of(BenchFault.TimedOut).Connections > 0)
            return messages.NoEchoInTime(result.Options.Server.ToString(), result.Options.Timeout);
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
