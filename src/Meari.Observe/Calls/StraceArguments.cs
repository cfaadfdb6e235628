using System.Globalization;
using System.Net;

namespace Meari.Observe.Calls;

/// <summary>What strace -yy says of a descriptor.</summary>
/// <param name="Number">The descriptor.</param>
/// <param name="Protocol"><c>TCP</c>, <c>TCPv6</c>, <c>socket</c> where strace could not tell, else something that is no TCP socket.</param>
/// <param name="Inode">The socket's inode where strace gives it in place of addresses; else 0.</param>
/// <param name="Local">Its address, if it has one.</param>
/// <param name="Remote">The peer's, if it has one.</param>
internal readonly record struct StraceDescriptor(int Number, string Protocol, long Inode, IPEndPoint? Local, IPEndPoint? Remote)
{
    public bool IsTcp => Protocol is "TCP" or "TCPv6";

    /// <summary>A socket of a kind that strace could not find out.</summary>
    public bool IsUnknownSocket => Protocol is "socket";
}

/// <summary>The arguments of a call, as strace -xx -yy writes them. Nothing here throws; what is not understood is null or nothing.</summary>
internal static class StraceArguments
{
    /// <summary>The most arguments that are told apart; system calls have six at most.</summary>
    const int MaxArguments = 8;

    /// <summary>The arguments, parted at the commas outside of brackets and strings.</summary>
    public static List<string> Split(string text)
    {
        List<string> arguments = [];
        int depth = 0, from = 0;
        bool isString = false;
        for (int i = 0; i < text.Length && arguments.Count < MaxArguments; i++)
        {
            char c = text[i];
            if (isString)
            {
                i += c == '\\' ? 1 : 0;
                isString = c != '"';
            }
            else if (c == '"')
            {
                isString = true;
            }
            else if (c is '(' or '[' or '{')
            {
                depth++;
            }
            else if (c is ')' or ']' or '}')
            {
                depth--;
            }
            else if (c == ',' && depth == 0)
            {
                arguments.Add(text[from..i].Trim());
                from = i + 1;
            }
        }
        if (arguments.Count < MaxArguments && text[from..].Trim() is { Length: > 0 } last)
            arguments.Add(last);
        return arguments;
    }

    /// <summary><c>4&lt;TCP:[127.0.0.1:9000-&gt;127.0.0.1:54321]&gt;</c> and its kin.</summary>
    public static StraceDescriptor? Descriptor(ReadOnlySpan<char> text)
    {
        int open = text.IndexOf('<');
        ReadOnlySpan<char> number = open < 0 ? text : text[..open];
        if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int descriptor))
            return null;
        int close = text.LastIndexOf('>');
        return open >= 0 && close > open
            ? Decorated(descriptor, text[(open + 1)..close])
            : new StraceDescriptor(descriptor, "", 0, null, null);
    }

    /// <summary>What stands between the angle brackets.</summary>
    public static StraceDescriptor Decorated(int descriptor, ReadOnlySpan<char> text)
    {
        StraceDescriptor seen = new(descriptor, "", 0, null, null);
        int colon = text.IndexOf(":[");
        if (colon < 0 || !text.EndsWith("]"))
            return seen;
        seen = text[..colon] switch
        {
            "TCP" => seen with { Protocol = "TCP" },
            "TCPv6" => seen with { Protocol = "TCPv6" },
            "socket" => seen with { Protocol = "socket" },
            _ => seen,
        };
        ReadOnlySpan<char> inner = text[(colon + 2)..^1];
        if (long.TryParse(inner, NumberStyles.None, CultureInfo.InvariantCulture, out long inode))
            return seen with { Inode = inode };
        int arrow = inner.IndexOf("->");
        return arrow < 0
            ? seen with { Local = EndPoint(inner) }
            : seen with { Local = EndPoint(inner[..arrow]), Remote = EndPoint(inner[(arrow + 2)..]) };
    }

    static IPEndPoint? EndPoint(ReadOnlySpan<char> text) => IPEndPoint.TryParse(text, out IPEndPoint? parsed) ? Unmapped(parsed) : null;

    static IPEndPoint Unmapped(IPEndPoint endPoint) =>
        endPoint.Address.IsIPv4MappedToIPv6 ? new(endPoint.Address.MapToIPv4(), endPoint.Port) : endPoint;

    /// <summary>A sockaddr: <c>{sa_family=AF_INET, sin_port=htons(9000), sin_addr=inet_addr("…")}</c>; null for other families.</summary>
    public static IPEndPoint? Address(string text)
    {
        const string Port = "htons(";
        int at = text.IndexOf(Port, StringComparison.Ordinal);
        int quote = text.IndexOf('"', StringComparison.Ordinal);
        if (!text.StartsWith("{sa_family=AF_INET", StringComparison.Ordinal) || at < 0 || quote < 0)
            return null;
        ReadOnlySpan<char> digits = text.AsSpan(at + Port.Length);
        int end = digits.IndexOf(')');
        Span<byte> bytes = stackalloc byte[64];
        int length = Bytes(text.AsSpan(quote), bytes, out _);
        Span<char> address = stackalloc char[64];
        if (end < 0 || !ushort.TryParse(digits[..end], NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
            return null;
        int written = System.Text.Encoding.Latin1.GetChars(bytes[..length], address);
        return IPAddress.TryParse(address[..written], out IPAddress? parsed) ? Unmapped(new(parsed, port)) : null;
    }

    /// <summary>A number, or null.</summary>
    public static long? Number(ReadOnlySpan<char> text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null;

    /// <summary>The sum of the <c>iov_len</c> members.</summary>
    public static long? VectorLength(string text)
    {
        const string Member = "iov_len=";
        long? sum = null;
        for (int at = 0; text.IndexOf(Member, at, StringComparison.Ordinal) is >= 0 and int next; at = next + Member.Length)
        {
            ReadOnlySpan<char> digits = text.AsSpan(next + Member.Length);
            int end = digits.IndexOfAnyExceptInRange('0', '9');
            // A vector of which this much is asked for is nonsense, and must not overflow.
            if (Number(end < 0 ? digits : digits[..end]) is >= 0 and <= int.MaxValue and long length)
                sum = (sum ?? 0) + length;
        }
        return sum;
    }

    /// <summary>The bytes of a string, or of all <c>iov_base</c> strings of a vector one after the other, as far as there is room.</summary>
    public static int AllBytes(string text, Span<byte> bytes)
    {
        int length = 0;
        for (int at = 0; length < bytes.Length && at < text.Length && text.IndexOf('"', at) is >= 0 and int quote;)
        {
            length += Bytes(text.AsSpan(quote), bytes[length..], out int consumed);
            at = quote + consumed;
        }
        return length;
    }

    /// <summary>The bytes of a quoted string: hexadecimal as -xx writes all, and the other escapes of C, which it does not need.</summary>
    static int Bytes(ReadOnlySpan<char> text, Span<byte> bytes, out int consumed)
    {
        int length = 0, i = 1;
        while (i < text.Length && text[i] != '"')
        {
            int value = text[i];
            int width = 1;
            if (value == '\\' && i + 1 < text.Length)
                (value, width) = Escaped(text[(i + 1)..]);
            if (length < bytes.Length)
                bytes[length++] = (byte)value;
            i += width;
        }
        consumed = Math.Min(i + 1, text.Length);
        return length;
    }

    static (int Value, int Width) Escaped(ReadOnlySpan<char> text)
    {
        if (text.Length >= 3 && text[0] == 'x' && byte.TryParse(text[1..3], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte hex))
            return (hex, 4);
        return text[0] switch
        {
            'n' => ('\n', 2),
            't' => ('\t', 2),
            'r' => ('\r', 2),
            'v' => ('\v', 2),
            'f' => ('\f', 2),
            char other => (other, 2),
        };
    }
}
