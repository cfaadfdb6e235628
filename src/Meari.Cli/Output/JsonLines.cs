using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Meari.Cli.Output;

/// <summary>Makes one JSON object a line. Docs: docs/command.md lists the events and their members.</summary>
internal static class JsonLines
{
    static readonly JsonWriterOptions Options = new()
    {
        // Hangul stays readable; what has been escaped for a terminal needs no escaping again, and control characters are always escaped.
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    };

    /// <summary>An object with the event's name and the time (UTC, RFC 3339) first.</summary>
    public static string Event(string name, TimeProvider time, Action<Utf8JsonWriter> members)
    {
        ArrayBufferWriter<byte> buffer = new(256);
        using (Utf8JsonWriter writer = new(buffer, Options))
        {
            writer.WriteStartObject();
            writer.WriteString("event", name);
            writer.WriteString("time", time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
            members(writer);
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>The connection's number and both its addresses.</summary>
    public static void WriteConnection(this Utf8JsonWriter writer, TcpConnection connection)
    {
        writer.WriteNumber("connection", connection.Id);
        writer.WriteString("local", Address(connection.LocalEndPoint));
        writer.WriteString("remote", Address(connection.RemoteEndPoint));
    }

    /// <summary>Why the connection ended, and how much it moved.</summary>
    public static void WriteEnd(this Utf8JsonWriter writer, TcpCloseReason reason, long received, long sent)
    {
        writer.WriteString("reason", Name(reason.Kind.ToString()));
        if (reason.Outcome != TcpOutcome.Done)
            writer.WriteString("outcome", Name(reason.Outcome.ToString()));
        if (reason.Error != 0)
            writer.WriteNumber("errno", reason.Error);
        writer.WriteNumber("received", received);
        writer.WriteNumber("sent", sent);
    }

    /// <summary>HOST:PORT, with an IPv4 client of an IPv6 socket as IPv4.</summary>
    public static string Address(IPEndPoint endPoint) =>
        (endPoint.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(endPoint.Address.MapToIPv4(), endPoint.Port) : endPoint).ToString();

    static string Name(string pascal) => JsonNamingPolicy.SnakeCaseLower.ConvertName(pascal);
}
