using System.Globalization;

namespace Meari.Observe;

/// <summary>Where the fields of one kind of kernel event lie, as its <c>format</c> file says; they move from kernel to kernel.</summary>
/// <remarks>Source: Documentation/trace/events.rst, section 4.</remarks>
internal sealed class TraceEventFormat
{
    /// <summary>More than any event has; what follows is ignored.</summary>
    const int MaxFields = 256;

    readonly Dictionary<string, (int Offset, int Size)> _fields = [];

    /// <summary>What <c>common_type</c> of such an event is.</summary>
    public int Id { get; private init; }

    /// <summary>Parses a format file, or the page header's, which has no id.</summary>
    /// <param name="text">The file.</param>
    /// <returns>The format; null if the file makes no sense.</returns>
    public static TraceEventFormat? Parse(string text)
    {
        int id = 0;
        List<(string, int, int)> fields = [];
        foreach (string line in text.Split('\n'))
        {
            if (line.StartsWith("ID:", StringComparison.Ordinal))
            {
                if (!int.TryParse(line.AsSpan(3), NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out id) || id is < 0 or > ushort.MaxValue)
                    return null;
            }
            else if (line.TrimStart().StartsWith("field:", StringComparison.Ordinal))
            {
                if (fields.Count == MaxFields || ParseField(line) is not { } field)
                    return null;
                fields.Add(field);
            }
        }
        if (fields.Count == 0)
            return null;
        TraceEventFormat format = new() { Id = id };
        foreach ((string name, int offset, int size) in fields)
            format._fields.TryAdd(name, (offset, size)); // the page header has its length twice: the first counts
        return format;
    }

    /// <summary>Where a field is.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="size">Its size in bytes.</param>
    /// <returns>Its offset in the event; -1 if there is no field of this name and size.</returns>
    public int OffsetOf(string name, int size) => _fields.TryGetValue(name, out (int Offset, int Size) field) && field.Size == size ? field.Offset : -1;

    /// <summary>How long a field is.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Its bytes; 0 if there is none.</returns>
    public int SizeOf(string name) => _fields.GetValueOrDefault(name).Size;

    /// <summary>How long an event is that has all fields.</summary>
    public int Length => _fields.Values.Max(static f => f.Offset + f.Size);

    /// <summary><c>field:__u8 saddr[4];	offset:32;	size:4;	signed:0;</c></summary>
    static (string Name, int Offset, int Size)? ParseField(string line)
    {
        string[] parts = line.Split(';');
        string declaration = parts[0];
        int bracket = declaration.IndexOf('[', StringComparison.Ordinal);
        if (bracket >= 0)
            declaration = declaration[..bracket];
        string name = declaration[(declaration.LastIndexOfAny([' ', ':', '*']) + 1)..];
        return name.Length > 0 && Number(parts, "offset:") is { } offset && Number(parts, "size:") is { } size ? (name, offset, size) : null;
    }

    /// <summary>Bounded by what a page can hold, so that sums do not overflow.</summary>
    static int? Number(string[] parts, string label)
    {
        foreach (string part in parts)
        {
            ReadOnlySpan<char> text = part.AsSpan().Trim();
            if (text.StartsWith(label, StringComparison.Ordinal))
            {
                return int.TryParse(text[label.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value <= 1 << 20
                    ? value : null;
            }
        }
        return null;
    }
}
