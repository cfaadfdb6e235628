namespace Meari.Text;

/// <summary>What <c>meari bench</c> says on stderr.</summary>
internal sealed partial class Messages
{
    public string BadSize(string option, string text, int most) => Say(
        $"meari: {option} 옵션의 값 '{Escape.Text(text)}': 1부터 {Number(most)}까지의 바이트 수를 64, 4k, 1M처럼 쓰세요.",
        $"meari: {option} takes a number of bytes from 1 to {Number(most)}, such as 64, 4k or 1M, not '{Escape.Text(text)}'.");

    public string BadRate(string option, string text) => Say(
        $"meari: {option} 옵션의 값 '{Escape.Text(text)}': 초당 횟수를 1000이나 0.5처럼 쓰세요(0.001부터 10억까지).",
        $"meari: {option} takes so many a second, such as 1000 or 0.5, from 0.001 to a billion, not '{Escape.Text(text)}'.");

    public string BadTarget(string option, string text) => Say(
        $"meari: {option} 옵션의 값 '{Escape.Text(text)}': 'p99<1ms'처럼 백분위수와 시간을 쓰세요. 시간의 단위는 us, ms, s입니다(셸에서는 따옴표로 묶습니다).",
        $"meari: {option} takes a percentile and a time in us, ms or s, as in 'p99<1ms' (in quotes, for the shell), not '{Escape.Text(text)}'.");

    public string MessageFileTooLarge(string file, int most) => Say(
        $"meari: '{Escape.Text(file)}': 메시지 파일은 1바이트부터 {Number(most)}바이트까지입니다.",
        $"meari: '{Escape.Text(file)}': a message file has from 1 to {Number(most)} bytes.");

    public string CannotReadFile(string file, string why) => Say(
        $"meari: '{Escape.Text(file)}'을(를) 읽을 수 없습니다. {why}.",
        $"meari: cannot read '{Escape.Text(file)}': {why}.");

    /// <summary>Not all connections could be opened, so nothing was measured.</summary>
    public string NotOpened(int opened, int wanted, string why, string remedy) => Say(
        $"meari: 접속 {Number(wanted)}개 가운데 {Number(opened)}개만 열 수 있어 재지 않았습니다. {why}. {remedy}",
        $"meari: only {Number(opened)} of {Number(wanted)} connections could be opened, so nothing was measured: {why}. {remedy}").TrimEnd();

    public string TooFewDescriptors(int wanted, long limit) => Say(
        $"meari: 접속 {Number(wanted)}개에는 디스크립터가 모자랍니다. 이 프로세스의 한도는 {Units.Count(limit)}개입니다. 'ulimit -n {Number(wanted + 100)}'로 늘리세요(루트가 아니면 하드 한도까지).",
        $"meari: {Number(wanted)} connections need more descriptors than this process may have ({Units.Count(limit)}). Raise the limit with 'ulimit -n {Number(wanted + 100)}' (up to the hard limit, unless you are root).");

    public string RaiseDescriptors => Say("'ulimit -n'으로 한도를 늘리세요.", "Raise the limit with 'ulimit -n'.");

    public string PortsUsedUp => Say("포트를 다 썼습니다", "all ports are in use");

    public string MorePorts => Say(
        "'sysctl net.ipv4.ip_local_port_range'의 범위를 넓히거나, 127.0.0.0/8에서 주소를 바꿔 가며 접속할 수 있는 127.0.0.1로 재세요.",
        "Widen 'sysctl net.ipv4.ip_local_port_range', or measure 127.0.0.1, which is connected to from many addresses.");

    /// <summary>The server went away in the middle of a run.</summary>
    /// <param name="address">Its address.</param>
    /// <param name="why">How that showed.</param>
    /// <param name="isReported">Whether what was measured until then is shown.</param>
    public string ServerLost(string address, string why, bool isReported) => Say(
        $"meari: {address} 서버가 없어졌습니다. {why}.{(isReported ? " 그때까지 잰 결과입니다." : "")}",
        $"meari: the server at {address} has gone: {why}.{(isReported ? " This is what was measured until then." : "")}");

    public string NothingAnswered => Say(
        "meari: 재는 시간에 보내기로 한 요청이 하나도 응답받지 못했습니다. --duration을 늘리거나, --rate를 줄이거나, 서버를 살펴보세요.",
        "meari: no request of the measured time was answered. Measure for longer (--duration), ask for less (--rate), or look at the server.");

    /// <summary>Connections that each request opens anew come as often as requests do.</summary>
    public string ConnectRateIsRate => Say(
        "meari: --mode connect에서는 --connect-rate가 정하는 접속이 없습니다. 초당 접속 횟수는 --rate로 정하세요.",
        "meari: with --mode connect there are no connections that --connect-rate is about. Use --rate to say how many are made in a second.");

    /// <summary>All connections of a run that opens no others are over, though the server may still be there.</summary>
    public string NoneLeft(string address, string why) => Say(
        $"meari: {address} 서버와의 접속이 하나도 남지 않았습니다. {why}. 그때까지 잰 결과입니다.",
        $"meari: no connection to {address} is left: {why}. This is what was measured until then.");

    public string NoEcho(string address) => Say(
        $"meari: {address} 서버가 보낸 그대로 돌려주지 않습니다. 에코 서버가 아니라면 --mode stream --direction up 또는 down을 쓰세요.",
        $"meari: the server at {address} does not send back what it gets. If it is no echo server, use --mode stream with --direction up or down.");

    /// <summary>Connections were opened, but the echo that shows that the server works did not come, or not all of it.</summary>
    public string NoEchoInTime(string address, TimeSpan limit) => Say(
        $"meari: {address} 서버가 보낸 데이터를 {Duration(limit)} 안에 모두 돌려주지 않아 재지 않았습니다. 에코 서버인지 확인하거나 --timeout을 늘리세요.",
        $"meari: the server at {address} did not send back all that it got within {Duration(limit)}, so nothing was measured. Check that it is an echo server, or give a longer --timeout.");

    public string LogNeeded => Say("meari: HdrHistogram 로그 파일을 하나 이상 쓰세요.", "meari: name one HdrHistogram log or more.");

    public string NotAHistogramLog(string file) => Say(
        $"meari: '{Escape.Text(file)}': HdrHistogram 로그가 아닙니다.",
        $"meari: '{Escape.Text(file)}' is not an HdrHistogram log.");

    public string DamagedHistogramLog(string file, int line) => Say(
        $"meari: '{Escape.Text(file)}'의 {Number(line)}번째 줄이 손상되었습니다.",
        $"meari: line {Number(line)} of '{Escape.Text(file)}' is damaged.");

    /// <summary>The last line has no end; the rest is read.</summary>
    public string LogEndsEarly(string file, int line) => Say(
        $"meari: '{Escape.Text(file)}'의 마지막 {Number(line)}번째 줄이 쓰다 만 상태라 그 줄을 빼고 읽었습니다.",
        $"meari: '{Escape.Text(file)}' ends in the middle of line {Number(line)}, which is left out.");

    public string NamelessLog => Say(
        "meari: 파일 이름 하나가 비어 있습니다. HdrHistogram 로그의 이름을 쓰세요.",
        "meari: one of the file names is empty; name an HdrHistogram log.");

    public string EmptyHistogramLog(string file) => Say(
        $"meari: '{Escape.Text(file)}'에는 기록된 값이 없습니다.",
        $"meari: nothing is recorded in '{Escape.Text(file)}'.");

    public string TooManyLogs(int most) => Say(
        $"meari: 한 번에 비교할 수 있는 로그는 {Number(most)}개까지입니다. 합치려면 --merge를 쓰세요.",
        $"meari: at most {Number(most)} logs can be compared at once. To add them up, use --merge.");

    public string CannotWriteReport(string file, string why, bool isPrinted) => Say(
        $"meari: '{Escape.Text(file)}'에 쓸 수 없습니다. {why}.{(isPrinted ? " 결과는 표준 출력에 있습니다." : "")}",
        $"meari: cannot write to '{Escape.Text(file)}': {why}.{(isPrinted ? " The result is on standard output." : "")}");
}
