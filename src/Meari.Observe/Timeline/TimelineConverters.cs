using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Meari.Observe;

/// <summary>An address and a port, as <c>127.0.0.1:9000</c> or <c>[::1]:9000</c>.</summary>
internal sealed class EndPointConverter : JsonConverter<IPEndPoint>
{
    public override IPEndPoint Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        IPEndPoint.TryParse(reader.GetString() ?? "", out IPEndPoint? endPoint) ? endPoint : throw new JsonException("not an address and a port");

    public override void Write(Utf8JsonWriter writer, IPEndPoint value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}

/// <summary>By the name that netstat has for it.</summary>
internal sealed class TcpStateConverter : JsonConverter<TcpState>
{
    public override TcpState Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string? name = reader.GetString();
        for (TcpState state = TcpState.Unknown; state <= TcpState.Closing; state++)
        {
            if (TcpStates.NameOf(state) == name)
                return state;
        }
        throw new JsonException("not a TCP state");
    }

    public override void Write(Utf8JsonWriter writer, TcpState value, JsonSerializerOptions options) => writer.WriteStringValue(TcpStates.NameOf(value));
}

/// <summary>An enum by its names, in snake case.</summary>
internal sealed class SnakeCaseEnumConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;

/// <summary>The bits' names in the order of the header, as <c>SYN ACK</c>; empty for none.</summary>
internal sealed class ControlBitsConverter : JsonConverter<TcpControlBits>
{
    static readonly (string Name, TcpControlBits Bit)[] Names =
    [
        ("URG", TcpControlBits.Urg), ("SYN", TcpControlBits.Syn), ("FIN", TcpControlBits.Fin), ("RST", TcpControlBits.Rst),
        ("PSH", TcpControlBits.Psh), ("ACK", TcpControlBits.Ack),
    ];

    public override TcpControlBits Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        TcpControlBits bits = TcpControlBits.None;
        foreach (string name in (reader.GetString() ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            int at = Array.FindIndex(Names, n => n.Name == name);
            bits |= at >= 0 ? Names[at].Bit : throw new JsonException("not a control bit");
        }
        return bits;
    }

    public override void Write(Utf8JsonWriter writer, TcpControlBits value, JsonSerializerOptions options) =>
        writer.WriteStringValue(string.Join(' ', Names.Where(n => value.HasFlag(n.Bit)).Select(static n => n.Name)));
}
