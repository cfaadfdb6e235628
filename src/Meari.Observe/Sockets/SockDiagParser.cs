using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Meari.Interop.Linux;

namespace Meari.Observe;

/// <summary>From a sock_diag message to a socket.</summary>
internal sealed class SockDiagParser
{
    /// <summary>Most sockets of a table share few addresses; so each is made once, as long as no other takes its place here. A power of two.</summary>
    const int CachedAddresses = 256;

    readonly (InetDiagAddress Key, int Family, IPAddress? Address)[] _addresses = new (InetDiagAddress, int, IPAddress?)[CachedAddresses];

    /// <returns>Whether it is a socket that was asked for. What is too short is none.</returns>
    public bool TryParse(ReadOnlySpan<byte> body, SocketQuery query, [NotNullWhen(true)] out SocketEntry? entry)
    {
        entry = null;
        if (body.Length < Unsafe.SizeOf<InetDiagMessage>())
            return false;
        InetDiagMessage message = MemoryMarshal.Read<InetDiagMessage>(body);
        int local = SockDiagRequest.Port(message.Id.SourcePort), remote = SockDiagRequest.Port(message.Id.DestinationPort);
        TcpState state = StateOf(message.State);
        if (!query.Wants(local, remote, state))
            return false;
        Attributes attributes = new();
        attributes.Read(body[Unsafe.SizeOf<InetDiagMessage>()..]);
        SocketTimer timer = TimerOf(message.Timer);
        entry = new()
        {
            Local = new(Address(message.Id.Source, message), local),
            Remote = new(Address(message.Id.Destination, message), remote),
            State = state,
            ReceiveQueue = message.ReceiveQueue,
            SendQueue = message.SendQueue,
            Timer = timer,
            TimerExpires = timer == SocketTimer.None ? default : TimeSpan.FromMilliseconds(message.Expires),
            TimerCount = timer is SocketTimer.None or SocketTimer.TimeWait ? 0 : message.Retransmits,
            Inode = message.Inode,
            UserId = timer == SocketTimer.TimeWait ? null : (int)message.UserId, // the kernel has forgotten it, and says 0
            Cookie = message.Id.CookieLow | ((ulong)message.Id.CookieHigh << 32),
            IPv6Only = attributes.IPv6Only,
            Interface = (int)message.Id.Interface,
            Information = state == TcpState.Listen ? null : attributes.Information,
            Memory = attributes.Memory,
        };
        return true;
    }

    static TcpState StateOf(byte state) => state switch
    {
        12 => TcpState.SynReceived, // NEW_SYN_RECV
        13 => TcpState.Closed, // BOUND_INACTIVE
        <= (int)TcpState.Closing => (TcpState)state,
        _ => TcpState.Unknown,
    };

    static SocketTimer TimerOf(byte timer) => timer is > 0 and <= (int)SocketTimer.ZeroWindowProbe ? (SocketTimer)timer : SocketTimer.None;

    IPAddress Address(InetDiagAddress address, in InetDiagMessage message)
    {
        ReadOnlySpan<uint> words = address;
        uint mixed = message.Family == Constants.AF_INET ? words[0] : words[0] ^ words[1] ^ words[2] ^ words[3];
        ref (InetDiagAddress Key, int Family, IPAddress? Address) slot = ref _addresses[(mixed * 0x9E3779B1u) >> 24];
        if (slot.Address is not null && slot.Family == message.Family && words.SequenceEqual(slot.Key))
            return slot.Address;
        IPAddress made = message.Family == Constants.AF_INET ? new(words[0]) : new(MemoryMarshal.AsBytes(words));
        if (made.IsIPv6LinkLocal)
            return new(made.GetAddressBytes(), message.Id.Interface);
        slot = (address, message.Family, made);
        return made;
    }

    /// <summary>What follows the message. Each attribute tells its length; what does not fit ends the reading.</summary>
    ref struct Attributes
    {
        public bool? IPv6Only;
        public TcpInformation? Information;
        public SocketMemory? Memory;

        public void Read(ReadOnlySpan<byte> bytes)
        {
            int headerSize = Unsafe.SizeOf<NetlinkAttribute>();
            while (bytes.Length >= headerSize)
            {
                NetlinkAttribute header = MemoryMarshal.Read<NetlinkAttribute>(bytes);
                if (header.Length < headerSize || header.Length > bytes.Length)
                    return;
                Take(header.Type, bytes[headerSize..header.Length]);
                int aligned = (header.Length + NetlinkConstants.NLA_ALIGNTO - 1) & ~(NetlinkConstants.NLA_ALIGNTO - 1);
                bytes = bytes[Math.Min(aligned, bytes.Length)..];
            }
        }

        void Take(int type, ReadOnlySpan<byte> value)
        {
            switch (type)
            {
                case NetlinkConstants.INET_DIAG_INFO:
                    Information = TcpInfoParser.Parse(value);
                    break;
                case NetlinkConstants.INET_DIAG_SKMEMINFO when value.Length >= (NetlinkConstants.SK_MEMINFO_BACKLOG + 1) * sizeof(uint):
                    Memory = TcpInfoParser.ParseMemory(value);
                    break;
                case NetlinkConstants.INET_DIAG_SKV6ONLY when value.Length >= 1:
                    IPv6Only = value[0] != 0;
                    break;
            }
        }
    }
}
