using Meari.Cli.Watch;
using Meari.Observe;
using Meari.Text;

namespace Meari.Cli.Bench;

/// <summary>Reads the file that is a message.</summary>
internal static class MessageFile
{
    public static byte[]? Read(string file, int most, Messages messages, out string? error)
    {
        error = null;
        try
        {
            using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            byte[] bytes = new byte[most + 1];
            int length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (length >= 1 && length <= most)
                return bytes[..length];
            error = messages.MessageFileTooLarge(file, most);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            error = messages.CannotReadFile(file, RecordingReasons.Phrase(messages, RecordingErrors.Of(e, 0, file)));
        }
        return null;
    }
}
