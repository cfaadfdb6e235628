using System.Net.Sockets;
using System.Text.Json;
using Meari.Text;

namespace Meari.Lens;

/// <summary>What the page asks the stage to do.</summary>
internal sealed record LensAct
{
    /// <summary>The most bytes that one act sends or receives.</summary>
    public const int MostBytes = 1 << 20;

    /// <summary>Each byte is a call and a segment of its own.</summary>
    const int MostSingleBytes = 256;

    public required string Name { get; init; }

    public int Client { get; init; }

    public int Accepted { get; init; }

    public int Count { get; init; }

    public int Size { get; init; }

    public bool On { get; init; }

    public string? Text { get; init; }

    public string? Encoding { get; init; }

    public AddressFamily? Family { get; init; }

    /// <exception cref="LensException">It is no act.</exception>
    public static LensAct Read(JsonElement json)
    {
        string name = String(json, "act") ?? throw LensException.Bad("act");
        string? text = String(json, "text");
        if (name == "send_byte_by_byte" && text?.Length > MostSingleBytes)
            throw LensException.Bad("text");
        return new()
        {
            Name = name,
            Client = Number(json, "client", 0, LensStage.MostClients),
            Accepted = Number(json, "accepted", 0, int.MaxValue),
            Count = Number(json, "count", name == "send_bytes" ? 1 : 0, MostBytes),
            Size = Number(json, "size", name == "recv" ? 1 : 0, MostBytes),
            On = json.TryGetProperty("on", out JsonElement on) && (on.ValueKind is JsonValueKind.True or JsonValueKind.False ? on.GetBoolean() : throw LensException.Bad("on")),
            Text = text,
            Encoding = String(json, "encoding"),
            Family = String(json, "family") switch
            {
                null => null,
                "ipv4" => AddressFamily.InterNetwork,
                "ipv6" => AddressFamily.InterNetworkV6,
                _ => throw LensException.Bad("family"),
            },
        };
    }

    static string? String(JsonElement json, string name) => json.TryGetProperty(name, out JsonElement value)
        ? value.ValueKind == JsonValueKind.String ? value.GetString() : throw LensException.Bad(name)
        : null;

    static int Number(JsonElement json, string name, int least, int most)
    {
        int number = 0;
        bool isNumber = !json.TryGetProperty(name, out JsonElement value) || (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out number));
        return isNumber && number >= least && number <= most ? number : throw LensException.Bad(name);
    }
}

/// <summary>The page asks for what cannot be done.</summary>
internal sealed class LensException(int status, Words words) : Exception(words.English)
{
    public int Status => status;

    public Words Words => words;

    /// <param name="member">One of the contract's names.</param>
    public static LensException Bad(string member) => new(400, new($"요청의 {member} 값을 쓸 수 없습니다.", $"The request's {member} cannot be used."));

    public static LensException Closed => new(409, new("이미 닫은 소켓입니다.", "That socket is closed."));

    public static LensException Waits => new(409, new(
        "앞선 호출이 아직 리턴하지 않았습니다. 리턴할 때까지 이 소켓으로는 다른 호출을 할 수 없습니다.",
        "The call before has not returned yet; until it does, no other can be made on this socket."));

    public static LensException NotOurs => new(409, new(
        "이 서버는 meari serve입니다. 페이지에서는 클라이언트만 조작합니다.",
        "This server is meari serve; the page acts on its clients alone."));

    public static LensException Ends => new(409, new("meari가 끝나는 중입니다.", "Meari is ending."));

    public static LensException NotInEncoding => new(400, new("이 인코딩에 없는 문자가 있습니다.", "This encoding lacks one of these characters."));

    public static LensException TooManyClients => new(409, new(
        $"클라이언트는 {LensStage.MostClients}개까지입니다. ‘처음부터 다시’를 누르십시오.",
        $"There are at most {LensStage.MostClients} clients; press Start over."));
}
