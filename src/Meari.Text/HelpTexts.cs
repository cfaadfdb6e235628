namespace Meari.Text;

/// <summary>What <c>--help</c> says, in one language: one sentence for each command and option.</summary>
internal sealed class HelpTexts(Language language)
{
    public string Root => Say(
        "메아리: 속이 들여다보이는 TCP 서버와 클라이언트. 교재의 에코 서버와 클라이언트를 실제로 쓸 수 있게 만들었습니다.",
        "Meari: a TCP server and client that you can see through, from a textbook's echo server and client.");

    public string Usage => Say("사용법", "Usage");

    public string Commands => Say("명령", "Commands");

    public string Arguments => Say("인수", "Arguments");

    public string Options => Say("옵션", "Options");

    public string Examples => Say("예", "Examples");

    /// <summary>With a no-break space, so that it stays on one line.</summary>
    public string Default(string value) => Say($"[기본값:\u00a0{value}]", $"[default:\u00a0{value}]");

    public string Help => Say("이 도움말을 표시합니다.", "Show this help.");

    public string Version => Say("버전을 표시합니다.", "Show the version.");

    public string Lang => Say(
        "표시 언어(ko 또는 en). 없으면 LC_ALL, LC_MESSAGES, LANG을 따릅니다.",
        "The language, ko or en. Default: what LC_ALL, LC_MESSAGES or LANG says.");

    public string Serve => Say(
        "서버를 실행합니다. 종료는 Ctrl-C입니다.",
        "Run the server. Ctrl-C ends it.");

    public string ServeAddresses => Say(
        "접속을 기다릴 주소. HOST:PORT, [IPv6]:PORT, :PORT이며 여러 개를 쓸 수 있습니다. 없으면 IPv6와 IPv4를 함께 기다립니다.",
        "Where to listen: HOST:PORT, [IPv6]:PORT or :PORT; several are allowed. Without one, IPv6 and IPv4 together.");

    public string ServeIPv4 => Say("IPv4 접속만 기다립니다.", "Listen on IPv4 only.");

    public string ServeIPv6 => Say("IPv6 접속만 기다립니다.", "Listen on IPv6 only.");

    public string Port => Say("주소에 포트 번호가 없을 때의 포트 번호. 0이면 운영체제가 정합니다.", "The port where an address has none; 0 lets the system choose.");

    public string Backlog => Say("접속 대기 큐의 길이.", "The length of the accept queue.");

    public string Service => Say(
        "서비스: echo(받은 대로 돌려줌), discard(받아서 버림), chargen(글자를 계속 보냄).",
        "The service: echo (sends back), discard (throws away), chargen (sends characters without end).");

    public string ServeEncoding => Say(
        "받은 데이터를 표시할 때의 문자 인코딩(utf-8, cp949 등) 또는 hex. 돌려보내는 바이트는 바뀌지 않습니다.",
        "How received bytes are shown: a character encoding (utf-8, cp949, …) or hex. What goes back is not touched.");

    public string OneAtATime => Say(
        "한 클라이언트와의 접속이 끝난 뒤에야 다음 접속을 수용합니다. 나머지는 접속 대기 큐에서 기다립니다.",
        "Serve one client to its end before accepting the next; the others wait in the accept queue.");

    public string Book => Say(
        "교재의 프로그램과 똑같이: IPv4(-6이면 IPv6), 포트 번호 9000, 한 번에 한 클라이언트, 512바이트씩 수신.",
        "Exactly the chapter's program: IPv4 (with -6, IPv6), port 9000, one client at a time, 512-byte receives.");

    public string Quiet => Say("받은 데이터를 표시하지 않습니다.", "Do not show received data.");

    public string Json => Say("한 줄에 JSON 객체 하나씩 출력합니다.", "One JSON object a line on standard output.");

    public string Explain => Say(
        "소켓 함수 호출, TCP 상태, 세그먼트, 송수신 버퍼를 시퀀스 다이어그램으로 그리고 단계마다 설명해 표준 오류에 출력합니다.",
        "Draw the socket calls, TCP states, segments and both buffers as a sequence diagram on standard error, and explain each step.");

    public string Drain => Say(
        "끝낼 때 접속이 끝나기를 기다리는 시간. 지나면 강제 종료합니다.",
        "When stopping, how long connections may take to finish before they are cut off.");

    public string MaxConnections => Say("동시에 열어 두는 최대 접속 수. 넘으면 거절합니다(RST).", "The most connections at once; more are refused (RST).");

    public string IdleTimeout => Say("이 시간 동안 데이터가 오가지 않는 접속을 종료합니다.", "Close a connection on which nothing has moved for so long.");

    public string ReusePort => Say("다른 프로세스와 포트를 함께 씁니다(SO_REUSEPORT).", "Share the port with other processes (SO_REUSEPORT).");

    public string Engine => Say(
        "바이트를 옮기는 엔진: auto, io_uring, epoll, sockets. 쓸 수 없는 엔진이면 그다음으로 빠른 것을 씁니다.",
        "What moves the bytes: auto, io_uring, epoll or sockets. Where one cannot be used, the next best is.");

    public string Threads => Say(
        "접속을 나누어 맡는 스레드의 수. 없으면 쓸 수 있는 프로세서마다 하나입니다. sockets 엔진에는 해당하지 않습니다.",
        "How many threads share the connections. Default: one for each processor that may be used. The sockets engine ignores it.");

    public string Connect => Say(
        "서버에 접속해 메시지를 보내고 돌려받습니다. 빈 줄이나 Ctrl-D로 끝냅니다.",
        "Connect to a server, send messages and show what comes back. An empty line or Ctrl-D ends it.");

    public string ConnectAddress => Say(
        "접속할 서버. HOST:PORT, [IPv6]:PORT, :PORT. 없으면 127.0.0.1:9000입니다.",
        "The server: HOST:PORT, [IPv6]:PORT or :PORT. Without one, 127.0.0.1:9000.");

    public string ConnectIPv4 => Say("이름의 IPv4 주소만 씁니다.", "Use only a name's IPv4 addresses.");

    public string ConnectIPv6 => Say("이름의 IPv6 주소만 씁니다. 주소가 없으면 [::1]에 접속합니다.", "Use only a name's IPv6 addresses; without an address, connect to [::1].");

    public string ConnectPort => Say("주소에 포트 번호가 없을 때의 포트 번호.", "The port where the address has none.");

    public string Message => Say(
        "표준 입력 대신 보낼 메시지. 여러 번 쓸 수 있습니다.",
        "Send this instead of standard input; may be given several times.");

    public string Raw => Say(
        "바이트를 그대로 양쪽으로 옮깁니다(nc처럼). 입력이 끝나면 FIN을 보내고, 서버가 FIN을 보낼 때까지 받은 것을 출력합니다.",
        "Move bytes unchanged both ways, as nc does: FIN at the end of input, and print until the server's FIN.");

    public string ConnectEncoding => Say(
        "보내고 표시할 때의 문자 인코딩(utf-8, cp949 등) 또는 hex.",
        "The character encoding for sending and showing (utf-8, cp949, …), or hex.");

    public string Timeout => Say(
        "접속과, 응답의 다음 바이트를 기다리는 최대 시간. 없으면 접속은 10s, 응답은 끝까지 기다립니다.",
        "The longest wait for the connection, and for the next bytes of an answer. Default: 10s for the connection, no limit for answers.");

    public string Lab => Say(
        "교재의 실험을 실제 소켓으로 해 보고 스스로 확인합니다. 이름이 없으면 실험의 목록을 표시합니다.",
        "Run the chapter's experiments on real sockets, each with checks of its claims. Without a name, list them.");

    public string LabName => Say("실험의 이름.", "The experiment's name.");

    public string LabByHand => Say(
        "실습(4-1, 4-2, 4-3)을 직접 합니다. 할 일을 하나씩 알려 주고, 소켓 표에 보이면 다음으로 넘어갑니다.",
        "Make the steps of an exercise (4-1, 4-2, 4-3) yourself: each is said, and the next one follows when it is seen in the socket table.");

    public string LabPort => Say("직접 할 때 서버의 포트 번호.", "The server's port, where you make the steps yourself.");

    public string LabAll => Say("모든 실험을 하고 표로 정리합니다.", "Run every experiment, and end with a table.");

    public string LabJson => Say("실험마다 보고서를 JSON 객체 하나로 한 줄에 출력합니다.", "One JSON object a line, the report of each experiment, instead of the story.");

    public string LabHtml => Say("제출하거나 인쇄할 수 있는 보고서를 HTML 파일 하나로 만듭니다.", "Write a report to hand in or to print: one self-contained HTML file.");

    public string LabOutput => Say(
        "본 것을 파일에 기록합니다('meari watch --replay'로 다시 봄).",
        "Record what is seen in a file, for 'meari watch --replay'.");

    public string LabQuiet => Say("시퀀스 다이어그램 없이 단계와 확인만 표시합니다.", "Show the steps and checks without the sequence diagram.");

    public string Watch => Say(
        "이 컴퓨터의 TCP 프로그램에서 일어나는 일을 시퀀스 다이어그램으로 보여 줍니다: 소켓 함수 호출, TCP 상태, 세그먼트, 송수신 버퍼. Ctrl-C로 끝냅니다.",
        "Show what happens in a TCP program on this machine as a sequence diagram: its socket calls, TCP states, segments and both buffers. Ctrl-C ends it.");

    public string WatchAddress => Say(
        "볼 접속의 주소: :PORT, IPv4:PORT, [IPv6]:PORT. 없으면 프로그램의 모든 접속이며, 프로그램도 없으면 :9000입니다.",
        "Whose connections: :PORT, IPv4:PORT or [IPv6]:PORT. Without one, all of the program's; without a program, :9000.");

    public string WatchPort => Say("볼 접속의 포트 번호. ':PORT'와 같습니다.", "The port to watch, the same as ':PORT'.");

    public string WatchPid => Say("이미 실행 중인 프로그램의 프로세스 번호.", "The process id of a program that runs already.");

    public string WatchExplain => Say("단계마다 교재의 말로 한 문장씩 설명합니다.", "Explain each step in one sentence, in the chapter's words.");

    public string WatchOutput => Say("본 것을 파일에 기록합니다(한 줄에 JSON 객체 하나).", "Record what is seen in a file, one JSON object a line.");

    public string WatchReplay => Say("지금 일어나는 일 대신 기록한 파일을 보여 줍니다.", "Show a recording instead of what happens now.");

    public string WatchSpeed => Say("기록을 보여 주는 빠르기(배). max는 기다리지 않습니다.", "How many times faster than it was to show a recording; max does not wait.");

    public string WatchPcapng => Say("세그먼트를 Wireshark가 여는 파일에 기록합니다.", "Write the segments to a file that Wireshark opens.");

    public string WatchJson => Say("시퀀스 다이어그램 대신 한 줄에 JSON 객체 하나씩 출력합니다.", "One JSON object a line on standard output, instead of the diagram.");

    public string WatchProgramOutput => Say("프로그램의 출력을 그림에 넣지 않고 파일에 씁니다.", "Write the program's output to a file instead of into the picture.");

    public string Lens => Say(
        "브라우저로 TCP를 봅니다. 실제 접속 하나를 직접 조작하거나, 다른 프로그램의 접속을 봅니다. Ctrl-C로 끝냅니다.",
        "See TCP in a browser: a real connection to act on, or the connections of another program. Ctrl-C ends it.");

    public string LensAddress => Say(
        "볼 접속의 주소: :PORT, IPv4:PORT, [IPv6]:PORT. 없으면 직접 조작할 접속을 만듭니다.",
        "Whose connections to watch: :PORT, IPv4:PORT or [IPv6]:PORT. Without one, a connection to act on is made.");

    public string LensListen => Say(
        "페이지를 여는 주소. 다른 컴퓨터에서도 열 수 있는 주소이면 알려 주는 열쇠가 있어야 열립니다.",
        "Where the page can be opened. If that is not this machine alone, it opens only with the key that is printed.");

    public string ServeLens => Say(
        "이 서버의 접속을 브라우저로 봅니다(http://127.0.0.1:9080/).",
        "Show this server's connections in a browser too (http://127.0.0.1:9080/).");

    public string LensPort => Say("페이지의 포트 번호. 쓰고 있으면 그다음 빈 포트를 씁니다.", "The page's port; if it is taken, the next free one.");

    public string WatchDuration => Say("이 시간이 지나면 끝냅니다.", "End after so long.");

    public string WatchCount => Say("이벤트를 이만큼 보면 끝냅니다.", "End after so many events.");

    public string WatchWidth => Say(
        "그림의 너비(칸). 없으면 터미널의 너비이고, 터미널이 아니면 100입니다.",
        "The picture's width in columns. Default: the terminal's, and 100 where there is none.");

    public string NoColor => Say(
        "색을 쓰지 않습니다. 환경 변수 NO_COLOR도 같은 뜻이고, CLICOLOR_FORCE는 터미널이 아니어도 색을 쓰게 합니다.",
        "No colours; NO_COLOR in the environment says the same, and CLICOLOR_FORCE asks for them off a terminal too.");

    public string Sockets => Say(
        "이 컴퓨터의 TCP 소켓을 표시합니다. netstat의 표에 큐, 타이머, 프로세스, TCP_INFO를 더한 것입니다.",
        "Show this machine's TCP sockets: netstat's table, with queues, timers, processes and TCP_INFO.");

    public string SocketsPort => Say("지역이나 원격의 포트 번호가 이것인 소켓만.", "Only sockets with this port, local or remote.");

    public string SocketsState => Say(
        "이 상태의 소켓만: listen, established, time-wait 등. 쉼표로 이어 쓰거나 여러 번 쓸 수 있습니다.",
        "Only sockets in this state: listen, established, time-wait …; several with commas, or by giving it again.");

    public string SocketsProcess => Say("이 프로세스(이름 또는 PID)의 소켓만. 여러 번 쓸 수 있습니다.", "Only sockets of this process, by name or PID; may be given several times.");

    public string SocketsIPv4 => Say(
        "IPv4로 통신하거나 IPv4 접속을 받을 수 있는 소켓만.",
        "Only sockets that speak IPv4 or would take an IPv4 connection.");

    public string SocketsIPv6 => Say(
        "IPv6로 통신하거나 IPv6 접속을 받을 수 있는 소켓만.",
        "Only sockets that speak IPv6 or would take an IPv6 connection.");

    public string SocketsInformation => Say(
        "소켓마다 TCP_INFO(RTT, 혼잡 윈도우, 재전송 등)를 단위와 뜻과 함께 표시합니다.",
        "Under each socket show TCP_INFO (RTT, congestion window, retransmissions …), with units and meanings.");

    public string SocketsNetstat => Say(
        "윈도우의 netstat -a -n -p tcp처럼 출력합니다(-6이면 -p tcpv6).",
        "Print the lines of Windows's netstat -a -n -p tcp (with -6, -p tcpv6).");

    public string SocketsWatch => Say(
        "이 시간마다 다시 읽어 새 것, 바뀐 것, 없어진 것을 색으로 표시합니다. 터미널이 아니면 바뀐 것만 한 줄씩 출력합니다.",
        "Look again every so often, and colour what is new, changed or gone; off a terminal print changes as lines.");

    public string ExplainCommand => Say(
        "교재의 함수, TCP 상태, 용어, 오류를 하나씩 설명합니다.",
        "Explain a call, TCP state, term or error of the chapter.");

    public string ExplainTerm => Say(
        "설명할 것. 여러 단어는 따옴표 없이 써도 되고, 한국어와 영어, 오류 번호 모두 됩니다. 없으면 설명할 수 있는 것을 모두 표시합니다.",
        "What to explain, in English or Korean, or an error by its number; several words need no quotes. Without one, all that can be explained is listed.");

    public string ExplainJson => Say("한 줄에 JSON 객체 하나씩, 두 언어로 출력합니다.", "One JSON object a line for each card, in both languages.");

    public string ExplainMore => Say("meari explain TERM이 하나를 설명합니다. 예: meari explain accept", "meari explain TERM explains one, for example: meari explain accept");

    public string SeeAlso => Say("함께 볼 것", "See also");

    public string Completion => Say(
        "셸 자동 완성 스크립트를 출력합니다.",
        "Print a completion script for a shell.");

    public string Shell => Say("bash, zsh, fish 가운데 하나.", "bash, zsh or fish.");

    public string Bench => Say(
        "서버에 부하를 걸어 처리량과 지연 시간을 잽니다.",
        "Put load on a server, and measure its throughput and latency.");

    public string BenchAddress => Say(
        "잴 서버의 주소. HOST:PORT, [IPv6]:PORT, :PORT. 없으면 localhost:9000입니다.",
        "The server: HOST:PORT, [IPv6]:PORT or :PORT. Default: localhost:9000.");

    public string BenchMode => Say(
        "부하의 종류: echo(메시지를 보내고 돌아온 바이트를 모두 확인), stream(쉬지 않고 전송), connect(접속·에코·종료 반복), idle(접속을 열어 두기만 함).",
        "The load: echo (messages, every byte that comes back compared), stream (bytes without pause), connect (connect, echo, close), idle (connections that are only held).");

    public string BenchDirection => Say(
        "stream의 방향: both(보내고 돌려받음), up(보내기만), down(받기만).",
        "Which way a stream goes: both (and compared), up (sent only), down (received only).");

    public string BenchConnections => Say("동시에 열어 두는 접속 수.", "How many connections.");

    public string BenchPipeline => Say("접속마다 응답을 기다리지 않고 보내 두는 요청 수.", "Requests on their way at once on each connection.");

    public string BenchRate => Say(
        "초당 요청 수. 응답이 늦어도 예정대로 보내고, 지연 시간은 보낼 예정이던 때부터 잽니다. 없으면 응답을 받을 때마다 다음 요청을 보냅니다.",
        "Requests a second, due on a schedule whatever the server does; latency counts from when each was due. Without it the next is sent when one is answered.");

    public string BenchFindRate => Say(
        "이 지연 시간을 지키는 가장 높은 속도를 찾습니다. 예: 'p99<1ms'.",
        "Find the highest rate that keeps this latency, as in 'p99<1ms'.");

    public string BenchDuration => Say("재는 시간.", "How long to measure.");

    public string BenchRequests => Say("시간 대신, 잴 요청 수.", "How many requests to measure, instead of how long.");

    public string BenchSize => Say("메시지의 바이트 수. k, M을 붙일 수 있습니다. stream에서는 한 번에 보내는 크기이며 기본값이 16k입니다.", "Bytes of a message; k and M may follow. Of a stream, bytes of one send, 16k by default.");

    public string BenchMessage => Say("보낼 메시지(UTF-8).", "The message (UTF-8).");

    public string BenchMessageFile => Say("보낼 메시지가 든 파일.", "A file that is the message.");

    public string BenchWarmUp => Say("재기 전에 부하를 걸어 두는 시간. 결과에 넣지 않습니다.", "Load before the measured time; no figure has it.");

    public string BenchRamp => Say("부하를 0에서 끝까지 고르게 늘리는 시간. 준비 운전 앞에 옵니다.", "How long the load takes to grow from nothing, before the warm-up.");

    public string BenchConnectRate => Say("처음에 접속을 열 때 1초에 여는 수의 한도.", "The most connections opened in a second, at the start.");

    public string BenchKeep => Say("부하와 별도로 열어 두는, 놀고 있는 접속 수.", "Idle connections held beside the load.");

    public string BenchTimeout => Say("접속과 응답을 기다리는 시간.", "How long a connect or an answer may take.");

    public string BenchThreads => Say("부하를 만드는 스레드 수.", "Threads that make the load.");

    public string BenchJson => Say("결과를 JSON 객체 하나로 출력합니다.", "The result as one JSON object.");

    public string BenchHtml => Say("결과를 파일 하나로 된 웹 페이지로 저장합니다.", "The result as a page in one file.");

    public string BenchCsv => Say("초마다의 값을 CSV 파일로 저장합니다.", "Each second as a line of a CSV file.");

    public string BenchLog => Say("초마다의 히스토그램을 HdrHistogram 로그로 저장합니다.", "The histogram of each second as an HdrHistogram log.");

    public string BenchQuiet => Say("진행 상황을 표시하지 않습니다.", "Do not show progress.");

    public string BenchReport => Say(
        "HdrHistogram 로그를 읽어 비교하거나 합칩니다.",
        "Read HdrHistogram logs, and compare or merge them.");

    public string BenchReportFiles => Say("HdrHistogram 로그 파일. meari bench가 만든 것과 다른 프로그램이 만든 것(나노초 단위).", "HdrHistogram logs, of meari bench or of another program (in nanoseconds).");

    public string BenchReportMerge => Say("비교하는 대신 하나의 히스토그램으로 합칩니다.", "Add them up into one histogram, instead of comparing them.");

    public string BenchReportLog => Say("합친 히스토그램을 HdrHistogram 로그로 저장합니다.", "The merged histogram as an HdrHistogram log.");

    string Say(string korean, string english) => language == Language.Korean ? korean : english;
}
