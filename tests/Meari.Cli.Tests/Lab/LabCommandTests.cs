using System.Text.Json;
using System.Text.RegularExpressions;
using Meari.Observe;

namespace Meari.Cli.Tests;

/// <summary><c>meari lab</c>, run as a reader runs it, in a pipe.</summary>
[Trait("Engine", "none")]
public sealed class LabCommandTests : IDisposable
{
    /// <summary>Some experiments wait for what takes a kernel its time.</summary>
    static readonly TimeSpan AllOfThem = TimeSpan.FromMinutes(8);

    readonly string _directory = Directory.CreateTempSubdirectory("meari-lab-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    static async Task<(int Exit, string Output, string Error)> Run(string language, params string[] options)
    {
        await using RunningProgram program = RunningProgram.Start(MeariProgram.Path, ["lab", .. options], language);
        return (await program.Exit(), program.Output, program.Error);
    }

    [Theory]
    [InlineData("ko", "네 주소 값은 언제 정해지나")]
    [InlineData("en", "When the four address values are decided")]
    public async Task Without_a_name_it_lists_them(string language, string title)
    {
        (int exit, string output, string error) = await Run(language);
        Assert.Equal((0, ""), (exit, error));
        Assert.Contains(output.Split('\n'), line => line.StartsWith("four-values ", StringComparison.Ordinal) && line.EndsWith(title, StringComparison.Ordinal));
    }

    /// <summary>What a step is about stands below it, though the timeline comes later than the run speaks.</summary>
    [Theory]
    [InlineData("ko", "▸ 클라이언트: socket()", "▸ 서버: accept()가", "✓ 통과", "답: 2.")]
    [InlineData("en", "▸ Client: socket()", "▸ Server: accept() returns", "✓ passed", "Answer: 2.")]
    public async Task A_story_has_each_call_below_its_step(string language, string client, string server, string passed, string answer)
    {
        (int exit, string output, _) = await Run(language, "four-values");
        Assert.Equal(0, exit);
        string[] inOrder = [client, "connect(", server, "accept(", passed, answer];
        int at = 0;
        foreach (string part in inOrder)
        {
            at = output.IndexOf(part, at, StringComparison.Ordinal);
            Assert.True(at >= 0, $"no '{part}' in its place in\n{output}");
        }
        Assert.DoesNotContain('\u001b', output);
        Assert.DoesNotContain('✗', output);
    }

    [Fact]
    public async Task An_unknown_name_is_one_line_with_near_ones_and_exit_2()
    {
        (int exit, string output, string error) = await Run("en", "four-value");
        Assert.Equal((2, ""), (exit, output));
        Assert.StartsWith("meari: there is no experiment 'four-value'.", error, StringComparison.Ordinal);
        Assert.Contains("four-values", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
    }

    [Theory]
    [InlineData("--all", "four-values")]
    [InlineData("--all", "-o", "x.jsonl")]
    [InlineData("--html", "x.html")]
    [InlineData("four-values", "--html", "same", "-o", "same")]
    public async Task What_does_not_go_together_is_refused(params string[] options)
    {
        (int exit, string output, string error) = await Run("en", options);
        Assert.Equal((2, ""), (exit, output));
        Assert.Single(error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task Json_is_one_object_with_both_languages()
    {
        (int exit, string output, _) = await Run("en", "send-returns-early", "--json");
        Assert.Equal(0, exit);
        JsonElement report = JsonDocument.Parse(Assert.Single(output.TrimEnd('\n').Split('\n'))).RootElement;
        Assert.Equal(("lab", "send-returns-early", "passed"), (report.GetProperty("event").GetString(), report.GetProperty("name").GetString(), report.GetProperty("outcome").GetString()));
        Assert.InRange(report.GetProperty("answer").GetInt32(), 0, report.GetProperty("predictions").GetArrayLength() - 1);
        JsonElement[] entries = [.. report.GetProperty("entries").EnumerateArray()];
        Assert.Contains(entries, static entry => entry.GetProperty("kind").GetString() == "check" && entry.GetProperty("outcome").GetString() == "passed");
        Assert.All(entries, static entry =>
        {
            Assert.Contains(entry.GetProperty("text").GetProperty("ko").GetString()!, static c => c is >= '가' and <= '힣');
            Assert.DoesNotContain(entry.GetProperty("text").GetProperty("en").GetString()!, static c => c is >= '가' and <= '힣');
        });
    }

    [Fact]
    public async Task What_netstat_lists_is_in_JSON_as_lines()
    {
        (int exit, string output, _) = await Run("en", "4-2", "--json");
        Assert.Equal(0, exit);
        JsonElement[] looks = [.. JsonDocument.Parse(output).RootElement.GetProperty("entries").EnumerateArray().Where(static entry => entry.GetProperty("kind").GetString() == "listing")];
        Assert.Equal([1, 3, 2], looks.Select(static look => look.GetProperty("lines").GetArrayLength()));
        Assert.All(looks, static look => Assert.StartsWith("netstat -a -n -p tcp | findstr ", look.GetProperty("command").GetString(), StringComparison.Ordinal));
        Assert.StartsWith("TCP    0.0.0.0:", looks[0].GetProperty("lines")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_is_one_page_that_needs_nothing_and_a_recording_can_be_replayed()
    {
        string html = Path.Combine(_directory, "report.html"), recording = Path.Combine(_directory, "seen.jsonl");
        (int exit, _, _) = await Run("en", "four-values", "--html", html, "-o", recording);
        Assert.Equal(0, exit);
        string page = await File.ReadAllTextAsync(html, TestContext.Current.CancellationToken);
        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
        Assert.Contains("class=\"passed\"", page, StringComparison.Ordinal);
        Assert.Contains("connect(", page, StringComparison.Ordinal);
        Assert.Matches("<td>127.0.0.1:[0-9]+</td><td>127.0.0.1:[0-9]+</td><td><span class=\"state\" style=\"--c:#[0-9a-f]{6}\">SYN_SENT</span>.*>ESTABLISHED</span>", page);
        // Each card is there once, folded, and what links to it finds it.
        string[] links = [.. Regex.Matches(page, "href=\"#([^\"]+)\"").Select(static link => link.Groups[1].Value)];
        Assert.Contains("card-connect", links);
        Assert.All(links, link => Assert.Equal(2, page.Split($" id=\"{link}\"").Length));
        Assert.Equal(links.Length, page.Split("<details><summary>").Length - 1);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http:", page, StringComparison.Ordinal);
        Assert.Contains(Timelines.Read(recording).OfType<CallEvent>(), static call => call.Name == "connect");
    }

    [Fact]
    public async Task A_file_that_cannot_be_made_is_one_line_before_anything_runs()
    {
        (int exit, _, string error) = await Run("en", "four-values", "--json", "--html", Path.Combine(_directory, "none", "report.html"));
        Assert.Equal(1, exit);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task All_pass_here()
    {
        await using RunningProgram program = RunningProgram.Start(MeariProgram.Path, ["lab", "--all"], "en");
        int exit = await program.Exit(AllOfThem);
        Assert.True(exit == 0, program.Output + program.Error);
        Assert.Matches(@"\d+ passed, 0 failed, \d+ skipped\n$", program.Output);
    }

    [Fact]
    public async Task A_user_without_rights_skips_with_a_reason_and_fails_nothing()
    {
        string copy = await OtherUser.CopyProgram(_directory);
        await using RunningProgram program = RunningProgram.Start("setpriv", [.. OtherUser.Options, copy, "lab", "--all"], "en");
        int exit = await program.Exit(AllOfThem);
        Assert.True(exit == 0, program.Output + program.Error);
        Assert.Contains("segments cannot be captured", program.Error, StringComparison.Ordinal);
        Assert.Matches(@"\d+ passed, 0 failed, \d+ skipped\n$", program.Output);
    }
}
