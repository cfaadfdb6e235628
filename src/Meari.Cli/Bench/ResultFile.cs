namespace Meari.Cli.Bench;

/// <summary>
/// A file that a result goes to. It is opened before there is one, so that a wrong name costs no run; but what was in it stays until there is something to
/// put in its place, and a new one that stays empty is taken away again.
/// </summary>
internal sealed class ResultFile : IDisposable
{
    readonly bool _isNew;

    public ResultFile(string name)
    {
        FileInfo before = new(name);
        _isNew = !before.Exists && before.LinkTarget is null;
        Stream = new(name, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0);
    }

    public FileStream Stream { get; }

    /// <summary>Puts something in the place of all that it held.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (Stream.CanSeek && Stream.Length > 0) // a device cannot be cut
            Stream.SetLength(0);
        Stream.Write(bytes);
    }

    public void Dispose()
    {
        bool isUnused = _isNew && Stream.Length == 0;
        Stream.Dispose();
        if (isUnused)
            Remove(Stream.Name);
    }

    static void Remove(string name)
    {
        try
        {
            File.Delete(name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // An empty file stays, in a folder that allows no more.
        }
    }
}
