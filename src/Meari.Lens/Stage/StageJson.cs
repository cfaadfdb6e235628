using System.Net;
using System.Net.Sockets;

namespace Meari.Lens;

/// <summary>The stage as the page gets it.</summary>
internal static class StageJson
{
    /// <param name="port">The server's.</param>
    /// <param name="family">Of the next client.</param>
    /// <param name="served">Where a server listens that is not the stage's own; null if it is.</param>
    /// <param name="encoding">Of what the clients send.</param>
    /// <param name="clients">All, open or not.</param>
    /// <param name="accepted">The stage's own server's.</param>
    public static byte[] Write(int port, AddressFamily family, IReadOnlyList<IPEndPoint>? served, string encoding, IReadOnlyList<StageClient> clients, IReadOnlyList<StageEcho> accepted) => Json.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("port", port);
        writer.WriteString("family", NameOf(family));
        writer.WriteBoolean("own_server", served is null);
        writer.WriteStartArray("families");
        foreach (AddressFamily each in served?.Select(static end => end.AddressFamily) ?? [AddressFamily.InterNetwork, AddressFamily.InterNetworkV6])
            writer.WriteStringValue(NameOf(each));
        writer.WriteEndArray();
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

    static string NameOf(AddressFamily family) => family == AddressFamily.InterNetwork ? "ipv4" : "ipv6";
}
