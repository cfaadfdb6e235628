using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Meari.Tests.Support;

namespace Meari.Tests.Streams;

/// <summary>SslStream is the most demanding user of a stream: it reads zero bytes to wait, and reads and writes at once.</summary>
public sealed class TlsTests : IDisposable
{
    readonly X509Certificate2 _certificate = MakeCertificate();

    public void Dispose() => _certificate.Dispose();

    [Fact]
    public async Task A_server_echoes_over_TLS()
    {
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", async connection =>
        {
            await using SslStream tls = new(connection.AsStream());
            await tls.AuthenticateAsServerAsync(_certificate);
            await tls.CopyToAsync(tls);
            await tls.ShutdownAsync();
        });
        using PlainPeer peer = await PlainPeer.ConnectAsync(server.EndPoints[0]);
        await using NetworkStream plain = new(peer.Socket);
        await ExchangeAsync(plain);
    }

    [Fact]
    public async Task A_client_speaks_TLS()
    {
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        Task serving = Task.Run(async () =>
        {
            using Socket accepted = await listener.AcceptAsync().InTime();
            await using SslStream tls = new(new NetworkStream(accepted));
            await tls.AuthenticateAsServerAsync(_certificate);
            await tls.CopyToAsync(tls);
            await tls.ShutdownAsync();
        });
        TcpConnectResult result = await TcpConnection.ConnectAsync((IPEndPoint)listener.LocalEndPoint!).InTime();
        await ExchangeAsync(result.Connection!.AsStream());
        await serving.InTime();
    }

    /// <summary>Sends more than the buffers on the way take, reads at the same time, and finishes as TLS does.</summary>
    async Task ExchangeAsync(Stream transport)
    {
        await using SslStream tls = new(transport);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate!.GetCertHashString() == _certificate.GetCertHashString(),
        }).InTime();
        byte[] bytes = Pattern.Make(8 * 1024 * 1024);
        Task writing = tls.WriteAsync(bytes).AsTask();
        byte[] echoed = new byte[bytes.Length];
        await tls.ReadExactlyAsync(echoed).InTime();
        await writing.InTime();
        Assert.True(echoed.AsSpan().SequenceEqual(bytes));
        await tls.ShutdownAsync().InTime();
        Assert.Equal(0, await tls.ReadAsync(echoed).InTime());
    }

    static X509Certificate2 MakeCertificate()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
