using System.Buffers;
using System.Text;

namespace Meari.Cli.Connect;

/// <summary>What standard input gave: a line, its end, or a line that is no text.</summary>
/// <param name="Text">The line without its line end; null at the end of input and if the line is no text.</param>
/// <param name="BadByteAt">Where in the input the first byte lies that is no UTF-8; -1 if there is none.</param>
/// <param name="TooLong">The line exceeds <see cref="MessageReader.MaxLength"/>.</param>
internal readonly record struct InputLine(string? Text, long BadByteAt = -1, bool TooLong = false);

/// <summary>Reads the lines to send. Standard input is UTF-8, at a terminal as in a pipe.</summary>
internal sealed class MessageReader(Stream input)
{
    /// <summary>The longest line, in bytes.</summary>
    public const int MaxLength = 512 * 1024 * 1024;

    static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    readonly byte[] _buffer = new byte[64 * 1024];
    int _start;
    int _end;
    long _position;

    public async ValueTask<InputLine> ReadAsync()
    {
        ArrayBufferWriter<byte> line = new(256);
        long lineStart = _position;
        while (true)
        {
            if (_start == _end && !await FillAsync())
                return line.WrittenCount == 0 ? new(null) : ToText(line, lineStart);
            ReadOnlySpan<byte> rest = _buffer.AsSpan(_start, _end - _start);
            int newline = rest.IndexOf((byte)'\n');
            int length = newline < 0 ? rest.Length : newline;
            if (line.WrittenCount + length > MaxLength)
                return new(null, TooLong: true);
            line.Write(rest[..length]);
            int taken = newline < 0 ? length : length + 1;
            _start += taken;
            _position += taken;
            if (newline >= 0)
                return ToText(line, lineStart);
        }
    }

    async ValueTask<bool> FillAsync()
    {
        _start = 0;
        _end = await input.ReadAsync(_buffer);
        return _end > 0;
    }

    static InputLine ToText(ArrayBufferWriter<byte> line, long lineStart)
    {
        ReadOnlySpan<byte> bytes = line.WrittenSpan;
        if (bytes.EndsWith("\r"u8))
            bytes = bytes[..^1];
        try
        {
            return new(Strict.GetString(bytes));
        }
        catch (DecoderFallbackException e)
        {
            return new(null, BadByteAt: lineStart + e.Index);
        }
    }
}
