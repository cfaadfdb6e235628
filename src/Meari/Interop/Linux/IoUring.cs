using System.Runtime.InteropServices;

namespace Meari.Interop.Linux;

/// <summary>The numbers of linux/io_uring.h that the engine uses.</summary>
#pragma warning disable CA1707, IDE1006 // the names are the header's
internal static class IoUring
{
    public const uint IORING_SETUP_CQSIZE = 1 << 3, IORING_SETUP_SUBMIT_ALL = 1 << 7, IORING_SETUP_SINGLE_ISSUER = 1 << 12,
        IORING_SETUP_DEFER_TASKRUN = 1 << 13, IORING_SETUP_NO_SQARRAY = 1 << 16;

    public const uint IORING_ENTER_GETEVENTS = 1 << 0, IORING_ENTER_REGISTERED_RING = 1 << 4;
    public const uint IORING_REGISTER_RING_FDS = 20, IORING_REGISTER_PBUF_RING = 22;
    public const ulong IORING_OFF_SQ_RING = 0, IORING_OFF_SQES = 0x10000000;
    public const byte IORING_OP_POLL_ADD = 6, IORING_OP_ASYNC_CANCEL = 14, IORING_OP_RECV = 27;
    public const uint IORING_POLL_ADD_MULTI = 1 << 0;
    public const ushort IORING_RECV_MULTISHOT = 1 << 1;
    public const byte IOSQE_BUFFER_SELECT = 1 << 5;
    public const ushort IOU_PBUF_RING_INC = 2;
    public const uint IORING_CQE_F_BUFFER = 1 << 0, IORING_CQE_F_MORE = 1 << 1;
    public const int IORING_CQE_BUFFER_SHIFT = 16;

    // poll(2): the same bits as epoll's
    public const uint POLLIN = 0x1, POLLOUT = 0x4, POLLRDHUP = 0x2000;
}
#pragma warning restore CA1707, IDE1006

/// <summary>struct io_uring_sqe: what is asked for.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal struct SubmissionEntry
{
    [FieldOffset(0)] public byte Opcode;
    [FieldOffset(1)] public byte Flags;
    [FieldOffset(2)] public ushort IoPriority;
    [FieldOffset(4)] public int Fd;
    [FieldOffset(16)] public ulong Address;
    [FieldOffset(24)] public uint Length;
    [FieldOffset(28)] public uint OperationFlags;
    [FieldOffset(32)] public ulong UserData;
    [FieldOffset(40)] public ushort BufferGroup;

    /// <summary>Of a multishot receive, since Linux 6.17: after so many bytes it ends.</summary>
    [FieldOffset(44)] public uint OptionalLength;
}

/// <summary>struct io_uring_cqe: what became of it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CompletionEntry
{
    public ulong UserData;
    public int Result;
    public uint Flags;
}

/// <summary>struct io_sqring_offsets.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SubmissionOffsets
{
    public uint Head, Tail, RingMask, RingEntries, Flags, Dropped, Array, Reserved;
    public ulong UserAddress;
}

/// <summary>struct io_cqring_offsets.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CompletionOffsets
{
    public uint Head, Tail, RingMask, RingEntries, Overflow, Entries, Flags, Reserved;
    public ulong UserAddress;
}

/// <summary>struct io_uring_params.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct RingParameters
{
    public uint SubmissionEntries, CompletionEntries, Flags, ThreadCpu, ThreadIdle, Features, WorkQueueFd;
    public fixed uint Reserved[3];
    public SubmissionOffsets Submission;
    public CompletionOffsets Completion;
}

/// <summary>struct io_uring_buf_reg.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct BufferRingRegistration
{
    public ulong RingAddress;
    public uint RingEntries;
    public ushort Group;
    public ushort Flags;
    public fixed ulong Reserved[3];
}

/// <summary>struct io_uring_buf; the last field of the first entry is the ring's tail.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BufferEntry
{
    public ulong Address;
    public uint Length;
    public ushort Id;
    public ushort Tail;
}

/// <summary>struct io_uring_rsrc_update, as IORING_REGISTER_RING_FDS takes it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ResourceUpdate
{
    public uint Offset;
    public uint Reserved;
    public ulong Data;
}
