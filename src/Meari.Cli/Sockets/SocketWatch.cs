using System.Runtime.InteropServices;
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

    /// <summary>At first all sockets, under their headings; then what has changed, a line each.</summary>
    async Task PrintUntil(Task end)
    {
        SocketLines lines = new(messages, information: false, isContinued: true);
        for (bool isFirst = true; !end.IsCompleted; isFirst = false)
        {
            SocketTableResult table = Look(out List<ChangedSocket> sockets);
            Tell(table, sockets);
            if (!isFirst)
                sockets.RemoveAll(static s => s.Change == SocketChange.None);
            if (settings.Json)
                sockets.ForEach(s => output.Write(SocketJson.Print(s.Entry, NameOf(s.Change), time.GetUtcNow())));
            else if (isFirst || sockets.Count > 0)
                output.Write(string.Concat(lines.Lay(sockets, table.Source).Skip(isFirst ? 0 : 1).Select(Marked).Select(line => Coloured(line.Line, line.Change) + "\n")));
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

    (string Line, SocketChange Change) Marked((string Line, ChangedSocket? Socket) line) => line.Socket is { } socket
        ? ($"{MarkOf(socket.Change)} {line.Line}{Was(socket)}", socket.Change)
        : ("  " + line.Line, SocketChange.None);

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
        picture.AddRange(new SocketLines(messages, settings.Information).Lay(sockets, table.Source).Select(Marked));
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
