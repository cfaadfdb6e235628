using System.Net;

namespace Meari.Observe;

/// <summary>A process's descriptor of a TCP socket.</summary>
internal sealed class Descriptor
{
    /// <summary>The connection that its socket is an end of.</summary>
    public WatchedConnection? Connection { get; set; }

    /// <summary>Which end.</summary>
    public ConnectionEnd? End { get; set; }

    /// <summary>What it was bound to.</summary>
    public IPEndPoint? Local { get; set; }

    public bool IsListening { get; set; }
}

/// <summary>What the descriptors of the watched processes stand for. Bounded: processes that die without close leave theirs behind.</summary>
internal sealed class Descriptors(int limit)
{
    readonly RecentMap<(int Process, int Descriptor), Descriptor> _open = new(limit);

    public Descriptor? Find(int? process, long? descriptor) =>
        process is { } p && descriptor is >= 0 and <= int.MaxValue && _open.TryGet((p, (int)descriptor), out Descriptor? found) ? found : null;

    public Descriptor FindOrAdd(int? process, long? descriptor)
    {
        Descriptor? found = Find(process, descriptor);
        if (found is null)
        {
            found = new Descriptor();
            Set(process, descriptor, found);
        }
        return found;
    }

    public void Set(int? process, long? descriptor, Descriptor entry)
    {
        if (process is { } p && descriptor is >= 0 and <= int.MaxValue)
            _open.Set((p, (int)descriptor), entry);
    }

    public void Remove(int? process, long? descriptor)
    {
        if (process is { } p && descriptor is >= 0 and <= int.MaxValue)
            _open.Remove((p, (int)descriptor));
    }
}
