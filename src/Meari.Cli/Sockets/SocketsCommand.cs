using System.Net.Sockets;
using System.Text;
using Meari.Cli.Output;
using Meari.Observe;
using Meari.Text;

namespace Meari.Cli.Sockets;

/// <summary><c>meari sockets</c>: reads the socket table and shows it, once or again and again.</summary>
internal sealed class SocketsCommand(SocketsSettings settings, Language language)
{
    readonly Messages _messages = new(language);
    readonly TextOutput _output = new(StandardStreams.Output);

    public async Task<int> RunAsync()
    {
        using SocketTableReader reader = new();
        try
        {
            if (settings.Watch is { } every)
                return await new SocketWatch(settings, every, reader, _messages, _output, TimeProvider.System).RunAsync();
            SocketTableResult table = reader.Read(settings.ToQuery());
            List<SocketEntry> entries = [.. table.Entries.Where(settings.Wants)];
            _output.Write(Show(entries, table.Source));
            foreach (string line in SocketNotes.Of(_messages, settings, table, entries))
                TextOutput.TellError(line);
            return 0;
        }
        catch (OutputException e)
        {
            TextOutput.TellError(_messages.OutputFailed(e.Message));
            return 1;
        }
    }

    ReadOnlyMemory<byte> Show(List<SocketEntry> entries, SocketTableSource source)
    {
        if (settings.Netstat)
            return Encoding.UTF8.GetBytes(NetstatLines.Print(entries, settings.Family == AddressFamily.InterNetworkV6 ? settings.Family : AddressFamily.InterNetwork));
        SocketOrder.Sort(entries);
        if (settings.Json)
            return SocketJson.Print(entries);
        if (entries.Count == 0)
            return default;
        StringBuilder page = new(entries.Count * 96);
        foreach ((string line, _) in new SocketLines(_messages, settings.Information).Lay([.. entries.Select(ChangedSocket.None)], source))
            page.Append(line).Append('\n');
        return Encoding.UTF8.GetBytes(page.ToString());
    }
}
