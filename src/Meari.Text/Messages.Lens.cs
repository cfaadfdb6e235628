namespace Meari.Text;

/// <summary>What <c>meari lens</c> says.</summary>
internal sealed partial class Messages
{
    /// <param name="page">The page's address.</param>
    /// <param name="port">The port of the connection that can be acted on.</param>
    public string LensOpens(string page, int port) => Say(
        $"브라우저에서 {Escape.Text(page)} 을(를) 여십시오. 대기 소켓의 포트 번호는 {port}입니다.",
        $"Open {Escape.Text(page)} in a browser. The listening socket's port is {port}.");

    /// <param name="page">The page's address.</param>
    /// <param name="port">The port that is watched.</param>
    public string LensWatches(string page, int port) => Say(
        $"브라우저에서 {Escape.Text(page)} 을(를) 여십시오. 포트 {port}의 접속을 봅니다.",
        $"Open {Escape.Text(page)} in a browser. It shows the connections of port {port}.");

    /// <param name="page">The page's address.</param>
    public string LensServes(string page) => Say(
        $"브라우저에서 {Escape.Text(page)} 을(를) 여십시오. 이 서버의 접속을 봅니다.",
        $"Open {Escape.Text(page)} in a browser. It shows this server's connections.");

    public string LensIsOpen() => Say(
        "이 주소를 아는 사람은 누구나 페이지를 보고 조작할 수 있습니다. 암호화하지 않으므로 믿는 네트워크에서만 쓰십시오.",
        "Whoever has this address can see the page and act on it. It is not encrypted: for networks that you trust.");

    /// <param name="address">The page's.</param>
    public string NoPageAddress(string address) => Say(
        $"meari: 페이지를 열지 못했습니다. 이 컴퓨터에는 {Escape.Text(address)} 주소가 없습니다. --listen에 이 컴퓨터의 주소를 주십시오.",
        $"meari: the page cannot be opened: this machine does not have the address {Escape.Text(address)}; give --listen one of its own.");

    /// <param name="port">The page's port.</param>
    public string NoPagePort(int port) => Say(
        $"meari: 페이지의 포트를 얻지 못했습니다. {port}번과 그다음 포트를 모두 쓰고 있습니다. --port로 다른 포트를 고르십시오.",
        $"meari: the page has no port: {port} and those after it are taken; choose another with --port.");

    /// <param name="error">The errno's name.</param>
    public string NoStage(string error) => Say(
        $"meari: 직접 조작할 접속을 만들지 못했습니다({Escape.Text(error)}).",
        $"meari: the connection to act on could not be made ({Escape.Text(error)}).");

    /// <param name="port">Both are this one.</param>
    public string PageWatchesItself(int port) => Say(
        $"meari: 페이지와 볼 접속의 포트가 같습니다({port}). --port로 페이지의 포트를 바꾸십시오.",
        $"meari: the page and what is watched have the same port ({port}); give the page another with --port.");
}
