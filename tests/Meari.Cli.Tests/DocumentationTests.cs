using System.Text;
using System.Text.RegularExpressions;
using Meari.Lab;
using Meari.Text;

namespace Meari.Cli.Tests;

/// <summary>What the pages of the repository say of each other, and of the program's names. Nobody notices a link that has gone dead, or a twin that was forgotten.</summary>
[Trait("Engine", "none")]
public sealed partial class DocumentationTests
{
    static readonly string[] NotOurs = [".git", "artifacts", "bin", "obj"];

    static string[] Pages { get; } = [.. PagesBelow(MeariProgram.Repository).Order(StringComparer.Ordinal)];

    static IEnumerable<string> PagesBelow(string directory) =>
        Directory.EnumerateFiles(directory, "*.md").Concat(
            Directory.EnumerateDirectories(directory).Where(static below => !NotOurs.Contains(Path.GetFileName(below))).SelectMany(PagesBelow));

    static string Named(string path) => Path.GetRelativePath(MeariProgram.Repository, path).Replace('\\', '/');

    [Fact]
    public void Every_link_in_the_documentation_leads_somewhere()
    {
        List<string> dead = [];
        int followed = 0;
        foreach (string page in Pages)
        {
            foreach (string target in LinksOf(page))
            {
                followed++;
                if (WhyDead(page, target) is { } why)
                    dead.Add($"{Named(page)}: {target} {why}");
            }
        }
        Assert.True(followed > 100, $"only {followed} links were found");
        Assert.True(dead.Count == 0, string.Join('\n', dead));
    }

    static string? WhyDead(string page, string target)
    {
        string[] parts = target.Split('#', 2);
        string file = parts[0].Length == 0 ? page : Path.GetFullPath(Path.Join(Path.GetDirectoryName(page), parts[0]));
        if (!File.Exists(file) && !Directory.Exists(file))
            return "is not there";
        return parts.Length == 2 && !AnchorsOf(file).Contains(parts[1]) ? "has no such heading" : null;
    }

    /// <summary>A picture that no page shows is forgotten, and grows old.</summary>
    [Fact]
    public void Every_picture_is_shown_by_a_page()
    {
        string[] shown = [.. Pages.SelectMany(static page => LinksOf(page).Select(target => Path.GetFullPath(Path.Join(Path.GetDirectoryName(page), target))))];
        string[] pictures = Directory.GetFiles(Path.Join(MeariProgram.Repository, "docs", "images"));
        Assert.NotEmpty(pictures);
        Assert.Empty(pictures.Except(shown));
    }

    public static TheoryData<string> Twins => [.. Pages.Where(static page => page.EndsWith(".ko.md", StringComparison.Ordinal)).Select(Named)];

    static string EnglishOf(string korean) => korean[..^".ko.md".Length] + ".md";

    /// <summary>Headings of the same levels, as many blocks of code, pictures and rows of tables: what one page says, the other does not leave out.</summary>
    [Theory]
    [MemberData(nameof(Twins))]
    public void Page_and_its_Korean_twin_have_the_same_shape(string korean)
    {
        Assert.Equal(ShapeOf(EnglishOf(korean)), ShapeOf(korean));
        Assert.Equal(ProgramsOf(EnglishOf(korean)), ProgramsOf(korean));
    }

    /// <summary>A program is the same in any language.</summary>
    static string[] ProgramsOf(string name) =>
        [.. Fence().Matches(File.ReadAllText(Path.Join(MeariProgram.Repository, name))).Select(static block => block.Value).Where(static block => block.StartsWith("```csharp", StringComparison.Ordinal))];

    static string ShapeOf(string name)
    {
        string text = File.ReadAllText(Path.Join(MeariProgram.Repository, name));
        string prose = Fence().Replace(text, "");
        StringBuilder shape = new();
        shape.Append("headings ").AppendJoin(' ', Heading().Matches(prose).Select(static heading => heading.Groups["level"].Length));
        shape.Append($"; blocks of code {Fence().Count(text)}; pictures {Link().Matches(prose).Count(static link => link.Value[0] == '!')}; rows of tables {Row().Count(prose)}");
        return shape.ToString();
    }

    /// <summary>Each names the other, and a Korean reader is led to Korean pages where there are such.</summary>
    [Theory]
    [MemberData(nameof(Twins))]
    public void Korean_page_leads_to_Korean_pages(string korean)
    {
        string page = Path.Join(MeariProgram.Repository, korean), english = Path.Join(MeariProgram.Repository, EnglishOf(korean));
        Assert.Contains(Path.GetFileName(korean), LinksOf(english));
        string[] leavesKorean = [.. LinksOf(page)
            .Select(static target => target.Split('#')[0])
            .Where(static file => file.EndsWith(".md", StringComparison.Ordinal) && !file.EndsWith(".ko.md", StringComparison.Ordinal))
            .Where(file => File.Exists(Path.Join(Path.GetDirectoryName(page), file[..^".md".Length] + ".ko.md")))];
        Assert.Equal([Path.GetFileName(english)], leavesKorean);
    }

    /// <summary>A teacher types these before a class.</summary>
    [Fact]
    public void Every_experiment_and_card_that_a_page_names_exists()
    {
        string[] pages = [.. Pages.Select(File.ReadAllText)];
        string[] experiments = [.. pages.SelectMany(static text => LabCommand().Matches(text)).Select(static match => match.Groups["name"].Value).Distinct()];
        string[] terms = [.. pages.SelectMany(static text => ExplainCommand().Matches(text)).Select(static match => match.Groups["name"].Value.Trim()).Distinct()];
        Assert.True(experiments.Length >= 10 && terms.Length >= 10, $"only {experiments.Length} experiments and {terms.Length} terms were found");
        Assert.DoesNotContain(experiments, static name => ExperimentCatalog.Find(name) is null);
        Assert.DoesNotContain(terms, static name => CardCatalog.Find(name) is null);
    }

    /// <summary>Where links lead; those to other sites and those within code are left out.</summary>
    static IEnumerable<string> LinksOf(string page) =>
        Link().Matches(Code().Replace(Fence().Replace(File.ReadAllText(page), ""), "")).Select(static link => link.Groups["target"].Value)
            .Where(static target => !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal));

    /// <summary>The names that GitHub gives to headings.</summary>
    static HashSet<string> AnchorsOf(string page)
    {
        HashSet<string> anchors = [];
        foreach (Match heading in Heading().Matches(Fence().Replace(File.ReadAllText(page), "")))
        {
            string name = NotInAnchor().Replace(Link().Replace(heading.Groups["text"].Value.Trim(), "${text}").ToLowerInvariant(), "").Replace(' ', '-');
            for (int again = 0; !anchors.Add(again == 0 ? name : $"{name}-{again}"); again++) { }
        }
        return anchors;
    }

    [GeneratedRegex(@"^(?<fence>```+)[^\n]*\n.*?^\k<fence>\s*$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"`+[^`\n]*`+")]
    private static partial Regex Code();

    [GeneratedRegex(@"!?\[(?<text>[^\]\[]*)\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^(?<level>#{1,6}) (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^\|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"[^\p{L}\p{M}\p{N}\p{Pc} -]")]
    private static partial Regex NotInAnchor();

    [GeneratedRegex(@"meari lab (?<name>[a-z0-9][a-z0-9-]*)")]
    private static partial Regex LabCommand();

    [GeneratedRegex(@"`(?:\./)?meari explain (?<name>[^`\[<]+)`")]
    private static partial Regex ExplainCommand();
}
