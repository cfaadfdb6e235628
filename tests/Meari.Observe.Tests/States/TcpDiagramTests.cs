using static Meari.Observe.TcpState;

namespace Meari.Observe.Tests.States;

public sealed class TcpDiagramTests
{
    [Theory]
    [InlineData(SynSent, CloseWait, "ESTABLISHED")]
    [InlineData(SynSent, LastAck, "ESTABLISHED CLOSE_WAIT")]
    [InlineData(SynReceived, LastAck, "ESTABLISHED CLOSE_WAIT")]
    [InlineData(SynSent, TimeWait, "FIN_WAIT1")]
    [InlineData(Established, LastAck, "CLOSE_WAIT")]
    [InlineData(Established, FinWait2, "FIN_WAIT1")]
    [InlineData(Established, TimeWait, "FIN_WAIT1")]
    [InlineData(Established, Closing, "FIN_WAIT1")]
    [InlineData(FinWait1, TimeWait, "")]
    [InlineData(SynSent, Established, "")]
    [InlineData(Established, CloseWait, "")]
    [InlineData(Established, Closed, "")]
    [InlineData(CloseWait, Established, "")]
    [InlineData(Unknown, Closed, "")]
    public void What_every_way_leads_through_is_certain(TcpState from, TcpState to, string between) =>
        Assert.Equal(between, string.Join(' ', TcpDiagram.Between(from, to).Select(TcpStates.NameOf)));

    [Theory]
    [InlineData(Established, FinWait1, true)]
    [InlineData(Established, CloseWait, true)]
    [InlineData(CloseWait, LastAck, true)]
    [InlineData(LastAck, Closed, true)]
    [InlineData(TimeWait, Closed, true)]
    [InlineData(Listen, Closed, true)]
    [InlineData(FinWait1, TimeWait, false)] // or by FIN_WAIT2, or CLOSING
    [InlineData(FinWait2, TimeWait, true)]
    [InlineData(SynSent, Established, false)] // or both opened at once
    [InlineData(Established, Closed, false)] // reset, or all the way
    [InlineData(Established, LastAck, false)]
    public void A_single_step_is_certain_if_there_is_no_other_way(TcpState from, TcpState to, bool isOnly) =>
        Assert.Equal(isOnly, TcpDiagram.IsOnlyStep(from, to));

    [Theory]
    [InlineData(SynSent, TimeWait, true)]
    [InlineData(TimeWait, Established, false)]
    [InlineData(CloseWait, Established, false)]
    [InlineData(Listen, Established, false)]
    [InlineData(LastAck, TimeWait, false)]
    public void There_is_no_way_back(TcpState from, TcpState to, bool leads) => Assert.Equal(leads, TcpDiagram.Leads(from, to));
}
