using System.Text;
using Meari.Cli.Output;
using Meari.Observe;
using Meari.Text;

namespace Meari.Cli.Sockets;

/// <summary>
/// A picture that is drawn anew in its place: the cursor goes to the top, each line is written over the old one and the rest of it cleared.
/// The terminal is asked for its size each time, so a resize is never missed.
/// </summary>
/// <remarks>Source: ECMA-48: CUP (H), EL (K), ED (J), SGR (m); DECTCEM (?25) shows and hides the cursor.</remarks>
internal sealed class SocketScreen(TextOutput output, bool inColour)
{
    const string HideAndClear = "\u001b[?25l\u001b[H\u001b[2J", Home = "\u001b[H", ClearLine = "\u001b[K", ClearBelow = "\u001b[J", Show = "\u001b[?25h";

    public void Begin() => output.Write(HideAndClear);

    /// <summary>The cursor stays below the picture, where the shell's prompt goes on.</summary>
    public void End()
    {
        try
        {
            output.Write(Show + "\n");
        }
        catch (OutputException)
        {
            // The terminal is gone, and its cursor with it.
        }
    }

    /// <summary>
    /// Draws as many lines as there is room for; the last row says how many more there are. The last column stays empty: a full line would
    /// leave the cursor in an undefined place.
    /// </summary>
    public void Draw(IReadOnlyList<(string Line, SocketChange Change)> lines, Func<int, string> more)
    {
        (int rows, int columns) = TerminalSize.Now;
        int room = Math.Max(1, rows - 1); // the last row is the cursor's
        int shown = lines.Count <= room ? lines.Count : room - 1;
        StringBuilder frame = new(Home);
        for (int i = 0; i < shown; i++)
        {
            string line = Columns.Cut(lines[i].Line, columns - 1);
            frame.Append(inColour ? Colour(line, lines[i].Change) : line).Append(ClearLine).Append("\r\n");
        }
        if (shown < lines.Count)
            frame.Append(Columns.Cut(more(lines.Count - shown), columns - 1)).Append(ClearLine).Append("\r\n");
        output.Write(frame.Append(ClearBelow).ToString());
    }

    /// <summary>Green is new, yellow changed, red gone; each line has its mark too, for who sees no colours.</summary>
    public static string Colour(string line, SocketChange change) => change switch
    {
        SocketChange.New => $"\u001b[32m{line}\u001b[0m",
        SocketChange.Changed => $"\u001b[33m{line}\u001b[0m",
        SocketChange.Gone => $"\u001b[31m{line}\u001b[0m",
        _ => line,
    };
}
