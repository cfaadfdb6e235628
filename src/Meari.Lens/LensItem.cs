using Meari.Observe;
using Meari.Text;

namespace Meari.Lens;

/// <summary>An event as the page gets it.</summary>
/// <param name="Number">From 1, without gaps.</param>
/// <param name="Event">What happened.</param>
/// <param name="Json">The whole of it as one line of JSON.</param>
internal sealed record LensItem(long Number, TimelineEvent Event, byte[] Json)
{
    public static LensItem Create(long number, TimelineEvent seen, Words? say) => new(number, seen, Lens.Json.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("n", number);
        writer.WritePropertyName("event");
        writer.WriteRawValue(TimelineLine.Write(seen));
        if (seen is CallEvent { Bytes: { IsEmpty: false } bytes })
            writer.WriteBase64String("bytes", bytes.Span);
        writer.WriteWords("say", say);
        writer.WriteEndObject();
    }));
}
