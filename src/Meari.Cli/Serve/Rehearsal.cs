using System.Buffers;
using System.Net;
using System.Text;
using Meari.Text;

namespace Meari.Cli.Serve;

/// <summary>
/// Shows receives of random bytes to nobody. What that costs the first time (the runtime compiles methods and takes memory for
/// short-lived strings, about 8 MiB together) is then no client's, in time or in memory.
/// </summary>
internal static class Rehearsal
{
    const int Receives = 256;

    public static void Run(WireEncoding encoding, Transcript transcript)
    {
        // As long as what is shown of a receive; of longer ones the rest is left out.
        byte[] bytes = new byte[4 * ServeReport.MaxShown];
        IPEndPoint nobody = new(IPAddress.IPv6Loopback, 0);
        ArrayBufferWriter<byte> line = new(bytes.Length);
        for (int receive = 0; receive < Receives; receive++)
        {
            Random.Shared.NextBytes(bytes);
            WireText text = encoding.CreateText();
            Encoding.UTF8.GetBytes(transcript.Received(nobody, text.Read(bytes, ServeReport.MaxShown), text.NotShown), line);
            line.ResetWrittenCount();
        }
        GC.Collect();
    }
}
