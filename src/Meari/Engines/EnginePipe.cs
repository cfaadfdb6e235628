namespace Meari.Engines;

/// <summary>What a copy between two sockets moves through inside the kernel; holds what one has given and the other not yet taken.</summary>
internal abstract class EnginePipe : IDisposable
{
    public abstract void Dispose();
}
