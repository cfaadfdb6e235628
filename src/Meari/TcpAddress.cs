using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Meari;

/// <summary>What is wrong with a text that should be an address.</summary>
public enum TcpAddressError
{
    /// <summary>Nothing is wrong.</summary>
    None,

    /// <summary>There is no text.</summary>
    Empty,

    /// <summary>The port is not a number from 0 to 65535.</summary>
    BadPort,

    /// <summary>An opening bracket has no closing one, or something other than a port follows it.</summary>
    BadBrackets,

    /// <summary>An IPv6 address without brackets, so that its port cannot be told.</summary>
    IPv6WithoutBrackets,

    /// <summary>What is in brackets is no IPv6 address.</summary>
    BadIPv6,

    /// <summary>Digits alone: a port needs its colon.</summary>
    DigitsOnly,

    /// <summary>The host has a character that no name or address has.</summary>
    BadHost,
}

/// <summary>Where to listen or to connect: a host, by name or by number, and a port.</summary>
/// <param name="Host">A name, an IPv4 or an IPv6 address without brackets, with its scope after % if it has one; empty where only a port was given.</param>
/// <param name="Port">0 to 65535.</param>
/// <remarks>Forms: <c>HOST:PORT</c>, <c>[V6]:PORT</c>, <c>[V6%SCOPE]:PORT</c>, <c>:PORT</c>, and <c>HOST</c> or <c>[V6]</c> where there is a default port. Source: RFC 3986, section 3.2.2; RFC 4007, section 11.</remarks>
public readonly record struct TcpAddress(string Host, int Port)
{
    /// <summary>The chapter's port.</summary>
    public const int DefaultPort = 9000;

    /// <summary>Reads an address.</summary>
    /// <param name="text">What to read.</param>
    /// <param name="address">The address, if it is one.</param>
    /// <param name="error">What is wrong, if it is not.</param>
    /// <param name="defaultPort">The port where the text has none.</param>
    /// <returns>Whether it is an address.</returns>
    public static bool TryParse(string? text, out TcpAddress address, out TcpAddressError error, int defaultPort = DefaultPort)
    {
        address = default;
        error = Split(text?.Trim() ?? "", out string host, out string? portText);
        if (error != TcpAddressError.None)
            return false;
        int port = defaultPort;
        if (portText is not null
            && (!int.TryParse(portText, NumberStyles.None, CultureInfo.InvariantCulture, out port) || port > IPEndPoint.MaxPort))
        {
            error = TcpAddressError.BadPort;
            return false;
        }
        address = new(host, port);
        return true;
    }

    /// <summary>Reads an address.</summary>
    /// <param name="text">What to read.</param>
    /// <returns>The address.</returns>
    /// <exception cref="FormatException">It is none.</exception>
    public static TcpAddress Parse(string text) => TryParse(text, out TcpAddress address, out TcpAddressError error)
        ? address
        : throw new FormatException($"'{text}' is no address ({error}): write HOST:PORT, [IPV6]:PORT or :PORT.");

    static TcpAddressError Split(string text, out string host, out string? port)
    {
        host = text;
        port = null;
        if (text.Length == 0)
            return TcpAddressError.Empty;
        if (text[0] == '[')
            return SplitBrackets(text, out host, out port);
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            return IsNumber(text) ? TcpAddressError.DigitsOnly : CheckHost(host);
        if (text.IndexOf(':', colon + 1) >= 0)
            return TryNumeric(text.Split('%')[0], out _) ? TcpAddressError.IPv6WithoutBrackets : TcpAddressError.BadHost;
        host = text[..colon];
        port = text[(colon + 1)..];
        return CheckHost(host);
    }

    static TcpAddressError SplitBrackets(string text, out string host, out string? port)
    {
        port = null;
        host = "";
        int end = text.IndexOf(']', StringComparison.Ordinal);
        if (end < 0)
            return TcpAddressError.BadBrackets;
        host = text[1..end];
        string rest = text[(end + 1)..];
        if (rest.Length > 0 && rest[0] != ':')
            return TcpAddressError.BadBrackets;
        port = rest.Length > 0 ? rest[1..] : null;
        return TryNumeric(host, out IPAddress? ip) && ip.AddressFamily == AddressFamily.InterNetworkV6
            ? TcpAddressError.None
            : TcpAddressError.BadIPv6;
    }

    /// <summary>A name whose last part is a number would be an IPv4 address in one of inet_aton's forms (127.1, 010.0.0.1), which few know.</summary>
    static TcpAddressError CheckHost(string host)
    {
        foreach (char c in host)
        {
            if (!char.IsLetterOrDigit(c) && c is not ('.' or '-' or '_'))
                return TcpAddressError.BadHost;
        }
        bool endsInNumber = host.Length > 0 && IsNumber(host.AsSpan(host.LastIndexOf('.') + 1));
        return !endsInNumber || TryNumeric(host, out _) ? TcpAddressError.None : TcpAddressError.BadHost;
    }

    static bool IsNumber(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');

    /// <summary>The numeric address; no host means [::].</summary>
    /// <returns>The end point.</returns>
    /// <exception cref="FormatException">The host is a name.</exception>
    public IPEndPoint ToEndPoint() => TryToEndPoint(out IPEndPoint? endPoint)
        ? endPoint
        : throw new FormatException($"'{Host}' is a name; a numeric address is needed here.");

    /// <summary>The numeric address, if it is one; no host means [::].</summary>
    /// <param name="endPoint">The end point.</param>
    /// <returns>Whether the host is a number rather than a name.</returns>
    public bool TryToEndPoint([NotNullWhen(true)] out IPEndPoint? endPoint)
    {
        endPoint = null;
        if (Host.Length == 0)
            endPoint = new(IPAddress.IPv6Any, Port);
        else if (TryNumeric(Host, out IPAddress? ip))
            endPoint = new(ip, Port);
        return endPoint is not null;
    }

    /// <summary>
    /// As inet_pton reads it: four decimal numbers, none of the short or octal forms that inet_aton takes, and no brackets, after which
    /// IPAddress would overlook a port.
    /// </summary>
    static bool TryNumeric(string host, [NotNullWhen(true)] out IPAddress? address) => host.Contains(':', StringComparison.Ordinal)
        ? IPAddress.TryParse(host, out address) && host[0] != '['
        : TryIPv4(host, out address);

    /// <summary>By hand: what IPAddress parses with is compiled anew whenever a program starts, which takes a millisecond.</summary>
    static bool TryIPv4(string host, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        Span<byte> bytes = stackalloc byte[4];
        int part = 0, digits = 0;
        foreach (char c in host)
        {
            if (c == '.' && digits > 0 && part < 3)
            {
                part++;
                digits = 0;
            }
            else if (char.IsAsciiDigit(c) && (digits == 0 || bytes[part] > 0) && (bytes[part] * 10) + c - '0' <= byte.MaxValue)
            {
                bytes[part] = (byte)((bytes[part] * 10) + c - '0');
                digits++;
            }
            else
            {
                return false;
            }
        }
        if (part < 3 || digits == 0)
            return false;
        address = new(BitConverter.ToUInt32(bytes));
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");
}
