using System.Text.Json;

namespace Meari.Text;

/// <summary>A card as JSON, in both languages, for programs and pages. docs/command.md lists the members.</summary>
internal static class CardJson
{
    /// <summary>Writes one card as an object.</summary>
    public static void Write(Utf8JsonWriter writer, Card card)
    {
        writer.WriteStartObject();
        writer.WriteString("name", card.Name);
        writer.WriteString("kind", NameOf(card.Kind));
        Write(writer, "title", card.Title);
        Write(writer, "summary", card.Summary);
        Write(writer, "aliases", card.Aliases);
        writer.WriteStartArray("sections");
        foreach (CardSection section in card.Sections)
            Write(writer, section);
        writer.WriteEndArray();
        Write(writer, "see", card.SeeAlso);
        writer.WriteEndObject();
    }

    static void Write(Utf8JsonWriter writer, string name, IReadOnlyList<string> values)
    {
        writer.WriteStartArray(name);
        foreach (string value in values)
            writer.WriteStringValue(value);
        writer.WriteEndArray();
    }

    static void Write(Utf8JsonWriter writer, CardSection section)
    {
        writer.WriteStartObject();
        Write(writer, "title", section.Title);
        if (section.IsCode)
            writer.WriteBoolean("code", true);
        writer.WriteStartArray("lines");
        foreach (CardLine line in section.Lines)
        {
            writer.WriteStartObject();
            if (line.Label is not null)
                writer.WriteString("label", line.Label);
            WriteBoth(writer, line.Text);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    static void Write(Utf8JsonWriter writer, string name, Words words)
    {
        writer.WriteStartObject(name);
        WriteBoth(writer, words);
        writer.WriteEndObject();
    }

    static void WriteBoth(Utf8JsonWriter writer, Words words)
    {
        writer.WriteString("ko", words.Korean);
        writer.WriteString("en", words.English);
    }

    static string NameOf(CardKind kind) => kind switch
    {
        CardKind.Call => "call",
        CardKind.State => "state",
        CardKind.Term => "term",
        _ => "error",
    };
}
