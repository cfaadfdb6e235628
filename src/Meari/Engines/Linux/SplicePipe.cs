using Meari.Interop.Linux;

namespace Meari.Engines.Linux;

/// <summary>A pipe of the kernel, of which a copy uses both ends: pages go in from one socket and out to another, and no byte is copied.</summary>
/// <remarks>Source: splice(2), pipe(7) (capacity).</remarks>
internal sealed class SplicePipe : EnginePipe
{
    /// <summary>Bytes; as much as an unprivileged process may have (fs.pipe-max-size). Where it may not, the kernel's 64 KiB do.</summary>
    const int Capacity = 1024 * 1024;

    readonly int _read;
    readonly int _write;
    bool _disposed;

    SplicePipe(int read, int write)
    {
        _read = read;
        _write = write;
        Libc.SetPipeCapacity(write, Capacity);
    }

    /// <summary>Null if the process has no two descriptors left for it.</summary>
    public static SplicePipe? TryOpen() => Libc.Pipe(out int read, out int write) == 0 ? new(read, write) : null;

    /// <summary>What the socket's receive buffer has, up to the pipe's capacity; the pipe must be empty. 0 at the end, or a negative errno.</summary>
    public nint FillFrom(int socket) => Libc.Splice(socket, _write, Capacity);

    public nint Fill(ReadOnlySpan<byte> bytes) => Libc.Write(_write, bytes);

    /// <summary>What the socket's send buffer takes, or a negative errno.</summary>
    public nint DrainTo(int socket, int count) => Libc.Splice(_read, socket, count);

    public override void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        Libc.Close(_read);
        Libc.Close(_write);
    }
}
