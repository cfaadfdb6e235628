using System.Net;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Meari.Interop.Linux;

namespace Meari.Tests.Interop;

/// <summary>Structures and numbers of the kernel's interface are those of its headers, on both architectures that the Linux engines are for.</summary>
[Trait("Engine", "none")]
public sealed partial class KernelLayoutTests(ITestOutputHelper output)
{
    /// <summary>Younger than Linux 6.1, whose headers Debian 12 has. Younger headers have them, and then they are checked.</summary>
    static readonly string[] Young =
    [
        "IORING_SETUP_NO_SQARRAY", "IOU_PBUF_RING_INC", "struct io_cqring_offsets.user_addr", "struct io_sqring_offsets.user_addr",
        "struct io_uring_buf_reg.flags", "struct io_uring_sqe.optlen",
    ];

    [Theory]
    [InlineData(Architecture.X64, "x86_64-linux-gnu-gcc")]
    [InlineData(Architecture.Arm64, "aarch64-linux-gnu-gcc")]
    public async Task Structures_and_numbers_are_the_headers(Architecture architecture, string compiler)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The headers are Linux's.");
        IReadOnlyList<string> unknown = await Believed(architecture).CompileAsync(compiler);
        Assert.All(unknown, static name => Assert.Contains(name, Young));
        output.WriteLine($"not in these headers, and so not checked: {(unknown.Count == 0 ? "nothing" : string.Join(", ", unknown))}");
    }

    [Fact]
    public async Task A_wrong_number_offset_or_size_would_be_noticed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The headers are Linux's.");
        Action<CChecks>[] faults =
        [
            static checks => checks.Constant("EAGAIN", Errno.EAGAIN + 1),
            static checks => checks.Size("struct io_uring_cqe", Unsafe.SizeOf<CompletionEntry>() + 8),
            static checks => checks.Offset("struct io_uring_sqe", "user_data", 40),
        ];
        foreach (Action<CChecks> fault in faults)
        {
            CChecks checks = new();
            fault(checks);
            Exception told = await Assert.ThrowsAnyAsync<Exception>(() => checks.CompileAsync("x86_64-linux-gnu-gcc"));
            Assert.Contains("static assertion failed", told.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_structure_is_checked_and_every_field_but_the_reserved_ones()
    {
        ILookup<Type, nint> checkedOffsets = new[] { Architecture.X64, Architecture.Arm64 }.SelectMany(static a => Believed(a).Structures)
            .SelectMany(static s => s.Value, static (s, offset) => (s.Key, offset)).ToLookup(static s => s.Key, static s => s.offset);
        IEnumerable<Type> structures = typeof(Libc).Assembly.GetTypes().Where(static type => type is { IsValueType: true, IsEnum: false }
            && type.Namespace == typeof(Libc).Namespace && type != typeof(SockAddr) && !type.Name.StartsWith('<'));
        foreach (Type structure in structures)
        {
            foreach (FieldInfo field in structure.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            {
                bool isChecked = checkedOffsets[structure].Contains(Marshal.OffsetOf(structure, field.Name));
                Assert.True(isChecked || field.Name == "Reserved", $"{structure.Name}.{field.Name} is not checked.");
            }
        }
    }

    static CChecks Believed(Architecture architecture)
    {
        CChecks checks = new();
        checks.ConstantsOf(typeof(Constants));
        checks.ConstantsOf(typeof(Errno));
        checks.ConstantsOf(typeof(IoUring));
        checks.ConstantsOf(typeof(Libc));
        checks.Constant("RLIMIT_NOFILE", DescriptorLimit.NumberOfFiles);
        AddEpoll(checks, architecture);
        AddAddresses(checks);
        AddLimits(checks);
        AddPackets(checks);
        AddQueueEntries(checks);
        AddRing(checks);
        AddBuffers(checks);
        AddFilter(checks);
        AddSocketTable(checks);
        AddBlocking(checks);
        AddTimers(checks);
        AddFiles(checks);
        return checks;
    }

    /// <summary>Packed on x86-64 alone.</summary>
    static void AddEpoll(CChecks checks, Architecture architecture)
    {
        const string Name = "struct epoll_event";
        Assert.Equal(RuntimeInformation.ProcessArchitecture == Architecture.X64, EpollEvents.IsPacked);
        PackedEpollEvent packed = default;
        EpollEvent natural = default;
        if (architecture == Architecture.X64)
            checks.Struct(Name, ref packed).Member("events", ref packed.Events).Member("data.u64", ref packed.Data);
        else
            checks.Struct(Name, ref natural).Member("events", ref natural.Events).Member("data.u64", ref natural.Data);
    }

    /// <summary>SockAddr has no fields; where something lies is where a change of it shows.</summary>
    static void AddAddresses(CChecks checks)
    {
        IPEndPoint ipv4 = new(IPAddress.Any, 0), ipv6 = new(IPAddress.IPv6Any, 0);
        checks.Size("struct sockaddr_in", (int)SockAddr.Of(ipv4).Length);
        checks.Size("struct sockaddr_in6", (int)SockAddr.Of(ipv6).Length);
        checks.Size("struct sockaddr_in6", SockAddr.Size);
        checks.Offset("struct sockaddr_in", "sin_family", FirstDifference(default, SockAddr.Of(ipv4)));
        checks.Offset("struct sockaddr_in", "sin_port", FirstDifference(SockAddr.Of(ipv4), SockAddr.Of(new(IPAddress.Any, 0xFFFF))));
        checks.Offset("struct sockaddr_in", "sin_addr", FirstDifference(SockAddr.Of(ipv4), SockAddr.Of(new(IPAddress.Broadcast, 0))));
        checks.Offset("struct sockaddr_in6", "sin6_family", FirstDifference(default, SockAddr.Of(ipv6)));
        checks.Offset("struct sockaddr_in6", "sin6_port", FirstDifference(SockAddr.Of(ipv6), SockAddr.Of(new(IPAddress.IPv6Any, 0xFFFF))));
        checks.Offset("struct sockaddr_in6", "sin6_addr", FirstDifference(SockAddr.Of(ipv6), SockAddr.Of(new(IPAddress.Parse("ff02::1"), 0))));
        IPAddress scoped = new(IPAddress.IPv6Any.GetAddressBytes(), 1);
        checks.Offset("struct sockaddr_in6", "sin6_scope_id", FirstDifference(SockAddr.Of(ipv6), SockAddr.Of(new(scoped, 0))));
    }

    static int FirstDifference(SockAddr a, SockAddr b) =>
        MemoryMarshal.AsBytes(new ReadOnlySpan<SockAddr>(in a)).CommonPrefixLength(MemoryMarshal.AsBytes(new ReadOnlySpan<SockAddr>(in b)));

    static void AddLimits(CChecks checks)
    {
        DescriptorLimit.Limit limit = default;
        checks.Struct("struct rlimit", ref limit).Member("rlim_cur", ref limit.Soft).Member("rlim_max", ref limit.Hard);
    }

    static void AddFiles(CChecks checks)
    {
        FileFacts facts = default;
        checks.Struct("struct statx", ref facts)
            .Member("stx_ino", ref facts.Inode)
            .Member("stx_dev_major", ref facts.DeviceMajor)
            .Member("stx_dev_minor", ref facts.DeviceMinor);
    }

    static void AddQueueEntries(CChecks checks)
    {
        SubmissionEntry sqe = default;
        checks.Struct("struct io_uring_sqe", ref sqe)
            .Member("opcode", ref sqe.Opcode)
            .Member("flags", ref sqe.Flags)
            .Member("ioprio", ref sqe.IoPriority)
            .Member("fd", ref sqe.Fd)
            .Member("addr", ref sqe.Address)
            .Member("len", ref sqe.Length)
            .Member("poll32_events", ref sqe.OperationFlags)
            .Member("user_data", ref sqe.UserData)
            .Member("buf_group", ref sqe.BufferGroup)
            .Member("file_index", ref sqe.OptionalLength) // of one union with the younger name
            .Member("optlen", ref sqe.OptionalLength);
        CompletionEntry cqe = default;
        checks.Struct("struct io_uring_cqe", ref cqe)
            .Member("user_data", ref cqe.UserData)
            .Member("res", ref cqe.Result)
            .Member("flags", ref cqe.Flags);
    }

    static void AddRing(CChecks checks)
    {
        SubmissionOffsets sq = default;
        checks.Struct("struct io_sqring_offsets", ref sq)
            .Member("head", ref sq.Head)
            .Member("tail", ref sq.Tail)
            .Member("ring_mask", ref sq.RingMask)
            .Member("ring_entries", ref sq.RingEntries)
            .Member("flags", ref sq.Flags)
            .Member("dropped", ref sq.Dropped)
            .Member("array", ref sq.Array)
            .Member("user_addr", ref sq.UserAddress);
        CompletionOffsets cq = default;
        checks.Struct("struct io_cqring_offsets", ref cq)
            .Member("head", ref cq.Head)
            .Member("tail", ref cq.Tail)
            .Member("ring_mask", ref cq.RingMask)
            .Member("ring_entries", ref cq.RingEntries)
            .Member("overflow", ref cq.Overflow)
            .Member("cqes", ref cq.Entries)
            .Member("flags", ref cq.Flags)
            .Member("user_addr", ref cq.UserAddress);
        RingParameters p = default;
        checks.Struct("struct io_uring_params", ref p)
            .Member("sq_entries", ref p.SubmissionEntries)
            .Member("cq_entries", ref p.CompletionEntries)
            .Member("flags", ref p.Flags)
            .Member("sq_thread_cpu", ref p.ThreadCpu)
            .Member("sq_thread_idle", ref p.ThreadIdle)
            .Member("features", ref p.Features)
            .Member("wq_fd", ref p.WorkQueueFd)
            .Member("sq_off", ref p.Submission)
            .Member("cq_off", ref p.Completion);
    }

    static void AddBuffers(CChecks checks)
    {
        BufferRingRegistration registration = default;
        checks.Struct("struct io_uring_buf_reg", ref registration)
            .Member("ring_addr", ref registration.RingAddress)
            .Member("ring_entries", ref registration.RingEntries)
            .Member("bgid", ref registration.Group)
            .Member("flags", ref registration.Flags);
        BufferEntry entry = default;
        checks.Struct("struct io_uring_buf", ref entry)
            .Member("addr", ref entry.Address)
            .Member("len", ref entry.Length)
            .Member("bid", ref entry.Id)
            .Member("resv", ref entry.Tail);
        checks.Offset("struct io_uring_buf_ring", "tail", Unsafe.ByteOffset(ref Unsafe.As<BufferEntry, byte>(ref entry), ref Unsafe.As<ushort, byte>(ref entry.Tail)));
        ResourceUpdate update = default;
        checks.Struct("struct io_uring_rsrc_update", ref update)
            .Member("offset", ref update.Offset)
            .Member("data", ref update.Data);
    }

    static void AddFilter(CChecks checks)
    {
        SocketFilter filter = default;
        checks.Struct("struct sock_filter", ref filter)
            .Member("code", ref filter.Code)
            .Member("jt", ref filter.JumpTrue)
            .Member("jf", ref filter.JumpFalse)
            .Member("k", ref filter.Operand);
        SocketFilterProgram program = default;
        checks.Struct("struct sock_fprog", ref program).Member("len", ref program.Length).Member("filter", ref program.Filter);
    }
}
