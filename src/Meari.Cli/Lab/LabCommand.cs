using System.Collections.Concurrent;
using System.Text;
using Meari.Cli.Output;
using Meari.Lab;
using Meari.Observe;
using Meari.Text;

namespace Meari.Cli.Lab;

/// <summary><c>meari lab</c>: lists the experiments, runs one and tells its story, or runs all of them.</summary>
internal sealed class LabCommand(LabSettings settings, Language language)
{
    /// <summary>Off a terminal.</summary>
    const int DefaultWidth = 100;

    /// <summary>How often what waits for an event that does not come is shown.</summary>
    static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(150);

    readonly Messages _messages = new(language);
    readonly TextOutput _output = new(StandardStreams.Output);

    public async Task<int> RunAsync()
    {
        LabPage page = new(language, !settings.NoColor && Colours.AreWanted, Width, line => _output.Write(line + "\n"));
        try
        {
            return settings.Name is null && !settings.All ? List(page) : await RunAllAsync(page);
        }
        catch (OutputException e)
        {
            TextOutput.TellError(_messages.OutputFailed(e.Message));
            return 1;
        }
    }

    int List(LabPage page)
    {
        int names = ExperimentCatalog.All.Max(static experiment => experiment.Name.Length) + 2;
        foreach (Experiment experiment in ExperimentCatalog.All)
        {
            page.Show(new LadderLine().Cell(experiment.Name, names, new(Bold: true)).Add(experiment.Title.In(language)));
            page.Show(new LadderLine().Cell("", names).Add(experiment.Slides.In(language), LadderStyle.Quiet));
        }
        page.Blank();
        page.Prose("", LabTexts.HowToRun.In(language), LadderStyle.Quiet);
        return 0;
    }

    async Task<int> RunAllAsync(LabPage page)
    {
        using Signals signals = new();
        using CancellationTokenSource stop = new();
        _ = signals.First.ContinueWith(_ => stop.Cancel(), TaskScheduler.Default);
        using LabFiles files = new(_messages);
        if (!files.TryOpen(settings.Html, settings.Output))
            return 1;
        List<(LabReport Report, int? Prediction)> reports = [];
        bool table = settings.All && !settings.Json;
        if (table)
            page.RowHeading();
        try
        {
            foreach (Experiment experiment in settings.All ? ExperimentCatalog.All : [Chosen(ExperimentCatalog.Find(settings.Name!)!)])
            {
                int? prediction = null;
                if (!settings.All && !settings.Json)
                {
                    page.Opening(experiment);
                    prediction = await AskAsync(experiment, stop.Token);
                }
                LabReport report = await RunAsync(experiment, page, stop.Token);
                reports.Add((report, prediction));
                if (settings.Json)
                    _output.Write(LabJson.Write(report) + "\n");
                else if (table)
                    page.Row(report);
                else
                    page.Closing(report, prediction);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            if (!settings.All && !settings.Json)
                page.Stopped(_said);
            return 130;
        }
        if (table)
            Total(page, reports);
        bool written = files.Write(() => new LabHtml(language).Write(reports), reports[0].Report.Events);
        return written && reports.All(static one => one.Report.Outcome != LabOutcome.Failed) ? 0 : 1;
    }

    /// <summary>By itself, by the reader's hands, or around the reader's program.</summary>
    Experiment Chosen(Experiment experiment) => experiment switch
    {
        Exercise exercise when settings.ByHand => new HandsOn(exercise, settings.Port) { GoesOn = _enter.NextAsync },
        Exercise exercise when settings.Program.Count > 0 => new ProgramTest(exercise, settings.Program),
        _ => experiment,
    };

    readonly EnterKey _enter = new();

    /// <summary>What the one run has said until now.</summary>
    readonly ConcurrentQueue<LabEntry> _said = [];

    void Total(LabPage page, List<(LabReport Report, int? Prediction)> reports)
    {
        int Count(LabOutcome outcome) => reports.Count(one => one.Report.Outcome == outcome);
        page.Blank();
        page.Prose("", LabTexts.Total(Count(LabOutcome.Passed), Count(LabOutcome.Failed), Count(LabOutcome.Skipped)).In(language), new(Bold: true));
    }

    /// <summary>Runs one; shows it live where one alone is asked for.</summary>
    async Task<LabReport> RunAsync(Experiment experiment, LabPage page, CancellationToken cancellation)
    {
        // Each source that cannot be had is told once, not for each experiment.
        if (settings.All || settings.Json)
            return await new LabRunner(language, TellOnce).RunAsync(experiment, cancellation);
        if (experiment is HandsOn)
            return await RunByHandAsync(experiment, page, cancellation);
        LabStory story = new(language, Width, page.Entry, line => ShowLadder(page, line));
        LabRunner runner = new(language, TellOnce) { OnEntry = entry => Say(entry, story.Add), OnEvent = story.Add };
        MonotonicClock clock = new(TimeProvider.System);
        Task<LabReport> run = runner.RunAsync(experiment, cancellation);
        while (await Task.WhenAny(run, Task.Delay(Idle, cancellation)) != run && !cancellation.IsCancellationRequested)
            story.Pause(clock.Nanoseconds);
        LabReport report = await run;
        story.End();
        return report;
    }

    /// <summary>The reader's hands need what is said at once, and have windows of their own to look at.</summary>
    async Task<LabReport> RunByHandAsync(Experiment experiment, LabPage page, CancellationToken cancellation)
    {
        _enter.Start();
        page.Blank();
        return await new LabRunner(language, TellOnce) { OnEntry = entry => Say(entry, page.Entry) }.RunAsync(experiment, cancellation);
    }

    void Say(LabEntry entry, Action<LabEntry> show)
    {
        _said.Enqueue(entry);
        show(entry);
    }

    void ShowLadder(LabPage page, LadderLine line)
    {
        if (!settings.Quiet)
            page.Show(line);
    }

    readonly HashSet<string> _told = [];

    void TellOnce(string line)
    {
        if (_told.Add(line))
            TextOutput.TellError(line);
    }

    /// <summary>Asks for a prediction at a terminal.</summary>
    /// <returns>Its index; null if there is none.</returns>
    async Task<int?> AskAsync(Experiment experiment, CancellationToken cancellation)
    {
        if (Console.IsInputRedirected || Console.IsOutputRedirected)
            return null;
        _output.Write(LabTexts.YourPrediction.In(language));
        string line = await Task.Run(ReadLine, CancellationToken.None).WaitAsync(cancellation);
        return int.TryParse(line.Trim(), out int number) && number >= 1 && number <= experiment.Predictions.Count ? number - 1 : null;
    }

    /// <summary>What a terminal gives at once is a line, and no number has more bytes than this.</summary>
    static string ReadLine()
    {
        byte[] line = new byte[256];
        try
        {
            return Encoding.UTF8.GetString(line, 0, StandardStreams.Input.Read(line));
        }
        catch (Exception e) when (StandardStreams.IsGone(e))
        {
            return "";
        }
    }

    static int Width() => Console.IsOutputRedirected ? DefaultWidth : TerminalSize.Now.Columns;
}
