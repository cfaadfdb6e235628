using System.Text;

namespace Meari.Cli.Output;

/// <summary>stdout takes no more: its reader is gone, or the disk is full.</summary>
internal sealed class OutputException(Exception inner) : Exception(inner.Message, inner);

/// <summary>Writes to stdout at once, as an interactive program must. A failure is an <see cref="OutputException"/>, to be told from that of an input.</summary>
internal sealed class TextOutput(Stream stream)
{
    public void Write(string text) => Guard(() => stream.Write(Encoding.UTF8.GetBytes(text)));

    public void Write(ReadOnlyMemory<byte> bytes) => Guard(() => stream.Write(bytes.Span));

    /// <summary>One line on stderr.</summary>
    public static void TellError(string line) => WriteError(line + "\n");

    /// <summary>As it is, on stderr: for pictures.</summary>
    public static void WriteError(string text)
    {
        try
        {
            StandardStreams.Error.Write(Encoding.UTF8.GetBytes(text));
        }
        catch (Exception e) when (StandardStreams.IsGone(e))
        {
            // There is nobody left to tell; the exit code still says it.
        }
    }

    static void Guard(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (StandardStreams.IsGone(e))
        {
            throw new OutputException(e);
        }
    }
}
