using System.Diagnostics.CodeAnalysis;

namespace Meari.Observe;

/// <summary>A dictionary of bounded size, which forgets what was put in first.</summary>
/// <param name="limit">The most entries.</param>
internal sealed class RecentMap<TKey, TValue>(int limit)
    where TKey : notnull
{
    readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value)>> _nodes = [];
    readonly LinkedList<(TKey Key, TValue Value)> _order = [];

    public int Count => _nodes.Count;

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        bool isThere = _nodes.TryGetValue(key, out LinkedListNode<(TKey Key, TValue Value)>? node);
        value = isThere ? node!.Value.Value : default;
        return isThere;
    }

    public void Set(TKey key, TValue value)
    {
        Remove(key);
        if (_nodes.Count >= limit)
            Remove(_order.First!.Value.Key);
        _nodes[key] = _order.AddLast((key, value));
    }

    public void Remove(TKey key)
    {
        if (_nodes.Remove(key, out LinkedListNode<(TKey Key, TValue Value)>? node))
            _order.Remove(node);
    }
}
