using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Meari.Observe.Segments;

/// <summary>Blocks of a pcapng file, little-endian, one after the other in memory.</summary>
/// <remarks>Source: draft-ietf-opsawg-pcapng, sections 3 and 4.</remarks>
internal sealed class PcapngBlocks
{
    const int TypeAndLength = 8;

    readonly ArrayBufferWriter<byte> _bytes = new();
    readonly List<int> _ends = [];
    int _start, _length;

    // An ArrayBufferWriter gives nothing back for change; the block in work is kept aside.
    byte[] _block = new byte[512];

    /// <summary>All complete blocks.</summary>
    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public void Clear()
    {
        _bytes.ResetWrittenCount();
        _ends.Clear();
    }

    /// <summary>The end of the last block that is whole within as many bytes.</summary>
    public int WholeWithin(long bytes) => _ends.LastOrDefault(end => end <= bytes);

    public void Begin(uint type)
    {
        (_start, _length) = (_bytes.WrittenCount, 0);
        UInt32(type);
        UInt32(0); // the length: known at the end
    }

    public void UInt16(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Take(sizeof(ushort)), value);

    public void UInt32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Take(sizeof(uint)), value);

    public void UInt64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Take(sizeof(ulong)), value);

    /// <summary>A time: its upper half first, whatever the byte order.</summary>
    public void Timestamp(long nanoseconds)
    {
        UInt32((uint)((ulong)nanoseconds >> 32));
        UInt32((uint)nanoseconds);
    }

    /// <summary>Filled up with zeros to a multiple of four.</summary>
    public void Padded(ReadOnlySpan<byte> bytes)
    {
        Span<byte> space = Take((bytes.Length + 3) & ~3);
        bytes.CopyTo(space);
        space[bytes.Length..].Clear();
    }

    public void Option(ushort code, ReadOnlySpan<byte> value)
    {
        UInt16(code);
        UInt16(checked((ushort)value.Length));
        Padded(value);
    }

    public void Option(ushort code, string value) => Option(code, Encoding.UTF8.GetBytes(value));

    public void Option(ushort code, ulong value)
    {
        UInt16(code);
        UInt16(sizeof(ulong));
        UInt64(value);
    }

    public void End()
    {
        UInt32(0); // opt_endofopt
        uint length = (uint)_length + sizeof(uint);
        UInt32(length);
        BinaryPrimitives.WriteUInt32LittleEndian(_block.AsSpan(TypeAndLength / 2), length);
        _bytes.Write(_block.AsSpan(0, _length));
        _ends.Add(_start + _length);
    }

    Span<byte> Take(int count)
    {
        if (_length + count > _block.Length)
            Array.Resize(ref _block, Math.Max(_block.Length * 2, _length + count));
        _length += count;
        return _block.AsSpan(_length - count, count);
    }
}
