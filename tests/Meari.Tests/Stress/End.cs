namespace Meari.Tests.Stress;

/// <summary>One end of a connection, used in some manner. What happens in detail is drawn.</summary>
abstract class End
{
    /// <summary>Bytes, valid until the next receive; none at the end, whatever it is.</summary>
    /// <param name="draw">The receiver's.</param>
    /// <param name="outstanding">So many are certain to come.</param>
    public abstract ValueTask<ReadOnlyMemory<byte>> ReceiveAsync(Draw draw, int outstanding);

    /// <summary>Sends all of it. False: the connection is over.</summary>
    /// <param name="bytes">Left alone until the send has ended.</param>
    /// <param name="draw">The sender's; null for the plainest way, in a single call.</param>
    public abstract ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes, Draw? draw);

    /// <summary>FIN.</summary>
    public abstract void FinishSending();

    /// <summary>RST.</summary>
    public abstract void Abort();

    public abstract ValueTask CloseAsync();

    public static End Of(TcpConnection connection, Manner manner) => manner switch
    {
        Manner.Pipe => new PipeEnd(connection),
        Manner.Stream => new StreamEnd(connection),
        _ => new DirectEnd(connection),
    };

    /// <summary>Sometimes goes on elsewhere: on the thread pool, or after work there.</summary>
    public static async ValueTask HopAsync(Draw draw)
    {
        switch (draw.Below(16))
        {
            case 0:
                await Task.Yield();
                break;
            case 1:
                await Task.Run(static () => { });
                break;
        }
    }
}
