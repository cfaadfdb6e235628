namespace Meari.Observe;

/// <summary>States.</summary>
internal sealed partial class Explanations
{
    string? State(StateEvent state, LadderConnection connection) => state.To switch
    {
        TcpState.Listen => texts.Listen,
        TcpState.SynSent => texts.SynSent,
        TcpState.SynReceived => texts.SynReceived,
        TcpState.Established => Established(state, connection),
        TcpState.FinWait1 => texts.FinWait1,
        TcpState.FinWait2 => FinWait2(connection.End(state.Side)),
        TcpState.TimeWait => state.From == TcpState.Closing ? texts.TimeWaitBoth : texts.TimeWait,
        TcpState.CloseWait => texts.CloseWait,
        TcpState.LastAck => texts.LastAck,
        TcpState.Closing => texts.Closing,
        TcpState.Closed => Closed(state),
        _ => null,
    };

    /// <summary>One that was there before the watch, or that the socket table showed only now, tells nothing of how it came to be.</summary>
    string Established(StateEvent state, LadderConnection connection) => state switch
    {
        { From: TcpState.Unknown } => texts.Established,
        { Side: TimelineSide.Server } => connection.IsAccepted ? texts.Established : texts.EstablishedServer,
        _ => texts.EstablishedClient,
    };

    /// <summary>Whether the peer may go on sending depends on what closed this side.</summary>
    string FinWait2(LadderEnd? end) => end switch
    {
        { IsClosed: true } => texts.FinWait2Closed,
        { SendingShut: true, ReceivingShut: false } => texts.FinWait2Open,
        _ => texts.FinWait2,
    };

    string Closed(StateEvent state) => state.From switch
    {
        TcpState.Listen => texts.ListenerClosed,
        // Where tables are compared, what came between the last state seen and the end is not known.
        _ when state.Inferred => texts.ClosedState,
        TcpState.SynSent => texts.NeverConnected,
        TcpState.Established or TcpState.CloseWait => texts.ClosedAtOnce,
        _ => texts.ClosedState,
    };
}
