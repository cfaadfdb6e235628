using Meari.Observe;

namespace Meari.Lens;

/// <summary>What was seen, as a file. Made in memory: the items are bounded, and so are the bytes that are captured of each.</summary>
internal static class LensExport
{
    public static byte[] Recording(IReadOnlyList<LensItem> items, TimeProvider time)
    {
        MemoryStream file = new();
        using (RecordingWriter writer = new(file, time))
        {
            foreach (LensItem item in items)
                writer.TryWrite(item.Event);
        }
        return file.ToArray();
    }

    /// <param name="items">What was seen.</param>
    /// <param name="dropped">Packets that the capture has dropped.</param>
    /// <param name="time">The events' clock.</param>
    public static byte[] Packets(IReadOnlyList<LensItem> items, long dropped, TimeProvider time)
    {
        MemoryStream file = new();
        using (PcapngWriter writer = new(file, time) { Dropped = dropped })
        {
            foreach (LensItem item in items)
                writer.TryWrite(item.Event);
        }
        return file.ToArray();
    }
}
