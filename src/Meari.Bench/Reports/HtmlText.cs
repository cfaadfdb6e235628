using System.Net;

namespace Meari.Bench.Reports;

/// <summary>Text in a page.</summary>
internal static class HtmlText
{
    public static string Escape(string text) => WebUtility.HtmlEncode(Text.Escape.Text(text));
}
