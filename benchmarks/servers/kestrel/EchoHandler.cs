using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace Meari.Benchmarks.Servers;

sealed class EchoHandler : ConnectionHandler
{
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        PipeReader input = connection.Transport.Input;
        PipeWriter output = connection.Transport.Output;
        try
        {
            while (true)
            {
                ReadResult read = await input.ReadAsync();
                foreach (ReadOnlyMemory<byte> part in read.Buffer)
                    output.Write(part.Span);
                bool any = !read.Buffer.IsEmpty;
                input.AdvanceTo(read.Buffer.End);
                if (any && (await output.FlushAsync()).IsCompleted || read.IsCompleted)
                    break;
            }
        }
        catch (Exception e) when (e is IOException or ConnectionAbortedException)
        {
            // The peer has reset the connection.
        }
    }
}
