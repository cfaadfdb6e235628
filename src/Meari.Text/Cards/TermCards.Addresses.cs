namespace Meari.Text;

/// <summary>Addresses, and the structures that hold them.</summary>
internal static partial class TermCards
{
    public static IReadOnlyList<Card> Addresses { get; } =
    [
        Term("four-values", new("네 주소 값", "the four address values"),
            new("지역 IP 주소, 지역 포트 번호, 원격 IP 주소, 원격 포트 번호. 이 넷이 접속을 다른 접속과 구별합니다.",
                "Local IP address, local port, remote IP address, remote port: these four tell a connection from all others."),
            new CardSection("언제 결정되나", "When each is decided",
                new("bind()", "서버의 지역 IP 주소와 지역 포트 번호.", "The server's local IP address and port."),
                new("accept()", "통신 소켓의 네 값 모두. 원격이 클라이언트입니다.", "All four of the accepted socket; remote is the client."),
                new("connect()", "클라이언트의 원격 IP 주소와 원격 포트 번호. bind()를 하지 않았으면 지역 IP 주소와 지역 포트 번호도.",
                    "The client's remote IP address and port; without bind(), the local ones too.")),
            More(new CardLine("한쪽의 지역 주소가 상대의 원격 주소입니다. netstat에서 두 줄이 서로 뒤바뀌어 보이는 까닭입니다(중간에 주소를 바꾸는 NAT가 없다면).",
                "One side's local address is the other's remote one, which is why netstat's two lines look exchanged (unless a NAT between them changes addresses).")),
            SeeIt("meari sockets -p 9000"))
            with { Aliases = ["네 값", "주소 값", "address values", "4-tuple", "connection", "접속"], SeeAlso = ["local-address", "remote-address", "protocol"] },

        Term("ip-address", new("IP 주소", "IP address"),
            new("네트워크에서 호스트(정확히는 그 네트워크 인터페이스)를 가리키는 주소입니다.", "The address of a host in the network, more exactly of one of its network interfaces."),
            More(
                new("IPv4", "32비트. 192.0.2.1처럼 씁니다.", "32 bits, written as 192.0.2.1."),
                new("IPv6", "128비트. 2001:db8::1처럼 쓰며, ::는 이어진 0을 줄인 것입니다.", "128 bits, written as 2001:db8::1, where :: stands for a run of zeros."),
                new("127.0.0.1, ::1", "루프백: 이 컴퓨터 자신. 밖으로 나가지 않습니다.", "Loopback: this machine itself; nothing leaves it."),
                new("0.0.0.0, ::", "bind()에서는 이 컴퓨터의 모든 주소(INADDR_ANY, in6addr_any).", "In bind(): every address of this machine (INADDR_ANY, in6addr_any).")),
            DotNet(new CardLine("IPAddress. IPAddress.Any, IPAddress.Loopback, IPAddress.IPv6Any, IPAddress.IPv6Loopback이 있습니다.",
                "IPAddress, with IPAddress.Any, IPAddress.Loopback, IPAddress.IPv6Any and IPAddress.IPv6Loopback.")),
            Source("RFC 791(IPv4), RFC 4291(IPv6)", "RFC 791 (IPv4), RFC 4291 (IPv6)"))
            with { Aliases = ["address", "주소", "INADDR_ANY", "in6addr_any", "loopback", "루프백", "localhost", "wildcard"], SeeAlso = ["port", "local-address", "ipv6"] },

        Term("port", new("포트 번호", "port"),
            new("한 호스트 안에서 통신하는 프로그램(소켓)을 구별하는 번호, 0부터 65535까지입니다.", "A number from 0 to 65535 that tells the communicating programs (sockets) of one host apart."),
            More(
                new("0", "bind()에 쓰면 운영체제가 빈 포트를 고릅니다. 통신에는 쓰지 않습니다.", "In bind(): the system chooses a free one. It is never used to communicate."),
                new("1–1023", "잘 알려진 포트. 리눅스에서는 root(CAP_NET_BIND_SERVICE)만 bind()할 수 있습니다.", "Well-known ports; on Linux only root (CAP_NET_BIND_SERVICE) may bind() them."),
                new("1024–49151", "등록된 포트. 교재의 9000도 여기에 있습니다.", "Registered ports; the chapter's 9000 is one."),
                new("49152–65535", "임시 포트를 위한 범위. 리눅스의 기본값은 32768–60999입니다.", "For ephemeral ports; Linux's default is 32768–60999.")),
            Source("RFC 6335", "RFC 6335"))
            with { Aliases = ["포트", "port number"], SeeAlso = ["ephemeral-port", "bind", "ip-address"] },

        Term("ephemeral-port", new("임시 포트", "ephemeral port"),
            new("bind()하지 않은 소켓이 connect()할 때 운영체제가 골라 주는 지역 포트 번호입니다.", "The local port that the system picks when a socket without bind() connects."),
            More(
                new("슬라이드의 14641이 그것이며, 실행할 때마다 다릅니다.", "The slide's 14641 is one; it differs from run to run."),
                new("리눅스에서는 net.ipv4.ip_local_port_range(기본 32768–60999), 윈도우에서는 49152–65535에서 고릅니다.",
                    "Linux takes it from net.ipv4.ip_local_port_range (32768–60999 by default), Windows from 49152–65535."),
                new("다 쓰면 리눅스의 connect()는 EADDRNOTAVAIL로 실패합니다.", "When all are taken, Linux's connect() fails with EADDRNOTAVAIL.")))
            with { Aliases = ["임시 포트 번호", "dynamic port", "동적 포트"], SeeAlso = ["port", "connect", "local-address"] },

        Term("local-address", new("지역 주소", "local address"),
            new("서버 또는 클라이언트 자신의 IP 주소와 포트 번호입니다.", "A server's or client's own IP address and port."),
            More(
                new("서버는 bind()로 정하고, 클라이언트는 보통 connect()할 때 운영체제가 정하게 합니다.", "A server decides it with bind(); a client usually lets the system decide in connect()."),
                new("대기 소켓의 지역 IP 주소가 0.0.0.0이라도, 통신 소켓에서는 클라이언트가 접속해 온 실제 주소입니다.",
                    "Even if the listening socket's is 0.0.0.0, an accepted socket has the very address that the client connected to."),
                new("getsockname()으로 알아냅니다.", "getsockname() tells it.")),
            DotNet(new CardLine("socket.LocalEndPoint입니다.", "socket.LocalEndPoint.")))
            with { Aliases = ["local", "지역", "지역 IP 주소", "지역 포트 번호", "local IP address", "local port"], SeeAlso = ["bind", "remote-address", "four-values"] },

        Term("remote-address", new("원격 주소", "remote address"),
            new("서버 또는 클라이언트가 통신하는 상대의 IP 주소와 포트 번호입니다.", "The IP address and port of the peer that a server or client talks to."),
            More(
                new("클라이언트는 connect()로 정하고, 서버는 accept()로 알게 됩니다. 대기 소켓에는 없습니다.",
                    "A client decides it with connect(), a server learns it from accept(). A listening socket has none."),
                new("getpeername()으로 알아냅니다.", "getpeername() tells it.")),
            DotNet(new CardLine("socket.RemoteEndPoint입니다.", "socket.RemoteEndPoint.")))
            with { Aliases = ["remote", "원격", "원격 IP 주소", "원격 포트 번호", "remote IP address", "remote port", "foreign address"], SeeAlso = ["connect", "accept", "local-address"] },

        Term("byte-order", new("바이트 순서", "byte order"),
            new("여러 바이트로 된 수를 어느 쪽 바이트부터 늘어놓는지를 말합니다. 네트워크에서는 큰 쪽부터입니다(빅 엔디언).",
                "Which end of a number of several bytes comes first; in the network it is the big end."),
            More(
                new("9000은 16진수로 0x2328입니다. 네트워크 바이트 순서로는 23 28, x86의 호스트 바이트 순서로는 28 23입니다.",
                    "9000 is 0x2328: 23 28 in network byte order, 28 23 in the host byte order of x86."),
                new("htons(), htonl()", "호스트 → 네트워크(16비트, 32비트). sockaddr_in에 넣을 때.", "Host to network (16 and 32 bits), for what goes into sockaddr_in."),
                new("ntohs(), ntohl()", "네트워크 → 호스트. sockaddr_in에서 꺼낼 때.", "Network to host, for what is read from it."),
                new("htons()를 잊고 9000을 넣으면 0x2823, 즉 10275번 포트가 됩니다.", "Without htons(), 9000 becomes 0x2823, port 10275.")),
            DotNet(new CardLine("IPEndPoint가 알아서 바꿉니다. 직접 할 때는 BinaryPrimitives입니다.", "IPEndPoint sees to it; by hand it is BinaryPrimitives.")))
            with { Aliases = ["endian", "엔디언", "big endian", "network byte order", "네트워크 바이트 순서", "호스트 바이트 순서", "htons", "htonl", "ntohs", "ntohl"], SeeAlso = ["sockaddr_in", "bind", "port"] },

        Term("sockaddr_in", new("sockaddr_in", "sockaddr_in"),
            new("IPv4 소켓 주소 구조체입니다.", "The structure that holds an IPv4 socket address."),
            new CardSection("멤버", "Members",
                new("sin_family", "AF_INET.", "AF_INET."),
                new("sin_port", "포트 번호, 네트워크 바이트 순서(htons()).", "The port, in network byte order (htons())."),
                new("sin_addr", "IPv4 주소 32비트, 네트워크 바이트 순서. inet_pton()이 문자열에서 만듭니다.", "The IPv4 address, 32 bits in network byte order; inet_pton() makes it from text."),
                new("sin_zero", "sockaddr와 크기(16바이트)를 맞추는 자리. 0으로 채웁니다.", "Fills it up to the size of sockaddr, 16 bytes; zero.")),
            More(
                new("헤더: 윈도우는 <winsock2.h>(inet_pton()은 <ws2tcpip.h>), 리눅스는 <netinet/in.h>(inet_pton()은 <arpa/inet.h>).",
                    "Header: <winsock2.h> on Windows (inet_pton(): <ws2tcpip.h>), <netinet/in.h> on Linux (inet_pton(): <arpa/inet.h>)."),
                new("함수에는 (struct sockaddr *)로 바꾸어 그 크기와 함께 넘깁니다.", "Calls take it as (struct sockaddr *), with its size.")),
            DotNet(new CardLine("IPEndPoint입니다.", "IPEndPoint.")))
            with { Aliases = ["sockaddr", "소켓 주소 구조체", "AF_INET"], SeeAlso = ["sockaddr_in6", "byte-order", "bind", "connect"] },

        Term("sockaddr_in6", new("sockaddr_in6", "sockaddr_in6"),
            new("IPv6 소켓 주소 구조체입니다.", "The structure that holds an IPv6 socket address."),
            new CardSection("멤버", "Members",
                new("sin6_family", "AF_INET6.", "AF_INET6."),
                new("sin6_port", "포트 번호, 네트워크 바이트 순서(htons()).", "The port, in network byte order (htons())."),
                new("sin6_flowinfo", "흐름 정보. 보통 0.", "Flow information; usually 0."),
                new("sin6_addr", "IPv6 주소 16바이트. 모든 주소는 in6addr_any입니다.", "The IPv6 address, 16 bytes; in6addr_any for every address."),
                new("sin6_scope_id", "링크 로컬 주소(fe80::)의 인터페이스 번호. 다른 주소에서는 0.", "The interface of a link-local address (fe80::); 0 for others.")),
            More(new CardLine("크기는 28바이트입니다. 헤더: 윈도우는 <ws2tcpip.h>, 리눅스는 <netinet/in.h>.", "It has 28 bytes. Header: <ws2tcpip.h> on Windows, <netinet/in.h> on Linux.")),
            DotNet(new CardLine("이것도 IPEndPoint입니다. 범위 ID는 IPAddress.ScopeId에 있습니다.", "IPEndPoint too; the scope id is IPAddress.ScopeId.")))
            with { Aliases = ["AF_INET6"], SeeAlso = ["sockaddr_in", "ipv6", "scope-id"] },
    ];
}
