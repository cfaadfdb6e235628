using Microsoft.Playwright;

namespace Meari.Lens.Tests.Browser;

/// <summary>The page's modules that need no page, tested by modules: those under <c>Page/</c>.</summary>
[Trait("Engine", "none")]
public sealed class PageModuleTests(Chromium chromium) : IClassFixture<Chromium>
{
    const string Origin = "http://modules.test", Folder = "/tests/Meari.Lens.Tests/Page/", Tested = "/src/Meari.Lens/Page/";

    public static TheoryData<string> Modules => [.. typeof(PageModuleTests).Assembly.GetManifestResourceNames()
        .Where(static name => name.EndsWith(".test.js", StringComparison.Ordinal)).Select(static name => name["Page/".Length..])];

    [Theory]
    [MemberData(nameof(Modules))]
    public async Task A_module_passes_its_tests(string module)
    {
        IPage page = await chromium.NewPageAsync(new());
        Complaints complaints = new(page);
        await page.RouteAsync($"{Origin}/**", route => AnswerAsync(route, module));
        await page.GotoAsync($"{Origin}{Folder}");
        string title = await page.TitleAsync();
        await page.Context.DisposeAsync();
        Assert.True(title == "passed" && complaints.All.Count == 0, $"{module}: {title}\n{string.Join('\n', complaints.All)}");
    }

    /// <summary>The files are where they are in the repository, so that a test also runs under Node.js there.</summary>
    static Task AnswerAsync(IRoute route, string module)
    {
        string path = new Uri(route.Request.Url).AbsolutePath;
        if (path == Folder)
            return route.FulfillAsync(new() { ContentType = "text/html", Body = $"""<!doctype html><link rel="icon" href="data:,"><script type="module" src="{module}"></script>""" });
        System.Reflection.Assembly assembly = (path.StartsWith(Tested, StringComparison.Ordinal) ? typeof(LensServer) : typeof(PageModuleTests)).Assembly;
        using Stream? file = assembly.GetManifestResourceStream($"Page/{Path.GetFileName(path)}");
        if (file is null)
            return route.FulfillAsync(new() { Status = 404 });
        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return route.FulfillAsync(new() { ContentType = "text/javascript; charset=utf-8", BodyBytes = bytes });
    }
}
