using System.Runtime.CompilerServices;
using Meari.Interop.Linux;

namespace Meari.Engines.IoUring;

/// <summary>
/// A submission queue and a completion queue shared with the kernel. Belongs to the thread that made it: with SINGLE_ISSUER and
/// DEFER_TASKRUN the kernel touches the queues, and everything registered, only inside <see cref="Enter"/>.
/// </summary>
/// <remarks>Source: io_uring(7), io_uring_setup(2), io_uring_enter(2).</remarks>
internal sealed unsafe class Ring
{
    /// <summary>So many operations can be prepared before they must be submitted.</summary>
    const uint Submissions = 1024;

    /// <summary>More completions at once are kept by the kernel until there is room; multishot receives end then, and are asked for again.</summary>
    const uint Completions = 8192;

    /// <summary>The kernel takes submissions at once; a shortage of memory may last for some tries.</summary>
    const int MaxTries = 100_000;

    int _fd = -1;
    uint _enterFlags;
    int _enterFd;
    SubmissionEntry* _submissions;
    CompletionEntry* _completions;
    uint* _submissionHead, _submissionTail, _completionHead, _completionTail;
    uint _submissionMask, _completionMask;
    uint _tail, _submitted;

    /// <summary>0, or the negative errno that says why there can be no ring.</summary>
    public int SetUp()
    {
        RingParameters p = new()
        {
            CompletionEntries = Completions,
            Flags = Interop.Linux.IoUring.IORING_SETUP_SINGLE_ISSUER | Interop.Linux.IoUring.IORING_SETUP_DEFER_TASKRUN
                | Interop.Linux.IoUring.IORING_SETUP_SUBMIT_ALL | Interop.Linux.IoUring.IORING_SETUP_CQSIZE
                | Interop.Linux.IoUring.IORING_SETUP_NO_SQARRAY,
        };
        _fd = Libc.RingSetUp(Submissions, ref p);
        if (_fd < 0)
            return _fd;
        // Since Linux 5.4 one mapping holds both queues' heads and tails and the completions.
        byte* queues = Libc.MapRing(_fd, p.Completion.Entries + (p.CompletionEntries * (nuint)sizeof(CompletionEntry)), Interop.Linux.IoUring.IORING_OFF_SQ_RING);
        byte* submissions = Libc.MapRing(_fd, p.SubmissionEntries * (nuint)sizeof(SubmissionEntry), Interop.Linux.IoUring.IORING_OFF_SQES);
        if (queues is null || submissions is null)
            return -Errno.ENOMEM;
        _submissions = (SubmissionEntry*)submissions;
        _submissionHead = (uint*)(queues + p.Submission.Head);
        _submissionTail = (uint*)(queues + p.Submission.Tail);
        _submissionMask = *(uint*)(queues + p.Submission.RingMask);
        _completions = (CompletionEntry*)(queues + p.Completion.Entries);
        _completionHead = (uint*)(queues + p.Completion.Head);
        _completionTail = (uint*)(queues + p.Completion.Tail);
        _completionMask = *(uint*)(queues + p.Completion.RingMask);
        RegisterItself();
        return 0;
    }

    /// <summary>Spares the kernel looking up the descriptor at each enter.</summary>
    void RegisterItself()
    {
        ResourceUpdate update = new() { Offset = uint.MaxValue, Data = (ulong)_fd };
        bool isRegistered = Register(Interop.Linux.IoUring.IORING_REGISTER_RING_FDS, &update, 1) == 1;
        _enterFd = isRegistered ? (int)update.Offset : _fd;
        _enterFlags = isRegistered ? Interop.Linux.IoUring.IORING_ENTER_REGISTERED_RING : 0;
    }

    public int Register(uint operation, void* argument, uint count) => Libc.RingRegister(_fd, operation, argument, count);

    public void Close()
    {
        if (_fd >= 0)
            Libc.Close(_fd);
    }

    /// <summary>The next operation to fill in; zeroed. Submitted by the next <see cref="Enter"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref SubmissionEntry Next()
    {
        if (_tail - Volatile.Read(ref *_submissionHead) > _submissionMask)
            Flush();
        ref SubmissionEntry entry = ref _submissions[_tail++ & _submissionMask];
        entry = default;
        return ref entry;
    }

    /// <summary>Without GETEVENTS the kernel runs nothing deferred: what is being handled stays as it is.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    void Flush()
    {
        for (int tries = 0; _tail - Volatile.Read(ref *_submissionHead) > _submissionMask; tries++)
        {
            int result = Submit(0, 0);
            if (tries == MaxTries)
                Environment.FailFast($"Meari: io_uring takes no submissions (errno {-result}). Please report it.");
        }
    }

    /// <summary>Submits what was prepared, runs what is ready, and waits for something if asked to. 0, or a negative errno that does not matter: the next will do it.</summary>
    public int Enter(bool mayWait) => Submit(mayWait ? 1u : 0u, Interop.Linux.IoUring.IORING_ENTER_GETEVENTS);

    int Submit(uint minimum, uint flags)
    {
        Volatile.Write(ref *_submissionTail, _tail);
        int result = Libc.RingEnter(_enterFd, _tail - _submitted, minimum, flags | _enterFlags);
        if (result < 0)
            return result;
        _submitted += (uint)result;
        return 0;
    }

    /// <summary>The user data of a completion that is still in the queue: 0 for the next one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryPeek(uint ahead, out ulong userData)
    {
        uint at = *_completionHead + ahead;
        bool isThere = (int)(Volatile.Read(ref *_completionTail) - at) > 0;
        userData = isThere ? _completions[at & _completionMask].UserData : 0;
        return isThere;
    }

    /// <summary>Takes the next completion out of the queue.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTake(out CompletionEntry completion)
    {
        uint head = *_completionHead;
        if (head == Volatile.Read(ref *_completionTail))
        {
            completion = default;
            return false;
        }
        completion = _completions[head & _completionMask];
        Volatile.Write(ref *_completionHead, head + 1);
        return true;
    }
}
