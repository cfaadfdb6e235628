namespace Meari.Text;

/// <summary>What <c>meari lens</c> says.</summary>
internal sealed partial class Messages
{
    /// <param name="page">The page's port.</param>
    /// <param name="port">The port of the connection that can be acted on.</param>
    public string LensOpens(int page, int port) => Say(
        $"브라우저에서 http://127.0.0.1:{page}/ 을(를) 여십시오. 대기 소켓의 포트 번호는 {port}입니다.",
        $"Open http://127.0.0.1:{page}/ in a browser. The listening socket's port is {port}.");

    /// <param name="page">The page's port.</param>
    /// <param name="port">The port that is watched.</param>
    public string LensWatches(int page, int port) => Say(
        $"브라우저에서 http://127.0.0.1:{page}/ 을(를) 여십시오. 포트 {port}의 접속을 봅니다.",
        $"Open http://127.0.0.1:{page}/ in a browser. It shows the connections of port {port}.");

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
