using System.Text.Json;
using Meari.Text;

namespace Meari.Cli.Tests;

/// <summary><c>meari explain</c>: cards as a person and a program get them.</summary>
[Trait("Engine", "none")]
public sealed class ExplainCommandTests
{
    static async Task<(int Exit, string Output, string Error)> Run(bool korean, params string[] options)
    {
        await using RunningProgram program = RunningProgram.Start(MeariProgram.Path, ["explain", .. options], korean ? "ko" : "en");
        return (await program.Exit(), program.Output, program.Error);
    }

    [Theory]
    [InlineData(true, "bind()\n소켓의 지역 IP 주소", "\n인수\n  sock     ", "EADDRINUSE / WSAEADDRINUSE\n      ")]
    [InlineData(false, "bind()\nDecides a socket's local", "\nArguments\n  sock     ", "EADDRINUSE / WSAEADDRINUSE\n      ")]
    public async Task A_card_is_shown_in_the_chosen_language(bool korean, string start, string arguments, string error)
    {
        (int exit, string output, string told) = await Run(korean, "bind");
        Assert.Equal((0, ""), (exit, told));
        Assert.StartsWith(start, output, StringComparison.Ordinal);
        Assert.Contains(arguments, output, StringComparison.Ordinal);
        Assert.Contains(error, output, StringComparison.Ordinal);
        Assert.Contains("int bind(SOCKET sock, const struct sockaddr *addr, int addrlen);", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', output);
    }

    /// <summary>Hangul is two columns wide, so a line that fits by characters may not.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_card_and_the_list_fit_eighty_columns_off_a_terminal(bool korean)
    {
        (_, string list, _) = await Run(korean);
        Assert.All(list.Split('\n'), static line => Assert.InRange(Columns.Width(line), 0, 80));
        foreach (Card card in CardCatalog.All)
        {
            string page = new Meari.Cli.Explain.CardPage(korean ? Language.Korean : Language.English, 80, inColour: false).Show(card);
            Assert.All(page.Split('\n'), line => Assert.True(Columns.Width(line) <= 80, line));
            Assert.DoesNotContain(page.Split('\n'), static line => line.EndsWith(' '));
            Assert.DoesNotContain("\n\n\n", page, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_list_has_every_card(bool korean)
    {
        (int exit, string output, string error) = await Run(korean);
        Assert.Equal((0, ""), (exit, error));
        Assert.All(CardCatalog.All, card => Assert.Contains(
            card.Kind == CardKind.Error ? card.Name : $"\n  {card.Title.In(korean ? Language.Korean : Language.English)}  ", output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("접속 대기 큐\n", "접속", "대기", "큐")]
    [InlineData("접속 대기 큐\n", "접속 대기 큐")]
    [InlineData("접속 대기 큐\n", "Accept", "Queue")]
    [InlineData("송신 버퍼\n", "송신", "버퍼")]
    [InlineData("TIME_WAIT\n", "time-wait")]
    [InlineData("ECONNREFUSED / WSAECONNREFUSED\n", "10061")]
    public async Task Several_words_need_no_quotes(string start, params string[] words)
    {
        (int exit, string output, _) = await Run(true, words);
        Assert.Equal(0, exit);
        Assert.StartsWith(start, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_leads_to_what_it_means_at_each_call()
    {
        (_, string output, _) = await Run(false, "WSAECONNREFUSED");
        Assert.Contains("ECONNREFUSED (111)", output, StringComparison.Ordinal);
        Assert.Contains("WSAECONNREFUSED (10061)", output, StringComparison.Ordinal);
        Assert.Contains("  connect()\n      The SYN was answered with RST", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_is_one_object_a_card_with_both_languages()
    {
        (int exit, string output, string error) = await Run(false, "--json", "accept");
        Assert.Equal((0, ""), (exit, error));
        JsonElement card = JsonDocument.Parse(Assert.Single(output.TrimEnd('\n').Split('\n'))).RootElement;
        Assert.Equal("accept", card.GetProperty("name").GetString());
        Assert.Contains("새로운 소켓", card.GetProperty("summary").GetProperty("ko").GetString(), StringComparison.Ordinal);
        Assert.Contains("\"ko\":\"접속 대기 큐에서", output, StringComparison.Ordinal); // Hangul is not escaped

        (_, output, _) = await Run(true, "-j");
        Assert.Equal(
            CardCatalog.All.Select(static card => card.Name),
            output.TrimEnd('\n').Split('\n').Select(static line => JsonDocument.Parse(line).RootElement.GetProperty("name").GetString()));
    }

    [Theory]
    [InlineData("acept", "meari: nothing explains 'acept'. Did you mean accept? See meari explain --help.")]
    [InlineData("qqqqqqqq", "meari: nothing explains 'qqqqqqqq'. See meari explain --help.")]
    [InlineData("--jsn", "meari: there is no option '--jsn'. Did you mean --json? See meari explain --help.")]
    [InlineData("\u001b[31m", "meari: nothing explains '\\x1b[31m'. See meari explain --help.")]
    public async Task An_unknown_term_is_one_line_and_exit_2(string term, string told)
    {
        (int exit, string output, string error) = await Run(false, term);
        Assert.Equal((2, "", told + "\n"), (exit, output, error));
    }

    [Fact]
    public async Task Help_fits_a_hundred_columns_in_both_languages()
    {
        foreach (bool korean in new[] { true, false })
            Assert.All((await Run(korean, "--help")).Output.Split('\n'), static line => Assert.InRange(Columns.Width(line), 0, 100));
    }

    /// <summary>Not cut, and not broken by the terminal: each line that it shows is one that the program wrote.</summary>
    [Fact]
    public async Task On_a_terminal_lines_are_no_longer_than_it_is_wide()
    {
        await using Terminal terminal = await Terminal.Start("sh", "-c", "stty cols 60; \"$0\" explain MSS --lang ko", MeariProgram.Path);
        string screen = await terminal.Shows("exit 0");
        string expected = new Meari.Cli.Explain.CardPage(Language.Korean, 60, inColour: false).Show(CardCatalog.Find("mss")!);
        Assert.StartsWith(expected + "exit 0\n", screen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Colours_come_where_they_are_wanted(bool wanted)
    {
        await using RunningProgram program = RunningProgram.Start(
            "env", ["CLICOLOR_FORCE=1", MeariProgram.Path, "explain", "mss", .. wanted ? Array.Empty<string>() : ["--no-color"]], "en");
        Assert.Equal(0, await program.Exit());
        Assert.Equal(wanted, program.Output.StartsWith("\u001b[1mMSS\u001b[0m\n", StringComparison.Ordinal));
        Assert.Equal(wanted, program.Output.Contains('\u001b', StringComparison.Ordinal));
    }
}
