using System.Globalization;
using System.Numerics;
using Meari.Text;

namespace Meari.Observe;

/// <summary>Draws what lies in a side's send buffer and receive buffer: a bar each, and in a wide picture the bytes.</summary>
internal static class QueueBars
{
    public const int NarrowWidth = 2, WideWidth = 13;

    const int CountWidth = 5;

    public static string Draw(QueueEvent? queues, bool wide)
    {
        if (queues is null)
            return "";
        if (queues.AcceptQueue is { } waiting)
            return Accept(waiting, queues.AcceptQueueLimit, wide);
        if (!wide)
            return $"{Bar(queues.SendQueue)}{Bar(queues.ReceiveQueue)}";
        return $"{Bar(queues.SendQueue)}{Columns.Fit(Count(queues.SendQueue), CountWidth)} {Bar(queues.ReceiveQueue)}{Columns.Fit(Count(queues.ReceiveQueue), CountWidth)}";
    }

    /// <summary>A full accept queue is a full bar: it has a limit that counts.</summary>
    static string Accept(int waiting, int? limit, bool wide)
    {
        char bar = waiting <= 0 ? '▁' : limit is > 0 ? Level(1 + (int)Math.Min(6L * waiting / limit.Value, 6)) : '▄';
        string count = limit is null ? $"{waiting}" : string.Create(CultureInfo.InvariantCulture, $"{waiting}/{limit}");
        return wide ? $"≡{bar} {count}" : $"≡{bar}";
    }

    /// <summary>The bar's height grows by one for each factor of eight, so that 16 bytes and a full buffer both show.</summary>
    static char Bar(long? bytes) => bytes switch
    {
        null => ' ',
        <= 0 => '▁',
        _ => Level(Math.Min(1 + Math.Max(0, BitOperations.Log2((ulong)bytes.Value) - 3) / 3, 7)),
    };

    static char Level(int level) => "▁▂▃▄▅▆▇█"[level];

    /// <summary>At most five characters: 999, 65.5K, 1.05M.</summary>
    public static string Count(long? bytes) => bytes switch
    {
        null => "",
        < 1000 => bytes.Value.ToString(CultureInfo.InvariantCulture),
        < 1_000_000 => Short(bytes.Value / 1e3) + "K",
        < 1_000_000_000 => Short(bytes.Value / 1e6) + "M",
        _ => Short(bytes.Value / 1e9) + "G",
    };

    static string Short(double value) => value.ToString(value < 10 ? "0.00" : value < 100 ? "0.0" : "0", CultureInfo.InvariantCulture);
}
