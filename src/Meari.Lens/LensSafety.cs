using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Meari.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Meari.Lens;

/// <summary>
/// Who may ask, and for what. Any page that somebody visits can send requests to this machine, and any name can be made to point to it (DNS rebinding); so the name asked
/// for must be ours, a page that asks must be ours, and an act needs what only our page can know. Beyond this machine, whoever asks for what was seen must also have the key.
/// </summary>
/// <param name="needsKey">Whether the page can be opened from elsewhere.</param>
internal sealed class LensSafety(bool needsKey)
{
    public const int MostBody = 64 << 10;

    /// <summary>Where a browser shows the key, which it has from the address that somebody opened.</summary>
    public const string Entrance = "/api/enter";

    const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>What our page sends with each act; another page can send the header to nobody, and cannot read this.</summary>
    public string Token { get; } = Secret();

    /// <summary>What a browser must have; null where none is needed.</summary>
    public string? Key { get; } = needsKey ? Secret() : null;

    static string Secret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    /// <exception cref="LensException">It is refused.</exception>
    public void Check(HttpRequest request)
    {
        string[] hosts = [.. Names(request.HttpContext.Connection)];
        if (!hosts.Contains(request.Headers.Host.ToString(), StringComparer.OrdinalIgnoreCase))
            throw Refused(421, new("이 주소의 서버가 아닙니다. meari가 알린 주소로 여십시오.", "This server has another name; open the address that meari has told."));
        StringValues origin = request.Headers.Origin;
        if (origin.Count > 0 && !hosts.Any(host => origin.ToString().Equals("http://" + host, StringComparison.OrdinalIgnoreCase)))
            throw Refused(403, new("다른 페이지의 요청은 받지 않습니다.", "Requests of other pages are refused."));
        bool isPost = HttpMethods.IsPost(request.Method), enters = request.Path == Entrance;
        if (!isPost && !HttpMethods.IsGet(request.Method))
            throw Refused(405, new("GET과 POST만 됩니다.", "Only GET and POST are allowed."));
        // The page itself holds nothing that was seen, and is what shows the key.
        if (Key is not null && !enters && request.Path.StartsWithSegments("/api") && !IsSame(request.Cookies[CookieOf(request)], Key))
            throw NoKey;
        if (isPost)
            CheckPost(request, enters);
    }

    void CheckPost(HttpRequest request, bool enters)
    {
        if (!enters && !IsSame(request.Headers["X-Meari-Page"].ToString(), Token))
            throw Refused(403, new("X-Meari-Page가 이 페이지의 것이 아닙니다. 페이지를 다시 여십시오.", "X-Meari-Page is not this page's; open the page again."));
        string type = request.ContentType?.Split(';')[0].Trim() ?? "";
        if (!type.Equals("application/json", StringComparison.OrdinalIgnoreCase))
            throw Refused(415, new("요청은 application/json이어야 합니다.", "A request is application/json."));
        if (request.ContentLength > MostBody)
            throw TooLarge;
    }

    /// <summary>Lets a browser in that shows the key: from then on it sends it with each request of our page, and with no other page's.</summary>
    /// <exception cref="LensException">It is another key.</exception>
    public void Enter(HttpContext context, string? key)
    {
        if (Key is null)
            return;
        if (!IsSame(key, Key))
            throw NoKey;
        context.Response.Cookies.Append(CookieOf(context.Request), Key, new() { HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/" });
    }

    /// <summary>A browser gives a host's cookies to all its ports.</summary>
    static string CookieOf(HttpRequest request) => string.Create(CultureInfo.InvariantCulture, $"meari-{request.HttpContext.Connection.LocalPort}");

    /// <summary>In a time that tells nothing of where they differ.</summary>
    static bool IsSame(string? shown, string secret) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(shown ?? ""), Encoding.UTF8.GetBytes(secret));

    /// <summary>The address that was reached; on the loopback all its names. An address as such cannot be made to point elsewhere.</summary>
    static IEnumerable<string> Names(ConnectionInfo connection)
    {
        IPAddress reached = connection.LocalIpAddress ?? IPAddress.Loopback;
        reached = reached.IsIPv4MappedToIPv6 ? reached.MapToIPv4() : reached;
        string[] names = IPAddress.IsLoopback(reached) ? ["127.0.0.1", "localhost", "[::1]"] : [NameOf(reached)];
        return names.Select(name => Host(name, connection.LocalPort));
    }

    /// <summary>As it stands in a browser's address, where no scope can.</summary>
    public static string NameOf(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{new IPAddress(address.GetAddressBytes())}]" : address.ToString();

    public static LensException TooLarge => Refused(413, new("요청이 64 KiB보다 큽니다.", "The request is larger than 64 KiB."));

    static LensException NoKey => Refused(401, new(
        "열쇠가 없거나 다릅니다. meari lens가 알린 주소를 # 뒤까지 모두 넣어 여십시오.",
        "The key is missing or wrong; open the whole address that meari lens has told, with what follows the #."));

    public static void SetHeaders(HttpResponse response)
    {
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
        response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        response.Headers.CacheControl = "no-cache";
    }

    /// <summary>A browser leaves HTTP's own port out.</summary>
    static string Host(string name, int port) => port == 80 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}:{port}");

    static LensException Refused(int status, Words words) => new(status, words);
}
