using System.Buffers;

namespace Meari.Tests.Stress;

/// <summary>Sends all of one direction, or as much as the plan lets it.</summary>
sealed class Sender(Conversation conversation, End end, Part part)
{
    const int LargestMessage = 1024 * 1024, LargestInLockstep = 4096;

    readonly Plan _plan = conversation.Plan;
    readonly Draw _draw = conversation.DrawOf(part);
    readonly Flow _flow = part == Part.ClientSender ? conversation.Up : conversation.Down;
    readonly int _length = part == Part.ClientSender ? conversation.Plan.Up : conversation.Plan.Down;

    bool IsFaulty => part == Part.ClientSender && _plan.Fault is Fault.ClientResetsSending or Fault.ClientLeaves;

    /// <param name="finishes">Whether FIN follows.</param>
    public async ValueTask SendAllAsync(bool finishes)
    {
        int length = IsFaulty ? _plan.FaultAt : _length;
        try
        {
            while (_flow.Promised < length)
            {
                int most = _plan.IsLockstep ? LargestInLockstep : LargestMessage;
                if (!await SendAsync(Math.Min(_draw.Size(most), length - (int)_flow.Promised)))
                    return;
                if (_plan.IsLockstep)
                    await _flow.SenderWaitsAsync(conversation.Down.WhenReceivedAsync(_flow.Promised));
                await End.HopAsync(_draw);
            }
            if (IsFaulty)
                Fail();
            else if (finishes)
                end.FinishSending();
        }
        finally
        {
            _flow.SenderIsDone();
        }
    }

    async ValueTask<bool> SendAsync(int length)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(length);
        _flow.Promise(buffer.AsSpan(0, length));
        bool isSent = await _flow.SenderWaitsAsync(end.SendAsync(buffer.AsMemory(0, length), _draw));
        buffer.AsSpan(0, length).Fill(0xEE); // the send is over, and so must be the library's use of it
        ArrayPool<byte>.Shared.Return(buffer);
        return isSent;
    }

    void Fail()
    {
        if (_plan.Fault != Fault.ClientResetsSending)
            return; // the receiver is the one who leaves
        end.Abort();
        conversation.Release();
    }
}
