using Meari.Text;

namespace Meari.Cli.Explain;

/// <summary>What <c>meari explain</c> is asked for.</summary>
internal sealed class ExplainSettings
{
    /// <summary>The card to show; null for the list of all.</summary>
    public Card? Card { get; init; }

    public bool Json { get; init; }

    public bool NoColor { get; init; }
}
