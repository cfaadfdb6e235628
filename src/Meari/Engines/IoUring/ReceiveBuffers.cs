using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Meari.Engines.Linux;
using Meari.Interop.Linux;

namespace Meari.Engines.IoUring;

/// <summary>
/// The buffers that the kernel receives into: a provided buffer ring whose entries are consumed piece by piece, one receive after the
/// other, so that the receives of a batch lie side by side. All on the loop's thread but <see cref="RingBuffer.Return"/>.
/// </summary>
/// <remarks>
/// <para>
/// Source: io_uring_setup_buf_ring(3), IOU_PBUF_RING_INC. The ring is first-in first-out, which would lead receives through all memory in turn
/// and out of the processor's cache: 1,024 buffers of 32 KiB cost 22 % more for streams than 32. But since the kernel looks at the entries only
/// while the loop is inside io_uring_enter, the loop may write them anew in between: the entry at the head is begun again once all its pieces
/// are back, and buffers that came back last are put next. So one ring serves every load, and what is used is what the load needs.
/// </para>
/// <para>
/// A buffer whose pieces are still lent when it is used up leaves the ring, and another takes its place: no connection can hold the ring.
/// The kernel completes receives in the order in which it took the bytes (Linux 6.15, "flush deferred completions before posting"), so a piece
/// begins where the last of its buffer ended.
/// </para>
/// </remarks>
internal sealed unsafe class ReceiveBuffers(LinuxLoop loop)
{
    public const ushort Group = 0;

    const int Entries = 256, Mask = Entries - 1;

    /// <summary>In the ring at the beginning: 1 MiB. Doubled whenever a batch needs more, up to <see cref="Entries"/>: 16 MiB a loop.</summary>
    const int FirstTarget = 16;

    /// <summary>A head with less room than this makes way for a whole one, so that messages are rarely cut in two.</summary>
    const int LeastRoom = 16 * 1024;

    readonly RingBuffer[] _ring = new RingBuffer[Entries];
    readonly Stack<RingBuffer> _hot = new();
    readonly Stack<RingBuffer> _cold = new();
    readonly List<RingBuffer?> _byId = [];
    readonly Stack<ushort> _freeIds = new();
    readonly ConcurrentQueue<RingBuffer> _returned = new();
    BufferEntry* _entries;
    ushort _head, _tail;
    int _target = FirstTarget;
    volatile bool _isDry;
    int _lent;

    /// <summary>0, or the negative errno that says why there can be no buffer ring.</summary>
    public int SetUp(Ring ring)
    {
        _entries = (BufferEntry*)Libc.MapPages((nuint)(Entries * sizeof(BufferEntry)));
        if (_entries is null)
            return -Errno.ENOMEM;
        BufferRingRegistration registration = new()
        {
            RingAddress = (ulong)_entries,
            RingEntries = Entries,
            Group = Group,
            Flags = Interop.Linux.IoUring.IOU_PBUF_RING_INC,
        };
        int result = ring.Register(Interop.Linux.IoUring.IORING_REGISTER_PBUF_RING, &registration, 1);
        if (result < 0)
            return result;
        Loans.CountBy(() => Volatile.Read(ref _lent) - _returned.Count);
        Refill();
        return 0;
    }

    public bool IsCurrent => loop.IsCurrent;

    /// <summary>The kernel has put <paramref name="length"/> bytes into the buffer of this number.</summary>
    /// <returns>The buffer, which the caller lends or gives back, and where they begin.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public RingBuffer Take(int id, int length, out int start)
    {
        RingBuffer buffer = _byId[id]!;
        start = buffer.Used;
        buffer.Used += length;
        buffer.Lent++;
        _lent++;
        if (buffer.Used == LoanBuffer.Size)
        {
            buffer.IsInRing = false;
            _head++;
        }
        return buffer;
    }

    /// <summary>A piece is back, on the loop's thread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PutBack(RingBuffer buffer)
    {
        _lent--;
        if (--buffer.Lent == 0 && !buffer.IsInRing)
            _hot.Push(buffer);
    }

    /// <summary>A piece is back, on another thread: the loop finds it at its next turn, and is woken if it has run dry.</summary>
    public void PutBackFromElsewhere(RingBuffer buffer)
    {
        _returned.Enqueue(buffer);
        if (_isDry)
            loop.Post(NoWork.Instance);
    }

    /// <summary>The ring was too small for what came at once.</summary>
    public void Grow() => _target = Math.Min(_target * 2, Entries);

    /// <summary>Between two batches, when no completion is left to be handled: makes ready the entries that the kernel takes next.</summary>
    /// <returns>Whether there are any.</returns>
    public bool Refill()
    {
        while (_returned.TryDequeue(out RingBuffer? returned))
            PutBack(returned);
        ushort before = _tail;
        RenewHead();
        ushort next = (ushort)(_head + 1);
        while (_hot.TryPop(out RingBuffer? hot))
            PutNext(hot, ref next);
        while ((ushort)(_tail - _head) < _target && Spare() is { } spare)
            Write(_tail++, spare);
        if (_tail != before)
            Volatile.Write(ref _entries->Tail, _tail);
        return !(_isDry = _tail == _head);
    }

    void RenewHead()
    {
        if (_head == _tail)
            return;
        RingBuffer head = _ring[_head & Mask];
        if (head.Used == 0)
            return;
        if (head.Lent == 0)
        {
            Write(_head, head);
        }
        else if (LoanBuffer.Size - head.Used < LeastRoom && (_hot.TryPop(out RingBuffer? other) || (other = Spare()) is not null))
        {
            head.IsInRing = false;
            Write(_head, other);
        }
    }

    void PutNext(RingBuffer hot, ref ushort next)
    {
        if ((short)(_tail - next) <= 0)
        {
            if ((ushort)(_tail - _head) < Entries)
                Write(_tail++, hot);
            else
                Keep(hot);
            return;
        }
        RingBuffer colder = _ring[next & Mask];
        Write(next++, hot);
        colder.IsInRing = false;
        if ((ushort)(_tail - _head) < _target)
            Write(_tail++, colder);
        else
            Keep(colder);
    }

    /// <summary>No more than a ring's worth is kept beside the ring.</summary>
    void Keep(RingBuffer buffer)
    {
        if (_cold.Count < _target)
        {
            _cold.Push(buffer);
            return;
        }
        _byId[buffer.Id] = null;
        _freeIds.Push(buffer.Id);
    }

    void Write(ushort at, RingBuffer buffer)
    {
        buffer.Used = 0;
        buffer.IsInRing = true;
        _ring[at & Mask] = buffer;
        BufferEntry* entry = _entries + (at & Mask);
        entry->Address = (ulong)buffer.Pointer;
        entry->Length = LoanBuffer.Size;
        entry->Id = buffer.Id;
    }

    /// <summary>Null when so many are lent that the numbers have run out: 4 GiB.</summary>
    RingBuffer? Spare()
    {
        if (_cold.TryPop(out RingBuffer? cold))
            return cold;
        ushort id;
        if (_freeIds.Count > 0) // not TryPop: of a number, it would be compiled at each start
        {
            id = _freeIds.Pop();
        }
        else
        {
            if (_byId.Count > ushort.MaxValue)
                return null;
            id = (ushort)_byId.Count;
            _byId.Add(null);
        }
        RingBuffer buffer = new(this, id);
        _byId[id] = buffer;
        return buffer;
    }

    sealed class NoWork : IThreadPoolWorkItem
    {
        public static readonly NoWork Instance = new();

        public void Execute()
        {
        }
    }
}

/// <summary>A buffer of the ring, or one that has left it until its pieces are back. What it counts belongs to the loop's thread.</summary>
internal sealed class RingBuffer(ReceiveBuffers owner, ushort id) : LoanBuffer
{
    public ushort Id => id;

    /// <summary>Bytes from the beginning that the kernel has received into.</summary>
    public int Used { get; set; }

    /// <summary>Pieces that are lent.</summary>
    public int Lent { get; set; }

    /// <summary>Whether the kernel may still receive into it.</summary>
    public bool IsInRing { get; set; }

    public override void Return(int start, int length)
    {
        Poison(start, length);
        if (owner.IsCurrent)
            owner.PutBack(this);
        else
            owner.PutBackFromElsewhere(this);
    }
}
