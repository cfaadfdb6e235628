using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Meari.Text;

namespace Meari.Cli.CommandLine;

/// <summary>Reads addresses, and says what is wrong with one.</summary>
internal sealed class AddressReader(OptionReader options, Messages messages, Option? ipv4 = null, Option? ipv6 = null)
{
    public TcpAddress Read(string text, int defaultPort)
    {
        if (!TcpAddress.TryParse(text, out TcpAddress address, out TcpAddressError error, defaultPort))
            options.Fail(Explain(text, error));
        else if (address.Host.Length > 0 && address.TryToEndPoint(out IPEndPoint? numeric))
            Check(text, numeric.Address);
        return address;
    }

    void Check(string text, IPAddress address)
    {
        if (address.IsIPv6LinkLocal && address.ScopeId == 0)
            options.Fail(messages.NeedsScope(text));
        Option? unfit = address.AddressFamily == AddressFamily.InterNetworkV6 ? ipv4 : ipv6;
        if (unfit is not null && options.IsGiven(unfit))
            options.Fail(messages.WrongFamily(text, unfit.Name));
    }

    string Explain(string text, TcpAddressError error) => error switch
    {
        TcpAddressError.DigitsOnly => messages.DigitsOnly(text),
        TcpAddressError.BadPort => messages.BadPort(text),
        TcpAddressError.IPv6WithoutBrackets => messages.IPv6NeedsBrackets(text),
        _ => messages.BadAddress(text),
    };
}
