using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Meari.Cli.Output;
using Meari.Observe;
using Meari.Text;

namespace Meari.Cli.Explain;

/// <summary><c>meari explain</c>: shows one card, or lists all.</summary>
internal sealed class ExplainCommand(ExplainSettings settings, Language language)
{
    /// <summary>Off a terminal; and longer lines than the most are hard to read.</summary>
    const int DefaultWidth = 80, LeastWidth = 40, MostWidth = 110;

    static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    public Task<int> RunAsync()
    {
        try
        {
            TextOutput output = new(StandardStreams.Output);
            if (settings.Json)
                output.Write(Json());
            else
                output.Write(Page());
            return Task.FromResult(0);
        }
        catch (OutputException e)
        {
            TextOutput.TellError(new Messages(language).OutputFailed(e.Message));
            return Task.FromResult(1);
        }
    }

    string Page()
    {
        int width = Console.IsOutputRedirected ? DefaultWidth : Math.Clamp(TerminalSize.Now.Columns, LeastWidth, MostWidth);
        CardPage page = new(language, width, !settings.NoColor && Colours.AreWanted);
        return settings.Card is { } card ? page.Show(card) : page.List(CardCatalog.Groups);
    }

    /// <summary>One object a line for each card.</summary>
    ReadOnlyMemory<byte> Json()
    {
        ArrayBufferWriter<byte> page = new(4096);
        using Utf8JsonWriter writer = new(page, Options);
        foreach (Card card in settings.Card is { } one ? [one] : CardCatalog.All)
        {
            CardJson.Write(writer, card);
            writer.Flush();
            writer.Reset(page);
            page.Write("\n"u8);
        }
        return page.WrittenMemory;
    }
}
