using System.Net.Sockets;

namespace Meari.Lens;

/// <summary>The stage as the page gets it.</summary>
internal static class StageJson
{
    public static byte[] Write(int port, AddressFamily family, string encoding, IReadOnlyList<StageClient> clients, IReadOnlyList<StageEcho> accepted) => Json.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("port", port);
        writer.WriteString("family", family == AddressFamily.InterNetwork ? "ipv4" : "ipv6");
        writer.WriteString("encoding", encoding);
        writer.WriteStartArray("clients");
        foreach (StageClient client in clients)
        {
            writer.WriteStartObject();
            writer.WriteNumber("id", client.Id);
            writer.WriteNumber("connection", client.Connection);
            writer.WriteBoolean("blocking", client.IsBlocking);
            writer.WriteBoolean("open", client.IsOpen);
            writer.WriteBoolean("half_closed", client.IsHalfClosed);
            writer.WriteString("waiting", client.Waiting);
            writer.WriteString("local", client.Local?.ToString());
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteStartArray("accepted");
        foreach (StageEcho echo in accepted)
        {
            writer.WriteStartObject();
            writer.WriteNumber("id", echo.Id);
            writer.WriteNumber("connection", echo.Connection);
            writer.WriteBoolean("reading", echo.IsReading);
            writer.WriteBoolean("echoes", echo is { IsOpen: true, IsReading: true });
            writer.WriteBoolean("open", echo.IsOpen);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    });
}
