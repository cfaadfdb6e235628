using System.Globalization;
using System.Numerics;

namespace Meari.Observe;

/// <summary>Draws what lies in a side's send buffer and receive buffer: a bar each, and in a wide picture the bytes.</summary>
internal static class QueueBars
{
    const int CountWidth = 4;

    static readonly LadderStyle Filled = new(44, Bold: true);

    /// <summary>The columns of the two bars, their counts, and the space between them.</summary>
    public static int Width(bool wide) => wide ? 2 * (1 + CountWidth) + 1 : 2;

    /// <summary>Where the receive buffer's bar stands.</summary>
    public static int Second(bool wide) => wide ? 1 + CountWidth + 1 : 1;

    /// <summary>Adds exactly <see cref="Width"/> columns. An empty buffer is pale, so that a filled one is seen.</summary>
    public static LadderLine Draw(LadderLine line, QueueEvent? queues, bool wide)
    {
        if (queues?.AcceptQueue is { } waiting)
            return line.Cell(Accept(waiting, queues.AcceptQueueLimit, wide), Width(wide), StyleOf(waiting));
        line.Cell(Buffer(queues?.SendQueue, wide), Second(wide), StyleOf(queues?.SendQueue));
        return line.Cell(Buffer(queues?.ReceiveQueue, wide), Width(wide) - Second(wide), StyleOf(queues?.ReceiveQueue));
    }

    static LadderStyle StyleOf(long? bytes) => bytes > 0 ? Filled : LadderStyle.Quiet;

    static string Buffer(long? bytes, bool wide) => wide ? Bar(bytes) + Brief(bytes) : Bar(bytes).ToString();

    /// <summary>A full accept queue is a full bar: it has a limit that counts.</summary>
    static string Accept(int waiting, int? limit, bool wide)
    {
        char bar = waiting <= 0 ? '▁' : limit is > 0 ? Level(1 + (int)Math.Min(6L * waiting / limit.Value, 6)) : '▄';
        if (!wide)
            return $"≡{bar}";
        string both = string.Create(CultureInfo.InvariantCulture, $"≡{bar} {waiting}/{limit}");
        return limit is not null && both.Length <= Width(wide) ? both : $"≡{bar} {Brief(waiting)}";
    }

    /// <summary>The bar's height grows by one for each factor of eight, so that 16 bytes and a full buffer both show.</summary>
    static char Bar(long? bytes) => bytes switch
    {
        null => ' ',
        <= 0 => '▁',
        _ => Level(Math.Min(1 + Math.Max(0, BitOperations.Log2((ulong)bytes.Value) - 3) / 3, 7)),
    };

    static char Level(int level) => "▁▂▃▄▅▆▇█"[level];

    /// <summary>At most four characters, for beside a bar: 999, 1.5K, 66K, 1.0M.</summary>
    static string Brief(long? bytes) => InUnits(bytes, static value => value < 9.95 ? "0.0" : "0");

    /// <summary>At most five characters: 999, 65.5K, 1.05M.</summary>
    public static string Count(long? bytes) => InUnits(bytes, static value => value < 10 ? "0.00" : value < 100 ? "0.0" : "0");

    static string InUnits(long? bytes, Func<double, string> format)
    {
        (double value, string unit) = bytes switch
        {
            null => (0, ""),
            < 1000 => (bytes.Value, ""),
            < 1_000_000 => (bytes.Value / 1e3, "K"),
            < 1_000_000_000 => (bytes.Value / 1e6, "M"),
            _ => (bytes.Value / 1e9, "G"),
        };
        return bytes is null ? "" : unit.Length == 0 ? bytes.Value.ToString(CultureInfo.InvariantCulture) : value.ToString(format(value), CultureInfo.InvariantCulture) + unit;
    }
}
