using System.Globalization;
using System.Net;
using System.Text;
using Meari.Observe;
using Meari.Text;

namespace Meari.Lab;

/// <summary>A browser and a web server are a TCP client and a TCP server: one page, by HTTP/1.1 (RFC 9112).</summary>
internal sealed class Web : Experiment
{
    const string HeadEnd = "\r\n\r\n", Page = "<!doctype html><title>Meari</title><p>안녕하세요.</p>";

    /// <summary>More than the request or the response has.</summary>
    const int BufferSize = 4096;

    public override string Name => "web";

    public override Words Slides => new("TCP 서버-클라이언트 구조 (1)~(3)", "TCP server-client structure (1)–(3)");

    public override Words Title => new("웹 브라우저는 TCP 클라이언트, 웹 서버는 TCP 서버", "A browser is a TCP client, a web server a TCP server");

    public override Words Question => new(
        "웹 브라우저가 웹 서버에서 페이지 하나를 받아 옵니다. 두 프로그램이 부르는 소켓 함수는 에코 서버와 클라이언트에 비해 어떨까요?",
        "A browser gets one page from a web server. How do their socket calls compare with those of the echo server and client?");

    public override IReadOnlyList<Words> Predictions =>
    [
        new("HTTP를 위한 소켓 함수를 따로 부른다", "There are calls of their own for HTTP"),
        new("같다. 주고받는 바이트의 뜻만 다르다", "They are the same; only what the bytes mean is different"),
        new("브라우저도 응답을 받으려고 listen()과 accept()를 부른다", "The browser too calls listen() and accept(), to take the response"),
    ];

    public override int Answer => 1;

    public override Words Because => new(
        "웹 브라우저는 connect()로 접속해서 요청을 send()하고, 웹 서버는 accept()한 통신 소켓에서 요청을 recv()하고 응답을 send()합니다. HTTP는 그 바이트를 어떻게 읽을지 정한 약속일 뿐입니다. 여기서는 서버가 응답을 보내고 먼저 닫으므로 브라우저의 recv()가 0을 리턴하고, TIME_WAIT은 서버 쪽에 남습니다. meari lens의 페이지도 이런 접속으로 열립니다.",
        "The browser connects with connect() and sends its request with send(); the web server takes it with recv() from the socket that accept() made, and sends its response. HTTP is no more than an agreement on how to read those bytes. Here the server closes first, after its response: the browser's recv() returns 0, and TIME_WAIT is at the server. The page of meari lens comes over such a connection too.");

    public override IReadOnlyList<string> Cards => ["client", "server", "tcp", "byte-stream"];

    public override async Task RunAsync(LabRun run)
    {
        run.Step("웹 서버를 실행합니다: socket(), bind(), listen(), accept().", "The web server is started: socket(), bind(), listen(), accept().");
        LabSocket listener = run.Listener();
        Task<string> server = run.Elsewhere(() => Serve(run, listener));

        run.Step($"웹 브라우저가 http://{run.Server}/ 를 엽니다: connect()하고 요청을 send()합니다.", $"A browser opens http://{run.Server}/: connect(), and the request by send().");
        LabSocket browser = run.Client();
        (IPEndPoint local, IPEndPoint remote) = (browser.Local!, browser.Remote!);
        string request = $"GET / HTTP/1.1\r\nHost: {run.Server}\r\nConnection: close{HeadEnd}";
        Show(run, "요청", "Request", request);
        LabRun.Must(browser.Send(Encoding.UTF8.GetBytes(request)));
        string received = await server;
        run.Check("서버가 recv()한 것은 브라우저가 send()한 바이트 그대로다", "What the server received is what the browser sent, byte for byte", received == request, $"{received.Length} = {request.Length}");

        run.Step("브라우저는 서버가 닫을 때까지 recv()합니다.", "The browser calls recv() until the server has closed.");
        (string response, CallResult last) = ReceiveAll(browser);
        browser.Close();
        Show(run, "응답", "Response", response);
        run.Check("응답은 상태 줄 HTTP/1.1 200 OK로 시작한다", "The response begins with the status line HTTP/1.1 200 OK", response.StartsWith("HTTP/1.1 200 OK\r\n", StringComparison.Ordinal), response.Split("\r\n")[0]);
        CheckBody(run, response);
        run.Check("서버가 닫으면 recv()는 0을 리턴한다", "When the server has closed recv() returns 0", last is { IsDone: true, Value: 0 }, last.ToString());
        await run.UntilAsync(() => LabRun.Find(run.Table(), remote, local)?.State == TcpState.TimeWait);
        run.Check("먼저 닫은 서버 쪽에 TIME_WAIT이 남고, 브라우저 쪽에는 남지 않는다", "TIME_WAIT is at the server, which closed first, and none at the browser", LabRun.Find(run.Table(), local, remote) is null, $"{remote} TIME_WAIT");

        await run.SettleAsync();
        CheckCalls(run);
        CheckStream(run, Encoding.UTF8.GetByteCount(request), Encoding.UTF8.GetByteCount(response));
    }

    /// <summary>A web server for one request: reads its head, which for GET is all, answers and closes.</summary>
    static string Serve(LabRun run, LabSocket listener)
    {
        LabSocket client = run.Accept(listener);
        byte[] buffer = new byte[BufferSize];
        int length = 0;
        while (length < buffer.Length && buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8) < 0 && client.Receive(buffer.AsMemory(length)) is { Value: > 0 } received)
            length += (int)received.Value;
        LabRun.Must(client.Send(Encoding.UTF8.GetBytes(
            $"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {Encoding.UTF8.GetByteCount(Page)}\r\nConnection: close{HeadEnd}{Page}")));
        client.Close();
        return Encoding.UTF8.GetString(buffer, 0, length);
    }

    static (string Text, CallResult Last) ReceiveAll(LabSocket browser)
    {
        byte[] buffer = new byte[BufferSize];
        int length = 0;
        CallResult last;
        while ((last = browser.Receive(buffer.AsMemory(length))) is { Value: > 0 })
            length += (int)last.Value;
        return (Encoding.UTF8.GetString(buffer, 0, length), last);
    }

    static void CheckBody(LabRun run, string response)
    {
        const string Field = "Content-Length: ";
        string[] parts = response.Split(HeadEnd, 2);
        string? field = parts[0].Split("\r\n").FirstOrDefault(static line => line.StartsWith(Field, StringComparison.Ordinal));
        int length = parts.Length == 2 ? Encoding.UTF8.GetByteCount(parts[1]) : -1;
        run.Check("본문은 Content-Length가 말하는 바이트 수만큼 온다", "The body has as many bytes as Content-Length says", field == Field + length.ToString(CultureInfo.InvariantCulture) && parts[1] == Page, $"{field}, {length}");
    }

    static void CheckCalls(LabRun run)
    {
        (string server, string browser) = (EchoPrograms.CallsOf(run, TimelineSide.Server), EchoPrograms.CallsOf(run, TimelineSide.Client));
        run.Check("웹 서버가 부른 함수는 TCP 서버의 것이다", "The web server's calls are a TCP server's", server == "socket bind listen accept recv send close", server);
        run.Check("웹 브라우저가 부른 함수는 TCP 클라이언트의 것이다", "The browser's calls are a TCP client's", browser == "socket connect send recv recv close", browser);
    }

    static void CheckStream(LabRun run, int request, int response) => run.CheckSegments(
        "세그먼트로 오간 데이터는 요청과 응답의 바이트뿐이고, FIN은 서버가 먼저 보낸다", "The segments carry the bytes of request and response and no others, and the server's FIN is first", () =>
        {
            SegmentEvent[] segments = [.. run.Events.OfType<SegmentEvent>().Where(static segment => !segment.Retransmission)];
            int Data(TimelineSide side) => segments.Where(segment => segment.Side == side).Sum(static segment => segment.Length);
            TimelineSide? first = segments.FirstOrDefault(static segment => segment.ControlBits.HasFlag(TcpControlBits.Fin))?.Side;
            return (Data(TimelineSide.Client) == request && Data(TimelineSide.Server) == response && first == TimelineSide.Server, $"{Data(TimelineSide.Client)}, {Data(TimelineSide.Server)}");
        });

    /// <summary>A line for each line, with the ends of lines that HTTP has.</summary>
    static void Show(LabRun run, string korean, string english, string text)
    {
        string[] lines = text.Split("\r\n");
        for (int i = 0; i < lines.Length; i++)
        {
            string line = i < lines.Length - 1 ? lines[i] + "\\r\\n" : lines[i];
            if (line.Length > 0)
                run.Observe(korean, english, line);
        }
    }
}
