using System.Runtime.InteropServices;

namespace Meari.Observe.Tests.Segments;

/// <summary>Capabilities belong to a thread: one of its own gives them up and ends.</summary>
static unsafe partial class Capabilities
{
    const uint Version3 = 0x20080522; // linux/capability.h

    public static Task<T> WithoutAny<T>(Func<T> action)
    {
        TaskCompletionSource<T> result = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Thread thread = new(() =>
        {
            uint* header = stackalloc uint[2] { Version3, 0 };
            uint* none = stackalloc uint[6];
            if (capset(header, none) == 0)
                result.SetResult(action());
            else
                result.SetException(new InvalidOperationException("capset failed"));
        });
        thread.Start();
        return result.Task;
    }

#pragma warning disable SYSLIB1054, IDE1006 // the name is libc's
    [LibraryImport("libc")] private static partial int capset(uint* header, uint* data);
#pragma warning restore SYSLIB1054, IDE1006
}
