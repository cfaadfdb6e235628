using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Meari.Lens;

/// <summary>The files of the page, which are in the assembly.</summary>
internal static class PageFiles
{
    const string Prefix = "Page/";

    static readonly FrozenDictionary<string, (byte[] Bytes, string Tag)> Files = Load();

    /// <returns>Whether there is such a file.</returns>
    public static async Task<bool> TrySendAsync(HttpContext context, string name)
    {
        if (!Files.TryGetValue(name, out (byte[] Bytes, string Tag) file))
            return false;
        context.Response.Headers.ETag = file.Tag;
        context.Response.ContentType = TypeOf(name);
        if (context.Request.Headers.IfNoneMatch == file.Tag)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return true;
        }
        context.Response.ContentLength = file.Bytes.Length;
        await context.Response.Body.WriteAsync(file.Bytes, context.RequestAborted);
        return true;
    }

    /// <summary>A file of the page as text.</summary>
    public static string Text(string name) => Encoding.UTF8.GetString(Files[name].Bytes);

    static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "application/octet-stream",
    };

    static FrozenDictionary<string, (byte[], string)> Load()
    {
        Assembly assembly = typeof(PageFiles).Assembly;
        Dictionary<string, (byte[], string)> files = [];
        foreach (string name in assembly.GetManifestResourceNames().Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using Stream stream = assembly.GetManifestResourceStream(name)!;
            byte[] bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            files.Add(name[Prefix.Length..], (bytes, $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..32]}\""));
        }
        return files.ToFrozenDictionary();
    }
}
