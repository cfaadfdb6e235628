using System.Globalization;
using System.Net;
using Meari.Text;

namespace Meari.Observe;

/// <summary>A call as text, as much of it as a column holds: <c>send(16) → 16 "…"</c>, <c>send() → 16</c>.</summary>
internal static class CallLabel
{
    public static string Of(CallEvent call, int width)
    {
        string result = Result(call);
        string arguments = Arguments(call);
        bool quiet = call is { Result: 0, Error: null } && !IsTransfer(call.Name) && AcceptedPeer(call) is null;
        string[] candidates =
        [
            call.Data is { Length: > 0 } data ? $"{call.Name}({arguments}){result} \"{data}\"" : $"{call.Name}({arguments}){result}",
            $"{call.Name}({arguments}){result}",
            quiet ? $"{call.Name}({arguments})" : $"{call.Name}(){result}",
            $"{call.Name}(){result}",
            // The port alone tells one client of a host from another.
            AcceptedPeer(call) is { } peer ? $"{call.Name}() → :{peer.Port}" : $"{call.Name}(){result}",
        ];
        // Text that was moved is shown even if only its beginning fits, as long as that is worth it.
        const int LeastData = 6;
        if (candidates[0].Length > candidates[1].Length && Columns.Width(candidates[1]) + LeastData <= width)
            return Columns.Cut(candidates[0], width);
        return Array.Find(candidates, text => Columns.Width(text) <= width) ?? Columns.Cut(candidates[^1], width);
    }

    static string Arguments(CallEvent call) => call.Arguments
        ?? (IsTransfer(call.Name) ? call.Requested : call.Descriptor)?.ToString(CultureInfo.InvariantCulture)
        ?? "";

    static string Result(CallEvent call) => call switch
    {
        { Error: { } error } => " ✗ " + error,
        _ when AcceptedPeer(call) is { } peer => $" → {peer}",
        { Result: { } result } => string.Create(CultureInfo.InvariantCulture, $" → {result}"),
        { Duration: null } => " …",
        _ => "",
    };

    /// <summary>Meari's own accept has no descriptor to show: it shows who connected.</summary>
    static IPEndPoint? AcceptedPeer(CallEvent call) => call is { Name: "accept", Descriptor: null, Error: null, Result: >= 0 } ? call.Remote : null;

    /// <summary>Whether its result is a count of bytes, so that 0 says something.</summary>
    public static bool IsTransfer(string name) => IsSend(name) || IsReceive(name);

    public static bool IsSend(string name) => name is "send" or "sendto" or "sendmsg" or "sendmmsg" or "write" or "writev" or "sendfile" or "splice";

    public static bool IsReceive(string name) => name is "recv" or "recvfrom" or "recvmsg" or "recvmmsg" or "read" or "readv";
}
