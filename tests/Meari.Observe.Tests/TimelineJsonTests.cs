using System.Net;

namespace Meari.Observe.Tests;

public sealed class TimelineJsonTests
{
    static readonly IPEndPoint Client = IPEndPoint.Parse("127.0.0.1:14641"), Server = IPEndPoint.Parse("[::1]:9000");

    public static TheoryData<TimelineEvent, string> Events => new()
    {
        {
            new CallEvent { Time = 1, Connection = 2, Side = TimelineSide.Client, Local = Client, Remote = Server, Process = 7, Name = "send", Descriptor = 3, Requested = 16, Result = 16, Duration = 900, Data = "안녕하세요." },
            """{"kind":"call","time":1,"connection":2,"side":"client","local":"127.0.0.1:14641","remote":"[::1]:9000","process":7,"name":"send","descriptor":3,"requested":16,"result":16,"duration":900,"data":"안녕하세요."}"""
        },
        { new StateEvent { Time = 5, Inferred = true, From = TcpState.FinWait2, To = TcpState.TimeWait }, """{"kind":"state","time":5,"inferred":true,"from":"FIN_WAIT2","to":"TIME_WAIT"}""" },
        { new QueueEvent { Time = 5, SendQueue = 0, ReceiveQueue = 16, Sampled = true }, """{"kind":"queue","time":5,"send_queue":0,"receive_queue":16,"sampled":true}""" },
        { new SegmentEvent { Time = 5, ControlBits = TcpControlBits.Syn | TcpControlBits.Ack, Acknowledgment = 1, Window = 65535 }, """{"kind":"segment","time":5,"control_bits":"SYN ACK","acknowledgment":1,"window":65535}""" },
        { new TextEvent { Time = 5, Stream = TimelineText.Output, Text = "<b>" }, """{"kind":"text","time":5,"stream":"output","text":"\u003Cb\u003E"}""" },
    };

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"time":1,"kind":"note"}""")]
    [InlineData("""{"kind":"rumour","time":1}""")]
    [InlineData("[]")]
    [InlineData("null")]
    public void What_is_no_event_is_no_exception(string line) => Assert.False(TimelineLine.TryRead(line, out _));

    [Theory]
    [MemberData(nameof(Events))]
    public void An_event_is_one_line_of_JSON_and_comes_back_the_same(TimelineEvent seen, string json)
    {
        Assert.Equal(json, TimelineLine.Write(seen));
        Assert.True(TimelineLine.TryRead(json, out TimelineEvent? back));
        Assert.Equal(seen, back);
    }
}
