namespace Meari.Text;

/// <summary>What a timeline says about itself.</summary>
internal sealed partial class Messages
{
    /// <summary>The reader was too slow, or too much happened.</summary>
    /// <param name="kind">The kind's name, as a recording has it: call, state, queue, segment, text.</param>
    /// <param name="count">How many events.</param>
    public string EventsDropped(string kind, long count) => Say(
        $"… 여기서 {KoreanEventKind(kind)} {Units.Count(count)}개를 버림: 읽는 쪽이 따라오지 못함",
        $"… {Units.Count(count)} {EnglishEventKind(kind, count)} dropped here: the reader cannot keep up");

    /// <summary>A source, or the kernel for it, could not keep up.</summary>
    /// <param name="source">The source's name.</param>
    /// <param name="count">How many events.</param>
    public string EventsLostBySource(string source, long count) => Say(
        $"… 여기서 {Escape.Text(source)}의 이벤트 {Units.Count(count)}개를 잃음",
        $"… {Units.Count(count)} {(count == 1 ? "event" : "events")} of {Escape.Text(source)} lost here");

    /// <summary>The kernel's number is believed from here on.</summary>
    /// <param name="isSendQueue">The send buffer; else the receive buffer.</param>
    /// <param name="computed">Bytes, by arithmetic.</param>
    /// <param name="sampled">Bytes, as the kernel says.</param>
    public string QueueContradicted(bool isSendQueue, long computed, long sampled) => Say(
        $"{(isSendQueue ? "송신" : "수신")} 버퍼: 계산으로는 {Units.Count(computed)}바이트인데 커널은 {Units.Count(sampled)}바이트라고 하므로 여기부터 커널의 값을 따름",
        $"{(isSendQueue ? "send" : "receive")} buffer: {Units.Count(computed)} bytes by arithmetic, but the kernel says {Units.Count(sampled)}, which counts from here on");

    static string KoreanEventKind(string kind) => kind switch
    {
        "call" => "호출",
        "state" => "상태 변화",
        "queue" => "버퍼 값",
        "segment" => "세그먼트",
        _ => "글 줄",
    };

    static string EnglishEventKind(string kind, long count) => (kind, count == 1) switch
    {
        ("call", true) => "call",
        ("call", false) => "calls",
        ("state", true) => "state change",
        ("state", false) => "state changes",
        ("queue", true) => "buffer value",
        ("queue", false) => "buffer values",
        ("segment", true) => "segment",
        ("segment", false) => "segments",
        (_, true) => "line of text",
        _ => "lines of text",
    };
}
