using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Meari.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Meari.Lens;

/// <summary>
/// Who may ask, and for what. Any page that somebody visits can send requests to this machine, and any name can be made to point to it (DNS rebinding); so the name asked
/// for must be ours, a page that asks must be ours, and an act needs what only our page can know.
/// </summary>
internal sealed class LensSafety
{
    public const int MostBody = 64 << 10;

    const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    readonly byte[] _token;

    public LensSafety() => _token = Encoding.ASCII.GetBytes(Token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)));

    /// <summary>What our page sends with each act; another page can send the header to nobody, and cannot read this.</summary>
    public string Token { get; }

    /// <exception cref="LensException">It is refused.</exception>
    public void Check(HttpRequest request)
    {
        int port = request.HttpContext.Connection.LocalPort;
        string[] hosts = [Host("127.0.0.1", port), Host("localhost", port), Host("[::1]", port)];
        if (!hosts.Contains(request.Headers.Host.ToString(), StringComparer.OrdinalIgnoreCase))
            throw Refused(421, new("이 주소의 서버가 아닙니다.", "This server has another name."));
        StringValues origin = request.Headers.Origin;
        if (origin.Count > 0 && !hosts.Any(host => origin.ToString().Equals("http://" + host, StringComparison.OrdinalIgnoreCase)))
            throw Refused(403, new("다른 페이지의 요청은 받지 않습니다.", "Requests of other pages are refused."));
        if (HttpMethods.IsPost(request.Method))
            CheckPost(request);
        else if (!HttpMethods.IsGet(request.Method))
            throw Refused(405, new("GET과 POST만 됩니다.", "Only GET and POST are allowed."));
    }

    void CheckPost(HttpRequest request)
    {
        if (!CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(request.Headers["X-Meari-Page"].ToString()), _token))
            throw Refused(403, new("X-Meari-Page가 이 페이지의 것이 아닙니다. 페이지를 다시 여십시오.", "X-Meari-Page is not this page's; open the page again."));
        string type = request.ContentType?.Split(';')[0].Trim() ?? "";
        if (!type.Equals("application/json", StringComparison.OrdinalIgnoreCase))
            throw Refused(415, new("요청은 application/json이어야 합니다.", "A request is application/json."));
        if (request.ContentLength > MostBody)
            throw TooLarge;
    }

    public static LensException TooLarge => Refused(413, new("요청이 64 KiB보다 큽니다.", "The request is larger than 64 KiB."));

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
