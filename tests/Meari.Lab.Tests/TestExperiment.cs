using Meari.Text;

namespace Meari.Lab.Tests;

/// <summary>An experiment without words.</summary>
internal abstract class TestExperiment : Experiment
{
    public override string Name => "test";

    public override Words Slides => default;

    public override Words Title => default;

    public override Words Question => default;

    public override IReadOnlyList<Words> Predictions => [default];

    public override int Answer => 0;

    public override Words Because => default;
}
