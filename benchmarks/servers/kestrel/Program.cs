// KestrelEcho PORT [--inline]: a ConnectionHandler, which is how ASP.NET Core serves a protocol of one's own.
using System.Net;
using Meari.Benchmarks.Servers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

bool inline = args is [_, "--inline"];
if (args.Length != (inline ? 2 : 1) || !int.TryParse(args[0], out int port))
{
    Console.Error.WriteLine("usage: KestrelEcho PORT [--inline]");
    return 2;
}
using var report = AllocationReport.OnSignal();
WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.UseSockets(options =>
{
    options.Backlog = 4096;
    options.UnsafePreferInlineScheduling = inline;
});
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen => listen.UseConnectionHandler<EchoHandler>()));
await builder.Build().RunAsync();
return 0;
