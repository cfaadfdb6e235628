using System.Text;
using Meari.Cli.Output;

namespace Meari.Cli.Connect;

/// <summary>
/// The line at which somebody types, and the picture on the same terminal: what the picture adds while the prompt is open begins on a line of
/// its own, and the prompt comes again below it. The terminal keeps what is typed already, though it does not show it again (Ctrl-R does).
/// </summary>
internal sealed class PromptLine(TextOutput output)
{
    /// <summary>So many characters of the picture are shown without waiting for a pause.</summary>
    const int MaxGathered = 64 * 1024;

    readonly Lock _lock = new();
    readonly StringBuilder _gathered = new();
    string? _prompt;

    /// <summary>Shows the prompt.</summary>
    public void Open(string prompt)
    {
        lock (_lock)
        {
            output.Write(prompt);
            _prompt = prompt;
        }
    }

    /// <summary>The line was typed, or will not be.</summary>
    public void Close()
    {
        lock (_lock)
            _prompt = null;
    }

    /// <summary>A line of the picture, kept until <see cref="Flush"/>: lines that come together part the prompt once.</summary>
    public void Gather(string line)
    {
        lock (_lock)
        {
            _gathered.Append(line).Append('\n');
            if (_gathered.Length >= MaxGathered)
                Flush();
        }
    }

    /// <summary>Shows the lines gathered.</summary>
    public void Flush()
    {
        lock (_lock)
        {
            if (_gathered.Length == 0)
                return;
            string lines = _gathered.ToString(0, _gathered.Length - 1);
            _gathered.Clear();
            if (_prompt is not null)
                output.Write("\n");
            TextOutput.TellError(lines);
            if (_prompt is not null)
                output.Write(_prompt);
        }
    }
}
