using System.Text;
using Meari.Bench;
using Meari.Bench.Reports;
using Meari.Cli.Output;
using Meari.Observe;
using Meari.Text;

namespace Meari.Cli.Bench;

/// <summary>A result on stdout, as a page or as JSON. That nobody takes it is told, and ends nothing: there may be files to write yet.</summary>
internal sealed class ResultPrinter(Messages messages)
{
    /// <summary>What is written elsewhere than to a terminal is as wide as this.</summary>
    const int WidthElsewhere = 100;

    readonly TextOutput _output = new(StandardStreams.Output);

    /// <summary>Columns that a report has.</summary>
    public static int Width => Console.IsOutputRedirected ? WidthElsewhere : Math.Max(40, TerminalSize.Now.Columns);

    /// <summary>One run, and under it what is concluded from it, which JSON has no place for.</summary>
    public bool TryPrint(BenchResult result, BenchStory story, BenchSettings settings, string conclusion = "") => TryPrint(settings.Json
        ? BenchJson.Print(result)
        : Encoding.UTF8.GetBytes(new BenchPage(story, Width, !settings.NoColor && Colours.AreWanted).Print(result) + conclusion));

    public bool TryPrint(ReadOnlyMemory<byte> text)
    {
        try
        {
            _output.Write(text);
            return true;
        }
        catch (OutputException e)
        {
            TextOutput.TellError(messages.OutputFailed(e.Message));
            return false;
        }
    }
}
