using System.Globalization;

namespace Meari.Text;

/// <summary>An error that a call reports, by the names and numbers of Linux (errno) and Windows (WSAGetLastError).</summary>
/// <param name="Errno">Linux's name; null where Linux has none.</param>
/// <param name="Number">Linux's number, on x86-64 and arm64.</param>
/// <param name="Wsa">Windows's name; null where Windows has none.</param>
/// <param name="WsaNumber">Windows's number.</param>
/// <param name="Meaning">What it says, whichever call it is.</param>
/// <remarks>Source: errno(3), Linux's asm-generic/errno.h; Windows Sockets Error Codes.</remarks>
internal sealed record CallError(string? Errno, int Number, string? Wsa, int WsaNumber, Words Meaning)
{
    /// <summary>The name it is known by here: Linux's where there is one.</summary>
    public string Name => Errno ?? Wsa!;

    /// <summary>Both names.</summary>
    public string Label => Errno is null || Wsa is null ? Name : $"{Errno} / {Wsa}";

    /// <summary>Linux's name with its number.</summary>
    public string? Linux => Errno is null ? null : string.Create(CultureInfo.InvariantCulture, $"{Errno} ({Number})");

    /// <summary>Windows's name with its number.</summary>
    public string? Windows => Wsa is null ? null : string.Create(CultureInfo.InvariantCulture, $"{Wsa} ({WsaNumber})");

    /// <summary>All by which it may be looked up.</summary>
    public IEnumerable<string> Names
    {
        get
        {
            if (Errno is not null)
                yield return Errno;
            if (Errno == "EAGAIN")
                yield return "EWOULDBLOCK";
            if (Wsa is not null)
                yield return Wsa;
            if (Errno is not null)
                yield return Number.ToString(CultureInfo.InvariantCulture);
            if (Wsa is not null)
                yield return WsaNumber.ToString(CultureInfo.InvariantCulture);
        }
    }
}
