using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Meari.Interop.Linux;

namespace Meari.Observe;

/// <summary>The kernel's table over netlink.</summary>
/// <remarks>
/// Source: netlink(7), sock_diag(7). The kernel answers in the calls themselves: a part of the dump in send, the next in each recv. So the
/// socket is non-blocking, and that nothing is there is an error. After any failure the socket is closed, with whatever was still to come.
/// </remarks>
internal sealed class SockDiagTable : IDisposable
{
    /// <summary>The kernel makes no larger messages for a dump.</summary>
    const int BufferSize = 32 * 1024;

    /// <summary>How often a dump is begun anew that the table's changes have spoiled.</summary>
    const int Attempts = 3;

    readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferSize, pinned: true);
    readonly SockDiagParser _parser = new();
    int _socket = -1;
    uint _sequence;

    /// <summary>Whether this kernel compares ports itself (since Linux 4.17).</summary>
    bool _filters = true;

    public SocketTableResult Read(SocketQuery query)
    {
        for (int attempt = 1; ; attempt++)
        {
            Dump dump = new(query);
            SourceStatus status = Read(dump, AddressFamily.InterNetwork);
            if (status.IsWorking)
                status = Read(dump, AddressFamily.InterNetworkV6);
            if (dump.Interrupted && status.IsWorking && attempt < Attempts)
                continue;
            return new()
            {
                Entries = dump.Entries,
                Source = SocketTableSource.SockDiag,
                Status = status,
                Interrupted = dump.Interrupted,
                Truncated = dump.Truncated,
            };
        }
    }

    SourceStatus Read(Dump dump, AddressFamily family)
    {
        if (!dump.Query.Wants(family) || dump.Truncated)
            return SourceStatus.Works;
        int error = ReadFamily(dump, family == AddressFamily.InterNetwork ? Constants.AF_INET : Constants.AF_INET6);
        if (error == Errno.EINVAL && _filters && dump.Query.Port != 0)
        {
            _filters = false;
            error = ReadFamily(dump, family == AddressFamily.InterNetwork ? Constants.AF_INET : Constants.AF_INET6);
        }
        return error == 0 ? SourceStatus.Works : new(Obstacle(error), error);
    }

    static SourceObstacle Obstacle(int error) => error switch
    {
        Errno.EPERM or Errno.EACCES => SourceObstacle.NotPermitted,
        NetlinkConstants.ENOENT or Errno.EPROTONOSUPPORT or Errno.EAFNOSUPPORT or Errno.ENOSYS => SourceObstacle.NotInKernel,
        _ => SourceObstacle.Failed,
    };

    /// <returns>0, or the errno.</returns>
    int ReadFamily(Dump dump, int family)
    {
        int error = Open();
        if (error == 0)
            error = Send(dump.Query, family);
        bool done = false;
        while (error == 0 && !done && !dump.Truncated)
        {
            nint length = Libc.ReceiveDatagram(_socket, _buffer);
            if (length == -Errno.EINTR)
                continue;
            error = length < 0 ? (int)-length : length > _buffer.Length ? Errno.ENOBUFS : TakeMessages(_buffer.AsSpan(0, (int)length), dump, out done);
        }
        if (error != 0 || dump.Truncated)
            Dispose();
        return error;
    }

    int Open()
    {
        if (_socket >= 0)
            return 0;
        int result = Libc.NetlinkSocket(NetlinkConstants.NETLINK_SOCK_DIAG);
        _socket = result;
        return result >= 0 ? 0 : -result;
    }

    int Send(SocketQuery query, int family)
    {
        Span<byte> request = stackalloc byte[SockDiagRequest.MaxLength];
        int length = SockDiagRequest.Write(request, query, family, ++_sequence, _filters);
        nint sent = Libc.Send(_socket, request[..length]);
        return sent < 0 ? (int)-sent : 0;
    }

    /// <summary>All messages of a datagram. What has another number answers another request, and is not looked at.</summary>
    int TakeMessages(ReadOnlySpan<byte> datagram, Dump dump, out bool done)
    {
        done = false;
        int headerSize = Unsafe.SizeOf<NetlinkHeader>();
        while (datagram.Length >= headerSize && !done && !dump.Truncated)
        {
            NetlinkHeader header = MemoryMarshal.Read<NetlinkHeader>(datagram);
            if (header.Length < headerSize || header.Length > datagram.Length)
                return Errno.EPROTO;
            if (header.Sequence == _sequence)
            {
                int error = Take(header, datagram[headerSize..(int)header.Length], dump, out done);
                if (error != 0)
                    return error;
            }
            int aligned = (int)(header.Length + NetlinkConstants.NLMSG_ALIGNTO - 1) & ~(NetlinkConstants.NLMSG_ALIGNTO - 1);
            datagram = datagram[Math.Min(aligned, datagram.Length)..];
        }
        return 0;
    }

    int Take(NetlinkHeader header, ReadOnlySpan<byte> body, Dump dump, out bool done)
    {
        dump.Interrupted |= (header.Flags & NetlinkConstants.NLM_F_DUMP_INTR) != 0;
        done = header.Type is NetlinkConstants.NLMSG_DONE or NetlinkConstants.NLMSG_ERROR;
        if (done)
            return body.Length >= sizeof(int) ? Math.Abs(MemoryMarshal.Read<int>(body)) : 0; // 0, or the negative errno
        if (header.Type != NetlinkConstants.SOCK_DIAG_BY_FAMILY)
            return 0;
        if (_parser.TryParse(body, dump.Query, out SocketEntry? entry) && !(dump.Truncated = dump.Entries.Count == SocketTable.MaxEntries))
            dump.Entries.Add(entry);
        return 0;
    }

    public void Dispose()
    {
        if (_socket >= 0)
            Libc.Close(_socket);
        _socket = -1;
    }

    /// <summary>What has been read so far.</summary>
    sealed class Dump(SocketQuery query)
    {
        public SocketQuery Query => query;

        public List<SocketEntry> Entries { get; } = [];

        public bool Interrupted { get; set; }

        public bool Truncated { get; set; }
    }
}
