using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using Meari.Text;

namespace Meari.Cli.Serve;

/// <summary>
/// Loads every assembly before the first client comes. The runtime loads one when it first meets a method that needs it, which takes
/// two descriptors and fails where clients have taken them all. Costs about 10 ms; a program compiled ahead of time has nothing to load.
/// </summary>
internal static class Preload
{
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "What was trimmed needs no loading.")]
    public static void Run()
    {
        if (!RuntimeFeature.IsDynamicCodeSupported)
            return;
        HashSet<string> seen = [];
        Queue<Assembly> found = new([typeof(Preload).Assembly]);
        while (found.TryDequeue(out Assembly? assembly))
        {
            foreach (AssemblyName name in assembly.GetReferencedAssemblies())
            {
                if (seen.Add(name.FullName) && TryLoad(name) is { } loaded)
                    found.Enqueue(loaded);
            }
        }
    }

    /// <summary>
    /// Shows receives of random bytes to nobody. What that costs the first time (the runtime compiles methods and takes memory for
    /// short-lived strings, about 8 MiB together) is then not the first client's, in time or in memory. Takes about 50 ms.
    /// </summary>
    public static void Rehearse(WireEncoding encoding, Transcript transcript)
    {
        byte[] bytes = new byte[64 * 1024];
        IPEndPoint nobody = new(IPAddress.IPv6Loopback, 0);
        ArrayBufferWriter<byte> line = new(bytes.Length);
        for (int receive = 0; receive < 256; receive++)
        {
            Random.Shared.NextBytes(bytes);
            WireText text = encoding.CreateText();
            Encoding.UTF8.GetBytes(transcript.Received(nobody, text.Read(bytes, ServeReport.MaxShown), text.NotShown), line);
            line.ResetWrittenCount();
        }
        GC.Collect();
    }

    static Assembly? TryLoad(AssemblyName name)
    {
        try
        {
            return Assembly.Load(name);
        }
        catch (Exception e) when (e is IOException or BadImageFormatException)
        {
            return null; // the framework names some that it does not bring along, and does not need
        }
    }
}
