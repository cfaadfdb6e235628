using Meari.Engines;

namespace Meari.Tests.Engines;

[Trait("Engine", "none")]
public class AcceptErrorsTests
{
    [Theory]
    [InlineData(TcpOutcome.ConnectionAborted)]
    [InlineData(TcpOutcome.Reset)]
    [InlineData(TcpOutcome.ProtocolError)]
    [InlineData(TcpOutcome.NetworkDown)]
    [InlineData(TcpOutcome.NetworkUnreachable)]
    [InlineData(TcpOutcome.HostUnreachable)]
    [InlineData(TcpOutcome.TimedOut)]
    [InlineData(TcpOutcome.AccessDenied)]
    [InlineData(TcpOutcome.WouldBlock)]
    public void Error_of_one_client_is_transient(TcpOutcome outcome) => Assert.Equal(AcceptTier.Transient, AcceptErrors.TierOf(outcome));

    [Theory]
    [InlineData(TcpOutcome.NoDescriptors)]
    [InlineData(TcpOutcome.NoBuffers)]
    public void Shortage_of_the_system_is_pressure(TcpOutcome outcome) => Assert.Equal(AcceptTier.Pressure, AcceptErrors.TierOf(outcome));

    [Theory]
    [InlineData(TcpOutcome.InvalidOperation)]
    [InlineData(TcpOutcome.AddressFamilyNotSupported)]
    [InlineData(TcpOutcome.Canceled)]
    public void Broken_listening_socket_is_fatal(TcpOutcome outcome) => Assert.Equal(AcceptTier.Fatal, AcceptErrors.TierOf(outcome));

    [Theory]
    [InlineData(TcpOutcome.Unknown)]
    [InlineData(TcpOutcome.NotConnected)]
    [InlineData(TcpOutcome.NameNotResolved)]
    [InlineData((TcpOutcome)999)]
    public void What_nobody_expects_waits_and_does_not_spin(TcpOutcome outcome) =>
        Assert.Equal(AcceptTier.Pressure, AcceptErrors.TierOf(outcome));
}
