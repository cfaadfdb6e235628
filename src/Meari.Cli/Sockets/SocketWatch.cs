using System.Runtime.InteropServices;
using System.Text;
using Meari.Cli.Output;
using Meari.Observe;
using Meari.Text;

namespace Meari.Cli.Sockets;

/// <summary>
/// <c>meari sockets --watch</c>: reads the table again and again until a signal. On a terminal the picture is drawn anew in its place;
/// elsewhere, and as JSON, what has changed is printed.
/// </summary>
internal sealed class SocketWatch(
    SocketsSettings settings, TimeSpan every, SocketTableReader reader, Messages messages, TextOutput output, TimeProvider time)
{
    const int Interrupted = 130;

    readonly SocketChanges _changes = new();
    readonly bool _inColour = !settings.NoColor && Colours.AreWanted;
    readonly HashSet<string> _told = [];

    public async Task<int> RunAsync()
    {
        using Signals signals = new();
        bool isScreen = !settings.Json && !Console.IsOutputRedirected;
        if (isScreen)
            await DrawUntil(signals.First);
        else
            await PrintUntil(signals.First);
        return Interrupted;
    }

    /// <summary>A timer's ticks do not add up while a slow terminal is written to: the next look comes so long after this one at the earliest.</summary>
    Task<Task> Pause(Task end, Task? sooner = null) => Task.WhenAny(sooner is null ? [end, Task.Delay(every, time)] : [end, Task.Delay(every, time), sooner]);

    async Task PrintUntil(Task end)
    {
        while (!end.IsCompleted)
        {
            SocketTableResult table = Look(out List<ChangedSocket> sockets);
            bool isFirst = _told.Count == 0 && _told.Add("");
            Tell(table, sockets);
            StringBuilder lines = new();
            foreach (ChangedSocket socket in sockets)
            {
                if (settings.Json && (isFirst || socket.Change != SocketChange.None))
                    output.Write(SocketJson.Print(socket.Entry, NameOf(socket.Change), time.GetUtcNow()));
                else if (!settings.Json && (isFirst || socket.Change != SocketChange.None))
                    lines.Append(Coloured(LineOf(socket, table.Source), socket.Change)).Append('\n');
            }
            if (lines.Length > 0)
                output.Write(lines.ToString());
            await Pause(end);
        }
    }

    SocketTableResult Look(out List<ChangedSocket> sockets)
    {
        SocketTableResult table = reader.Read(settings.ToQuery());
        sockets = _changes.Next(table.Entries.Where(settings.Wants));
        return table;
    }

    /// <summary>Each thing once: what is missing stays missing.</summary>
    void Tell(SocketTableResult table, List<ChangedSocket> sockets)
    {
        // What does not match now may come; and a number that changes is no news.
        foreach (string line in SocketNotes.Of(messages, settings, table, [.. sockets.Select(static s => s.Entry)]))
        {
            if (line != messages.NoSocket && _told.Add(new([.. line.Where(static c => !char.IsDigit(c))])))
                TextOutput.TellError(line);
        }
    }

    string LineOf(ChangedSocket socket, SocketTableSource source) =>
        $"{MarkOf(socket.Change)} {new SocketLines(messages, source, information: false).Line(socket.Entry)}{Was(socket)}";

    string Was(ChangedSocket socket) => socket.Before == socket.Entry.State ? "" : "  " + messages.WasState(TcpStates.NameOf(socket.Before));

    async Task DrawUntil(Task end)
    {
        TaskCompletionSource resized = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using PosixSignalRegistration? resize = OperatingSystem.IsWindows()
            ? null
            : PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => Volatile.Read(ref resized).TrySetResult());
        SocketScreen screen = new(output, _inColour);
        screen.Begin();
        try
        {
            while (!end.IsCompleted)
            {
                Volatile.Write(ref resized, new(TaskCreationOptions.RunContinuationsAsynchronously));
                SocketTableResult table = Look(out List<ChangedSocket> sockets);
                screen.Draw(Picture(table, sockets), messages.MoreLines);
                await Pause(end, resized.Task);
            }
        }
        finally
        {
            screen.End();
        }
    }

    /// <summary>A title, what is to be said about the table, its headings, its sockets.</summary>
    List<(string Line, SocketChange Change)> Picture(SocketTableResult table, List<ChangedSocket> sockets)
    {
        SocketEntry[] entries = [.. sockets.Select(static s => s.Entry)];
        List<(string, SocketChange)> picture = [(messages.WatchTitle(time.GetLocalNow(), sockets.Count(static s => s.Change != SocketChange.Gone), every), SocketChange.None)];
        picture.AddRange(SocketNotes.Of(messages, settings, table, entries).Select(static note => (note, SocketChange.None)));
        string[] lines = new SocketLines(messages, table.Source, settings.Information).Print(entries).TrimEnd('\n').Split('\n');
        int socket = -1;
        foreach (string line in lines)
        {
            // TCP_INFO stands under its socket, indented.
            bool isInformation = line.StartsWith(' ');
            ChangedSocket? own = isInformation || line.Length == 0 || ++socket == 0 ? null : sockets[socket - 1];
            picture.Add(own is { } changed
                ? ($"{MarkOf(changed.Change)} {line}{Was(changed)}", changed.Change)
                : ("  " + line, SocketChange.None));
        }
        return picture;
    }

    static char MarkOf(SocketChange change) => change switch
    {
        SocketChange.New => '+',
        SocketChange.Changed => '~',
        SocketChange.Gone => '-',
        _ => ' ',
    };

    static string NameOf(SocketChange change) => change switch
    {
        SocketChange.New => "new",
        SocketChange.Changed => "changed",
        SocketChange.Gone => "gone",
        _ => "present",
    };

    string Coloured(string line, SocketChange change) => _inColour ? SocketScreen.Colour(line, change) : line;
}
