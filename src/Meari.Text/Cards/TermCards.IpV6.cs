namespace Meari.Text;

/// <summary>What changes with IPv6.</summary>
internal static partial class TermCards
{
    public static IReadOnlyList<Card> IpV6 { get; } =
    [
        Term("ipv6", new("IPv6로 바꾸기", "IPv4 to IPv6"),
            new("IPv4 프로그램을 IPv6로 바꾸는 규칙입니다.", "The rules by which an IPv4 program becomes an IPv6 one."),
            More(
                new("필요하면 새로운 헤더 파일을 포함합니다(윈도우의 <ws2tcpip.h>).", "Include a new header where needed (<ws2tcpip.h> on Windows)."),
                new("소켓을 만들 때 AF_INET 대신 AF_INET6를 씁니다.", "Make the socket with AF_INET6 instead of AF_INET."),
                new("소켓 주소 구조체로 sockaddr_in 대신 sockaddr_in6를 씁니다. INADDR_ANY는 in6addr_any가 됩니다.", "Use sockaddr_in6 instead of sockaddr_in; INADDR_ANY becomes in6addr_any."),
                new("send()와 recv()는 그대로 씁니다. TCP는 달라지지 않기 때문입니다.", "send() and recv() stay as they are: TCP is the same.")),
            new CardSection("IPv6만 지원하나", "Is it IPv6 only?",
                new CardLine("슬라이드는 그렇다고 합니다. 윈도우에서는 맞습니다(IPV6_V6ONLY가 켜져 있음). 리눅스에서는 기본이 꺼져 있어, ::에서 기다리는 서버가 IPv4 접속도 받습니다.",
                    "The slide says so. That is true on Windows, where IPV6_V6ONLY is on; on Linux it is off by default, and a server that listens on :: takes IPv4 connections too.")),
            SeeIt("meari serve -6", "meari connect -6"))
            with { Aliases = ["ip version 6", "ipv4 to ipv6", "변환 규칙"], SeeAlso = ["sockaddr_in6", "ipv6-only", "dual-stack"] },

        Term("ipv6-only", new("IPv6 전용", "IPv6-only"),
            new("IPv6 소켓이 IPv6 접속만 다루게 하는 것. 옵션 IPV6_V6ONLY입니다.", "An IPv6 socket for IPv6 alone; the option IPV6_V6ONLY."),
            More(
                new("Windows", "기본은 켜짐.", "On by default."),
                new("Linux", "기본은 꺼짐(net.ipv6.bindv6only = 0).", "Off by default (net.ipv6.bindv6only = 0)."),
                new("bind()보다 먼저 정합니다. 켜면 같은 포트를 IPv4 소켓이 따로 쓸 수 있습니다.", "Set it before bind(). With it on, an IPv4 socket may have the same port for itself.")),
            DotNet(new CardLine("InterNetworkV6 소켓은 어디서나 켜져 있고, socket.DualMode = true로 끕니다.", "On everywhere for an InterNetworkV6 socket; socket.DualMode = true turns it off.")),
            Source("RFC 3493 5.3절", "RFC 3493, section 5.3"))
            with { Aliases = ["IPV6_V6ONLY", "V6ONLY", "bindv6only"], SeeAlso = ["dual-stack", "v4-mapped", "setsockopt"] },

        Term("dual-stack", new("이중 스택", "dual-stack"),
            new("IPv6 소켓 하나로 IPv6와 IPv4 접속을 함께 다루는 것입니다.", "One IPv6 socket serves IPv6 and IPv4 together."),
            More(
                new("IPV6_V6ONLY를 끄고 ::에 bind()합니다. IPv4 클라이언트의 주소는 ::ffff:192.0.2.1처럼 나타납니다.",
                    "Turn IPV6_V6ONLY off and bind() to ::. An IPv4 client's address looks like ::ffff:192.0.2.1."),
                new("메아리의 서버도 기본으로 이렇게 기다립니다.", "Meari's server listens so by default.")),
            SeeIt("meari serve", "meari sockets -p 9000"),
            DotNet(new CardLine("socket.DualMode = true, 또는 TcpListener.Create(9000)입니다.", "socket.DualMode = true, or TcpListener.Create(9000).")))
            with { Aliases = ["dual mode", "듀얼 스택", "DualMode"], SeeAlso = ["ipv6-only", "v4-mapped"] },

        Term("v4-mapped", new("IPv4 매핑 주소", "v4-mapped address"),
            new("IPv4 주소를 IPv6의 모양으로 적은 것. ::ffff:로 시작합니다.", "An IPv4 address in the form of IPv6; it begins with ::ffff:."),
            More(
                new("::ffff:127.0.0.1은 127.0.0.1입니다. 앞의 80비트는 0, 다음 16비트는 ffff, 나머지 32비트가 IPv4 주소입니다.",
                    "::ffff:127.0.0.1 is 127.0.0.1: 80 bits of 0, 16 of ffff, and the 32 of the IPv4 address."),
                new("프로그램 안에서만 IPv6처럼 보일 뿐, 네트워크로는 IPv4로 오갑니다.", "It looks like IPv6 only inside the program; on the network it is IPv4.")),
            DotNet(new CardLine("IPAddress.IsIPv4MappedToIPv6, MapToIPv4(), MapToIPv6()입니다.", "IPAddress.IsIPv4MappedToIPv6, MapToIPv4() and MapToIPv6().")),
            Source("RFC 4291 2.5.5.2절", "RFC 4291, section 2.5.5.2"))
            with { Aliases = ["IPv4-mapped", "::ffff:", "v4mapped", "IPv4 사상 주소"], SeeAlso = ["dual-stack", "ipv6-only"] },

        Term("scope-id", new("범위 ID", "scope id"),
            new("링크 로컬 주소(fe80::)가 어느 네트워크 인터페이스의 것인지 알리는 번호입니다.", "The number that says which network interface a link-local address (fe80::) belongs to."),
            More(
                new("같은 fe80:: 주소가 인터페이스마다 있을 수 있어, 주소만으로는 어디로 보낼지 알 수 없습니다.", "The same fe80:: address may exist on every interface, so it alone does not say where to send."),
                new("fe80::1%eth0처럼 % 뒤에 씁니다(윈도우에서는 %12처럼 번호). sockaddr_in6에서는 sin6_scope_id입니다.",
                    "It stands behind %, as in fe80::1%eth0 (on Windows a number, %12). In sockaddr_in6 it is sin6_scope_id."),
                new("빠뜨리면 connect()가 EINVAL(리눅스) 등으로 실패합니다.", "Without it connect() fails, on Linux with EINVAL.")),
            DotNet(new CardLine("IPAddress.ScopeId입니다.", "IPAddress.ScopeId.")),
            Source("RFC 4007", "RFC 4007"))
            with { Aliases = ["scope", "zone", "zone id", "link-local", "링크 로컬", "sin6_scope_id", "fe80"], SeeAlso = ["sockaddr_in6", "ip-address"] },
    ];
}
