using System.Globalization;
using System.Net;
using Meari.Text;

namespace Meari.Observe;

/// <summary>
/// A call as text, as much of it as a column holds: <c>send(4, 16) → 16 "…"</c>, <c>send(4) → 16</c>. As in C the descriptor comes first; it is left out
/// only where what the call says is no number that could be taken for one.
/// </summary>
internal static class CallLabel
{
    /// <summary>A column of this width shows how many bytes were asked for; a narrower one has more of the data instead, on all its lines.</summary>
    const int SizeFrom = 30;

    /// <summary>The beginning of the data is shown where there is room for a space, a quote, and two letters of it; that of an argument where it says something.</summary>
    const int LeastData = 5, LeastText = 6;

    public static string Of(CallEvent call, int width)
    {
        string result = Result(call), arguments = Arguments(call, width), descriptor = Number(call.Descriptor);
        string most = Call(call, Join(descriptor, arguments)), least = Call(call, descriptor);
        // That a call returned 0 says nothing but that it did not fail, except where 0 is a count.
        string shortResult = call is { Result: 0, Error: null } && !IsTransfer(call.Name) && AcceptedPeer(call) is null ? "" : result;
        string[] candidates = IsTransfer(call.Name)
            ? [most + result, least + result]
            : [most + result, most + shortResult, Call(call, arguments.Length > 0 ? arguments : descriptor) + shortResult];
        string fitting = Array.Find(candidates, text => Columns.Width(text) <= width) ?? Shortened(call, arguments, shortResult, width);
        if (call.Data is { Length: > 0 } data && Columns.Width(fitting) + LeastData <= width)
            return Columns.Cut($"{fitting} \"{data}\"", width);
        return fitting;
    }

    /// <summary>The beginning of its arguments, where they are an address or an option that is long; else its name and what came of it.</summary>
    static string Shortened(CallEvent call, string arguments, string result, int width)
    {
        int room = width - Columns.Width(Call(call, "") + result);
        if (call.Error is null && room >= LeastText && !IsTransfer(call.Name) && arguments.Length > 0 && call.Name != "socket")
            return Call(call, Columns.Cut(arguments, room)) + result;
        // The port alone tells one client of a host from another.
        string shortest = AcceptedPeer(call) is { } peer ? $" → :{peer.Port}" : result;
        string[] candidates = [Call(call, Number(call.Descriptor)) + result, Call(call, "") + result, Call(call, "") + shortest, call.Name + shortest];
        return Array.Find(candidates, text => Columns.Width(text) <= width) ?? Columns.Cut(candidates[^1], width);
    }

    static string Call(CallEvent call, string arguments) => $"{call.Name}({arguments})";

    static string Join(string first, string second) => first.Length > 0 && second.Length > 0 ? $"{first}, {second}" : first + second;

    static string Number(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";

    static string Arguments(CallEvent call, int width)
    {
        if (!IsTransfer(call.Name))
            return call.Arguments ?? "";
        // What was not all sent is only understood beside what should have been.
        bool isPart = IsSend(call.Name) && (call.Error is not null || call.Result < call.Requested);
        return width >= SizeFrom || isPart || call.Descriptor is null ? Join(Number(call.Requested), call.Arguments ?? "") : call.Arguments ?? "";
    }

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

    public static bool IsSend(string name) => name is "send" or "sendto" or "sendmsg" or "sendmmsg" or "write" or "writev" or "pwritev2" or "sendfile" or "splice";

    public static bool IsReceive(string name) => name is "recv" or "recvfrom" or "recvmsg" or "recvmmsg" or "read" or "readv" or "preadv2";
}
