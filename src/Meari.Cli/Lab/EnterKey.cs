using Meari.Cli.Output;

namespace Meari.Cli.Lab;

/// <summary>The [Enter] of whoever sits at standard input, while something else is waited for. At the end of input nobody presses it any more.</summary>
internal sealed class EnterKey
{
    readonly Lock _gate = new();
    TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Reads from now on, once; a read that waits keeps no program from ending.</summary>
    public void Start() => new Thread(Read) { IsBackground = true, Name = "enter" }.Start();

    /// <summary>Ends with the next [Enter] from now on; what was pressed before counts no more.</summary>
    public Task NextAsync()
    {
        lock (_gate)
        {
            if (_next.Task.IsCompleted)
                _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _next.Task;
        }
    }

    void Read()
    {
        byte[] typed = new byte[256];
        try
        {
            while (StandardStreams.Input.Read(typed) is > 0 and int length)
            {
                if (typed.AsSpan(0, length).Contains((byte)'\n'))
                    Press();
            }
        }
        catch (Exception e) when (StandardStreams.IsGone(e))
        {
            // As good as its end.
        }
    }

    void Press()
    {
        lock (_gate)
            _next.TrySetResult();
    }
}
