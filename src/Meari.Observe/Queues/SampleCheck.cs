namespace Meari.Observe;

/// <summary>
/// Compares the computed buffers of one end with the kernel's. A sample taken while bytes move proves nothing: its time is not exact. So the
/// kernel is believed when it says the same twice while nothing is computed to have moved, or contradicts in the same sense many times in a row.
/// </summary>
internal sealed class SampleCheck
{
    /// <summary>How often a busy connection's samples must contradict in the same sense.</summary>
    const int Often = 16;

    /// <summary>The kernel counts a SYN or FIN that is not acknowledged, or not read, as one byte.</summary>
    const long Uncounted = 1;

    Series _send, _receive;
    bool _isSaid;

    /// <summary>Takes a sample.</summary>
    /// <returns>What was corrected, the first time; null if nothing is to be said.</returns>
    public (bool IsSendQueue, long Computed, long Sampled)? Compare(QueueEvent sample, EndQueues end, EndQueues peer)
    {
        long? send = end.SendQueue, receive = end.ReceiveQueueFrom(peer);
        (bool IsSendQueue, long Computed, long Sampled)? said = null;
        if (send is not null && sample.SendQueue is { } sentSample && end.WaitingSends == 0 && _send.Contradicts(send.Value, sentSample))
        {
            end.ResynchronizeSendQueue(sentSample);
            said = (true, send.Value, sentSample);
        }
        if (receive is not null && sample.ReceiveQueue is { } receivedSample && _receive.Contradicts(receive.Value, receivedSample))
        {
            end.ResynchronizeReceiveQueue(receivedSample, peer);
            said ??= (false, receive.Value, receivedSample);
        }
        if (said is null || _isSaid)
            return null;
        _isSaid = true;
        return said;
    }

    struct Series
    {
        long _computed, _sampled;
        int _count;
        bool _isMore;

        /// <summary>Whether the contradiction lasts.</summary>
        public bool Contradicts(long computed, long sampled)
        {
            bool differs = Math.Abs(computed - sampled) > Uncounted, isMore = sampled > computed;
            bool isSame = _count > 0 && computed == _computed && sampled == _sampled;
            _count = !differs ? 0 : _count > 0 && isMore == _isMore ? _count + 1 : 1;
            (_computed, _sampled, _isMore) = (computed, sampled, isMore);
            bool lasts = differs && (isSame || _count >= Often);
            if (lasts)
                _count = 0;
            return lasts;
        }
    }
}
