using System.Globalization;

namespace Meari.Observe.Calls;

/// <summary>
/// Reads lines of <c>strace -f --absolute-timestamps=format:unix,precision:ns --syscall-times=ns -yy -xx</c>. With -xx no string of the
/// program's can hold a parenthesis, a quote or an end of line, so that what looks like the end of a call is one.
/// </summary>
/// <remarks>Source: strace(1), "Output format"; strace 6.1.</remarks>
internal static class StraceParser
{
    /// <summary>The longest line that is read, in characters: 64 vectors of 64 bytes, each byte as four characters, and room.</summary>
    public const int MaxLine = 64 * 1024;

    const string Unfinished = "<unfinished ...>", Detached = "<detached ...>";

    /// <summary>Reads a line; never throws.</summary>
    /// <param name="text">Without its end of line.</param>
    /// <param name="isPartial">Whether strace has not finished it.</param>
    /// <param name="line">What it says.</param>
    /// <returns>Whether it was understood.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, bool isPartial, out StraceLine line)
    {
        line = default;
        if (text.Length > MaxLine)
            return false;
        int thread = ReadThread(ref text);
        if (thread < 0 || !TryReadTime(ref text, out long time))
            return false;
        StraceLine seen = new() { Kind = StraceLineKind.Other, Thread = thread, Time = time, Name = "", Arguments = "" };
        if (text.StartsWith("+++ "))
        {
            // "+++ superseded by execve in pid 7 +++": the thread goes on under another number.
            line = seen with { Kind = StraceLineKind.Ended, Exit = ReadExit(text) };
            return !isPartial && text.EndsWith(" +++");
        }
        if (text.StartsWith("--- "))
        {
            line = seen;
            return !isPartial;
        }
        return text.StartsWith("<... ") ? !isPartial && TryReadResumed(text[5..], seen, out line) : TryReadCall(text, isPartial, seen, out line);
    }

    /// <summary><c>+++ exited with 3 +++</c>; <c>+++ killed by SIGSEGV (core dumped) +++</c>.</summary>
    static int? ReadExit(ReadOnlySpan<char> text)
    {
        const string Exited = "+++ exited with ", Killed = "+++ killed by ";
        if (text.StartsWith(Exited))
        {
            text = text[Exited.Length..];
            return text.IndexOf(' ') is > 0 and int end && byte.TryParse(text[..end], NumberStyles.None, CultureInfo.InvariantCulture, out byte code) ? code : null;
        }
        if (!text.StartsWith(Killed))
            return null;
        text = text[Killed.Length..];
        return text.IndexOf(' ') is > 0 and int last && Signals.IndexOf(text[..last].ToString()) is >= 0 and int signal ? 128 + 1 + signal : null;
    }

    /// <summary>From 1 on, as x86 and arm number them.</summary>
    /// <remarks>Source: signal(7).</remarks>
    static readonly List<string> Signals =
    [
        "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGKILL", "SIGUSR1", "SIGSEGV", "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGTERM",
        "SIGSTKFLT", "SIGCHLD", "SIGCONT", "SIGSTOP", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGURG", "SIGXCPU", "SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGWINCH", "SIGIO", "SIGPWR", "SIGSYS",
    ];

    /// <summary>The thread's number, 0 if the line begins with the time, -1 if it is none of both.</summary>
    static int ReadThread(ref ReadOnlySpan<char> text)
    {
        int digits = text.IndexOfAnyExceptInRange('0', '9');
        if (digits <= 0)
            return -1;
        if (text[digits] == '.')
            return 0;
        if (text[digits] != ' ' || !int.TryParse(text[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out int thread))
            return -1;
        text = text[digits..].TrimStart(' ');
        return thread;
    }

    static bool TryReadTime(ref ReadOnlySpan<char> text, out long nanoseconds)
    {
        int end = text.IndexOf(' ');
        if (end < 0 || !TryReadSeconds(text[..end], out nanoseconds))
        {
            nanoseconds = 0;
            return false;
        }
        text = text[(end + 1)..];
        return true;
    }

    /// <summary>Seconds with up to nine decimals, as nanoseconds. Ten digits of seconds reach beyond the year 2200.</summary>
    static bool TryReadSeconds(ReadOnlySpan<char> text, out long nanoseconds)
    {
        nanoseconds = 0;
        int point = text.IndexOf('.');
        if (point is < 1 or > 10 || text.Length - point - 1 is < 1 or > 9
            || !long.TryParse(text[..point], NumberStyles.None, CultureInfo.InvariantCulture, out long seconds)
            || !long.TryParse(text[(point + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out long fraction))
        {
            return false;
        }
        for (int digits = text.Length - point - 1; digits < 9; digits++)
            fraction *= 10;
        // 9,999,999,999 seconds would not fit.
        return long.CreateSaturating((Int128)seconds * 1_000_000_000 + fraction) is var sum and < long.MaxValue && (nanoseconds = sum) >= 0;
    }

    static bool TryReadCall(ReadOnlySpan<char> text, bool isPartial, StraceLine seen, out StraceLine line)
    {
        line = default;
        int open = text.IndexOf('(');
        if (open is < 1 or > 40 || text[..open].ContainsAnyExcept(NameCharacters))
            return false;
        seen = seen with { Name = text[..open].ToString() };
        ReadOnlySpan<char> rest = text[(open + 1)..];
        if (FindEnd(rest, out ReadOnlySpan<char> result) is >= 0 and int end)
        {
            line = seen with { Kind = StraceLineKind.Call, Arguments = WithoutMark(rest[..end]).ToString() };
            return !isPartial && TryReadResult(result, ref line);
        }
        bool isBegun = rest.EndsWith(Unfinished) || rest.EndsWith(Detached);
        line = seen with { Kind = StraceLineKind.Begun, Arguments = WithoutMark(rest).ToString() };
        return isPartial || isBegun;
    }

    static readonly System.Buffers.SearchValues<char> NameCharacters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_");

    /// <summary><c>name resumed&gt;rest) = result</c>.</summary>
    static bool TryReadResumed(ReadOnlySpan<char> text, StraceLine seen, out StraceLine line)
    {
        const string Resumed = " resumed>";
        line = default;
        int end = text.IndexOf(Resumed);
        if (end is < 1 or > 40 || text[..end].ContainsAnyExcept(NameCharacters))
            return false;
        ReadOnlySpan<char> rest = text[(end + Resumed.Length)..];
        int close = FindEnd(rest, out ReadOnlySpan<char> result);
        if (close < 0)
            return false;
        line = seen with { Kind = StraceLineKind.Resumed, Name = text[..end].ToString(), Arguments = WithoutMark(rest[..close]).ToString() };
        return TryReadResult(result, ref line);
    }

    /// <summary>Where the parenthesis is that ends the arguments: the first one that spaces and an equals sign follow.</summary>
    static int FindEnd(ReadOnlySpan<char> text, out ReadOnlySpan<char> result)
    {
        for (int at = 0; text[at..].IndexOf(')') is >= 0 and int next; at += next + 1)
        {
            ReadOnlySpan<char> after = text[(at + next + 1)..];
            ReadOnlySpan<char> trimmed = after.TrimStart(' ');
            if (trimmed.StartsWith("= ") && trimmed.Length < after.Length)
            {
                result = trimmed[2..];
                return at + next;
            }
        }
        result = default;
        return -1;
    }

    static ReadOnlySpan<char> WithoutMark(ReadOnlySpan<char> arguments)
    {
        arguments = arguments.TrimEnd(' ');
        foreach (string mark in (ReadOnlySpan<string>)[Unfinished, Detached])
        {
            if (arguments.EndsWith(mark))
                return arguments[..^mark.Length].TrimEnd(' ');
        }
        return arguments;
    }

    /// <summary><c>4&lt;TCP:[…]&gt; &lt;0.000012345&gt;</c>, <c>-1 EPIPE (Broken pipe)</c>, <c>? ERESTARTSYS (…)</c>, <c>?</c>.</summary>
    static bool TryReadResult(ReadOnlySpan<char> text, ref StraceLine line)
    {
        text = text.TrimEnd(' ');
        int from = text.LastIndexOf(" <");
        if (from >= 0 && text.EndsWith(">") && TryReadSeconds(text[(from + 2)..^1], out long duration))
        {
            line = line with { Duration = duration };
            text = text[..from];
        }
        int end = text.IndexOfAny(' ', '<');
        ReadOnlySpan<char> number = end < 0 ? text : text[..end];
        if (number is not "?")
        {
            if (!TryReadNumber(number, out long result))
                return false;
            line = line with { Result = result };
        }
        text = end < 0 ? default : text[end..];
        if (text.StartsWith("<"))
        {
            int close = text.LastIndexOf('>');
            if (close < 0)
                return false;
            line = line with { ResultDecoration = text[1..close].ToString() };
            return true;
        }
        text = text.TrimStart(' ');
        int word = text.IndexOf(' ');
        ReadOnlySpan<char> error = word < 0 ? text : text[..word];
        if (error.Length is > 1 and < 32 && error[0] == 'E' && !error.ContainsAnyExcept(ErrorCharacters))
            line = line with { Error = error.ToString() };
        return true;
    }

    static readonly System.Buffers.SearchValues<char> ErrorCharacters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

    static bool TryReadNumber(ReadOnlySpan<char> text, out long number) => text.StartsWith("0x")
        ? long.TryParse(text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
}
