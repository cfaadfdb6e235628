using System.Net.Sockets;
using Meari.Text;

namespace Meari.Lab;

/// <summary>An exercise of the chapter: it runs by itself, by the reader's hands (<see cref="HandsOn"/>), or around the reader's program (<see cref="ProgramTest"/>).</summary>
internal abstract class Exercise : Experiment
{
    /// <summary>What is typed into the client, and [Enter] after each.</summary>
    public static IReadOnlyList<string> Messages { get; } = ["안녕하세요.", "반갑습니다."];

    /// <summary>The family of the server and of its client.</summary>
    public virtual AddressFamily Family => AddressFamily.InterNetwork;

    /// <summary>Whether it looks at netstat; else at the calls.</summary>
    public virtual bool HasNetstat => true;

    /// <summary>Whether it goes on until TIME_WAIT is over (the slide's "five minutes later").</summary>
    public virtual bool OutlastsTimeWait => false;
}

/// <summary>An exercise in another way than by itself; its question and its answer are the same.</summary>
/// <param name="exercise">Which.</param>
internal abstract class ExerciseRun(Exercise exercise) : Experiment
{
    public override string Name => exercise.Name;

    public override Words Slides => exercise.Slides;

    public override Words Title => exercise.Title;

    public override Words Question => exercise.Question;

    public override IReadOnlyList<Words> Predictions => exercise.Predictions;

    public override int Answer => exercise.Answer;

    public override Words Because => exercise.Because;

    public override IReadOnlyList<string> Cards => exercise.Cards;

    public override LabNeeds Needs => exercise.Needs;

    protected Exercise Exercise => exercise;
}
