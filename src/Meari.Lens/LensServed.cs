using System.Net;
using Meari.Observe;
using Meari.Text;

namespace Meari.Lens;

/// <summary>A server of this very program, which is shown, and to which the page's clients connect.</summary>
/// <param name="EndPoints">Where it is reached from this machine: one for each address family.</param>
/// <param name="Port">The port whose connections are shown; 0 if there are several.</param>
/// <param name="Operations">Where its operations are told.</param>
/// <param name="Encoding">Of what the page's clients send.</param>
internal sealed record LensServed(IReadOnlyList<IPEndPoint> EndPoints, int Port, RelaySink Operations, WireEncoding Encoding)
{
    /// <summary>An operation is told when it has ended, on a busy machine late; what the kernel shows of a connection waits for the first one that touched it.</summary>
    public static TimeSpan Delay => TimeSpan.FromMilliseconds(300);

    /// <summary>Where this machine reaches what listens on some addresses.</summary>
    /// <param name="listening">The addresses.</param>
    /// <param name="isDualStack">Whether <c>[::]</c> takes IPv4 clients too.</param>
    public static IReadOnlyList<IPEndPoint> Reached(IReadOnlyList<IPEndPoint> listening, bool isDualStack) =>
        [.. listening.SelectMany(end => Ways(end, isDualStack)).DistinctBy(static way => way.AddressFamily).OrderBy(static way => way.AddressFamily)];

    static IPEndPoint[] Ways(IPEndPoint end, bool isDualStack)
    {
        if (end.Address.Equals(IPAddress.Any))
            return [new(IPAddress.Loopback, end.Port)];
        if (!end.Address.Equals(IPAddress.IPv6Any))
            return [end];
        IPEndPoint own = new(IPAddress.IPv6Loopback, end.Port);
        return isDualStack ? [own, new(IPAddress.Loopback, end.Port)] : [own];
    }
}
