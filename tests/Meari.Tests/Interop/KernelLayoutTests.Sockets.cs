using System.Runtime.CompilerServices;
using Meari.Interop.Linux;

namespace Meari.Tests.Interop;

/// <summary>What the socket table reads, and what calls that block take.</summary>
public sealed partial class KernelLayoutTests
{
    static void AddBlocking(CChecks checks)
    {
        Linger linger = default;
        checks.Struct("struct linger", ref linger).Member("l_onoff", ref linger.OnOff).Member("l_linger", ref linger.Seconds);
        PollEntry entry = default;
        checks.Struct("struct pollfd", ref entry)
            .Member("fd", ref entry.Descriptor)
            .Member("events", ref entry.Events)
            .Member("revents", ref entry.Returned);
        checks.Constant("POLLIN", (ulong)PollEntry.In);
        checks.Constant("POLLOUT", (ulong)PollEntry.Out);
    }

    static void AddTimers(CChecks checks)
    {
        TimerSetting setting = default;
        checks.Struct("struct itimerspec", ref setting).Member("it_interval", ref setting.Interval).Member("it_value", ref setting.Value);
        TimeSetting time = default;
        checks.Struct("struct timespec", ref time).Member("tv_sec", ref time.Seconds).Member("tv_nsec", ref time.Nanoseconds);
    }

    static void AddSocketTable(CChecks checks)
    {
        checks.ConstantsOf(typeof(NetlinkConstants));
        checks.Constant("TIOCGWINSZ", Libc.WindowSizeRequest);
        checks.Size("struct winsize", 4 * sizeof(ushort));
        checks.Offset("struct dirent", "d_name", Libc.DirectoryEntryName);
        NetlinkHeader header = default;
        checks.Struct("struct nlmsghdr", ref header)
            .Member("nlmsg_len", ref header.Length)
            .Member("nlmsg_type", ref header.Type)
            .Member("nlmsg_flags", ref header.Flags)
            .Member("nlmsg_seq", ref header.Sequence)
            .Member("nlmsg_pid", ref header.Port);
        NetlinkAttribute attribute = default;
        checks.Struct("struct nlattr", ref attribute).Member("nla_len", ref attribute.Length).Member("nla_type", ref attribute.Type);
        AddSocketId(checks);
        AddSocketMessages(checks);
        AddTcpInfo(checks);
    }

    static void AddSocketId(CChecks checks)
    {
        InetDiagSocketId id = default;
        checks.Struct("struct inet_diag_sockid", ref id)
            .Member("idiag_sport", ref id.SourcePort)
            .Member("idiag_dport", ref id.DestinationPort)
            .Member("idiag_src", ref id.Source)
            .Member("idiag_dst", ref id.Destination)
            .Member("idiag_if", ref id.Interface)
            .Member("idiag_cookie[0]", ref id.CookieLow)
            .Member("idiag_cookie[1]", ref id.CookieHigh);
        InetDiagAddress address = default;
        checks.Struct("__typeof__(((struct inet_diag_sockid *)0)->idiag_src)", ref address);
        checks.Structures[typeof(InetDiagAddress)].Add(0); // an array of words, whose size says all
        Assert.Equal(4 * sizeof(uint), Unsafe.SizeOf<InetDiagAddress>());
    }

    static void AddSocketMessages(CChecks checks)
    {
        InetDiagRequest request = default;
        checks.Struct("struct inet_diag_req_v2", ref request)
            .Member("sdiag_family", ref request.Family)
            .Member("sdiag_protocol", ref request.Protocol)
            .Member("idiag_ext", ref request.Extensions)
            .Member("idiag_states", ref request.States)
            .Member("id", ref request.Id);
        InetDiagMessage message = default;
        checks.Struct("struct inet_diag_msg", ref message)
            .Member("idiag_family", ref message.Family)
            .Member("idiag_state", ref message.State)
            .Member("idiag_timer", ref message.Timer)
            .Member("idiag_retrans", ref message.Retransmits)
            .Member("id", ref message.Id)
            .Member("idiag_expires", ref message.Expires)
            .Member("idiag_rqueue", ref message.ReceiveQueue)
            .Member("idiag_wqueue", ref message.SendQueue)
            .Member("idiag_uid", ref message.UserId)
            .Member("idiag_inode", ref message.Inode);
        InetDiagOperation operation = default;
        checks.Struct("struct inet_diag_bc_op", ref operation)
            .Member("code", ref operation.Code)
            .Member("yes", ref operation.Yes)
            .Member("no", ref operation.No);
    }

    static void AddTcpInfo(CChecks checks)
    {
        TcpInfo info = default;
        checks.Struct("struct tcp_info", ref info)
            .Member("tcpi_state", ref info.State)
            .Member("tcpi_ca_state", ref info.CongestionState)
            .Member("tcpi_retransmits", ref info.Retransmits)
            .Member("tcpi_probes", ref info.Probes)
            .Member("tcpi_backoff", ref info.Backoff)
            .Member("tcpi_options", ref info.Options)
            .Member("tcpi_rto", ref info.RetransmissionTimeout)
            .Member("tcpi_ato", ref info.AcknowledgmentTimeout)
            .Member("tcpi_snd_mss", ref info.SendMss)
            .Member("tcpi_rcv_mss", ref info.ReceiveMss)
            .Member("tcpi_unacked", ref info.Unacknowledged)
            .Member("tcpi_sacked", ref info.SelectivelyAcknowledged)
            .Member("tcpi_lost", ref info.Lost)
            .Member("tcpi_retrans", ref info.Retransmitted)
            .Member("tcpi_fackets", ref info.ForwardAcknowledged)
            .Member("tcpi_last_data_sent", ref info.LastDataSent)
            .Member("tcpi_last_ack_sent", ref info.LastAcknowledgmentSent)
            .Member("tcpi_last_data_recv", ref info.LastDataReceived)
            .Member("tcpi_last_ack_recv", ref info.LastAcknowledgmentReceived)
            .Member("tcpi_pmtu", ref info.PathMtu)
            .Member("tcpi_rcv_ssthresh", ref info.ReceiveThreshold)
            .Member("tcpi_rtt", ref info.RoundTripTime)
            .Member("tcpi_rttvar", ref info.RoundTripTimeVariation)
            .Member("tcpi_snd_ssthresh", ref info.SendThreshold)
            .Member("tcpi_snd_cwnd", ref info.CongestionWindow)
            .Member("tcpi_advmss", ref info.AdvertisedMss)
            .Member("tcpi_reordering", ref info.Reordering)
            .Member("tcpi_rcv_rtt", ref info.ReceiveRoundTripTime)
            .Member("tcpi_rcv_space", ref info.ReceiveSpace)
            .Member("tcpi_total_retrans", ref info.TotalRetransmitted)
            .Member("tcpi_pacing_rate", ref info.PacingRate)
            .Member("tcpi_max_pacing_rate", ref info.MaximumPacingRate)
            .Member("tcpi_bytes_acked", ref info.BytesAcknowledged)
            .Member("tcpi_bytes_received", ref info.BytesReceived)
            .Member("tcpi_segs_out", ref info.SegmentsOut)
            .Member("tcpi_segs_in", ref info.SegmentsIn)
            .Member("tcpi_notsent_bytes", ref info.NotSentBytes)
            .Member("tcpi_min_rtt", ref info.MinimumRoundTripTime)
            .Member("tcpi_data_segs_in", ref info.DataSegmentsIn)
            .Member("tcpi_data_segs_out", ref info.DataSegmentsOut)
            .Member("tcpi_delivery_rate", ref info.DeliveryRate)
            .Member("tcpi_busy_time", ref info.BusyTime)
            .Member("tcpi_rwnd_limited", ref info.ReceiveWindowLimited)
            .Member("tcpi_sndbuf_limited", ref info.SendBufferLimited)
            .Member("tcpi_delivered", ref info.Delivered)
            .Member("tcpi_delivered_ce", ref info.DeliveredCongestion)
            .Member("tcpi_bytes_sent", ref info.BytesSent)
            .Member("tcpi_bytes_retrans", ref info.BytesRetransmitted)
            .Member("tcpi_dsack_dups", ref info.DuplicateAcknowledgments)
            .Member("tcpi_reord_seen", ref info.ReorderingsSeen)
            .Member("tcpi_rcv_ooopack", ref info.OutOfOrderPackets)
            .Member("tcpi_snd_wnd", ref info.SendWindow);
    }
}
