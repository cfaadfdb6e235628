using System.IO.Pipelines;
using Meari.Streams;

namespace Meari;

public sealed partial class TcpConnection
{
    DuplexPipe? _pipe;

    /// <summary>
    /// The connection as a pair of pipes, for parsing messages: TCP keeps no boundaries, so a message may come in pieces, or several at
    /// once. Do not receive or send beside it.
    /// </summary>
    /// <param name="maximum">
    /// The most bytes of an unfinished message that are kept. A peer that exceeds it is reset (<see cref="TcpCloseKind.Limit"/>). Not less
    /// than the options' receive size, which is taken instead of anything less; the pooled buffer may be twice as large. Only the first call counts.
    /// </param>
    /// <returns>Its reader is completed when nothing more will come; its flushes are completed once the connection is over.</returns>
    public IDuplexPipe AsPipe(int maximum = 1024 * 1024) =>
        _pipe ??= new DuplexPipe(new ConnectionPipeReader(this, Math.Max(maximum, _settings.ReceiveSize)), new ConnectionPipeWriter(this));

    /// <summary>
    /// The connection as a stream, for the rest of .NET. A failure is an <see cref="IOException"/>. Disposing the stream closes the
    /// connection. Synchronous reads and writes throw <see cref="InvalidOperationException"/> on a loop thread. Do not receive or send beside it.
    /// </summary>
    /// <returns>The stream.</returns>
    public Stream AsStream() => new ConnectionStream(this);

    sealed class DuplexPipe(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }
}
