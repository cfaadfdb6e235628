using Meari.Text;

namespace Meari.Lab;

/// <summary>What an experiment cannot do without. What it can do with less of is not in here: then a check says that it was skipped.</summary>
[Flags]
internal enum LabNeeds
{
    None = 0,

    /// <summary>IPv6 on the loopback interface.</summary>
    IPv6 = 1,

    /// <summary>Captured segments (root, or CAP_NET_RAW): without them there is nothing to see.</summary>
    Segments = 2,
}

/// <summary>One claim of the chapter, or one exercise, made to happen on real sockets.</summary>
/// <remarks>An experiment is stateless: all that a run has is its <see cref="LabRun"/>.</remarks>
internal abstract class Experiment
{
    /// <summary>Its name on the command line: <c>four-values</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Where in the chapter: <c>슬라이드 24</c>; slides counted within their section as the chapter does.</summary>
    public abstract Words Slides { get; }

    public abstract Words Title { get; }

    /// <summary>What is asked before anything runs.</summary>
    public abstract Words Question { get; }

    /// <summary>What one may predict: two to four answers, the true one among them.</summary>
    public abstract IReadOnlyList<Words> Predictions { get; }

    /// <summary>The index of the true one.</summary>
    public abstract int Answer { get; }

    /// <summary>Why it is so, said at the end.</summary>
    public abstract Words Because { get; }

    /// <summary>The cards to read with it (<c>meari explain</c>).</summary>
    public virtual IReadOnlyList<string> Cards => [];

    public virtual LabNeeds Needs => LabNeeds.None;

    /// <summary>What its timeline is of: by default its own calls, on a port that is free.</summary>
    public virtual LabTimelineOptions Watched => new();

    /// <summary>The most that a run may take; then it has failed.</summary>
    public virtual TimeSpan Limit => TimeSpan.FromSeconds(30);

    /// <summary>Makes it happen. What goes wrong as part of the experiment is observed; a <see cref="LabException"/> says that it could not be done.</summary>
    public abstract Task RunAsync(LabRun run);
}
