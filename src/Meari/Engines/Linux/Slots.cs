using System.Runtime.CompilerServices;

namespace Meari.Engines.Linux;

/// <summary>
/// Numbers for what the kernel reports on. A number is used again, its generation is not: what arrives late for one that was closed is
/// never given to the next.
/// </summary>
/// <remarks>Any thread takes and gives back; the loop looks up without a lock, since it learns of a number after that was taken.</remarks>
internal sealed class Slots
{
    /// <summary>28 bits, so that io_uring's user data has room for what kind of completion it is: after 2^28 uses of one number.</summary>
    const uint GenerationMask = (1u << 28) - 1;

    readonly Lock _lock = new();
    Slot[] _slots = new Slot[64];
    int _free = -1;
    int _used;

    struct Slot
    {
        public object? Target;
        public uint Generation;
        public int NextFree;
    }

    /// <summary>How many are in use.</summary>
    public int Count { get; private set; }

    /// <returns>The generation in the upper half, the number in the lower: what the kernel is given to report with.</returns>
    public ulong Take(object target)
    {
        lock (_lock)
        {
            int number = _free;
            if (number >= 0)
                _free = _slots[number].NextFree;
            else if ((number = _used++) == _slots.Length)
                Grow();
            ref Slot slot = ref _slots[number];
            slot.Target = target;
            Count++;
            return ((ulong)slot.Generation << 32) | (uint)number;
        }
    }

    void Grow()
    {
        Slot[] larger = new Slot[_slots.Length * 2];
        _slots.CopyTo(larger, 0);
        Volatile.Write(ref _slots, larger);
    }

    public void GiveBack(ulong key)
    {
        lock (_lock)
        {
            int number = (int)(uint)key;
            ref Slot slot = ref _slots[number];
            slot.Target = null;
            slot.Generation = (slot.Generation + 1) & GenerationMask;
            slot.NextFree = _free;
            _free = number;
            Count--;
        }
    }

    /// <summary>What was registered under this key, or null if that has gone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public object? Find(ulong key)
    {
        ref Slot slot = ref Volatile.Read(ref _slots)[(uint)key];
        return slot.Generation == (uint)(key >> 32) ? slot.Target : null;
    }
}
