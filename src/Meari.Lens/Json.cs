using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Meari.Text;

namespace Meari.Lens;

/// <summary>Writes JSON without reflection; Hangul stays readable.</summary>
internal static class Json
{
    static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    public static byte[] Write(Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> buffer = new(256);
        using Utf8JsonWriter writer = new(buffer, Options);
        write(writer);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary><c>"name":{"ko":"…","en":"…"}</c>, or null.</summary>
    public static void WriteWords(this Utf8JsonWriter writer, string name, Words? words)
    {
        writer.WritePropertyName(name);
        writer.WriteWords(words);
    }

    public static void WriteWords(this Utf8JsonWriter writer, Words? words)
    {
        if (words is not { } said)
        {
            writer.WriteNullValue();
            return;
        }
        writer.WriteStartObject();
        writer.WriteString("ko", said.Korean);
        writer.WriteString("en", said.English);
        writer.WriteEndObject();
    }
}
