using System.Text;

namespace Meari.Text;

/// <summary>Writes bytes that are no text as <c>\xff</c>.</summary>
internal sealed class ShowBytes : DecoderFallback
{
    /// <summary>No encoding of .NET gives up on more bytes than this at once.</summary>
    const int MostBytes = 8;

    public override int MaxCharCount => 4 * MostBytes;

    public override DecoderFallbackBuffer CreateFallbackBuffer() => new Buffer();

    sealed class Buffer : DecoderFallbackBuffer
    {
        string _text = "";
        int _at;

        public override int Remaining => _text.Length - _at;

        public override bool Fallback(byte[] bytesUnknown, int index)
        {
            _text = string.Concat(bytesUnknown.Select(static b => $@"\x{b:x2}"));
            _at = 0;
            return _text.Length > 0;
        }

        public override char GetNextChar() => _at < _text.Length ? _text[_at++] : '\0';

        public override bool MovePrevious()
        {
            if (_at == 0)
                return false;
            _at--;
            return true;
        }

        public override void Reset()
        {
            _text = "";
            _at = 0;
        }
    }
}
