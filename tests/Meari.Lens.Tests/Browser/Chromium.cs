using Microsoft.Playwright;

namespace Meari.Lens.Tests.Browser;

/// <summary>A Chromium without a window, that asks nobody anything. One for the tests of a class; each takes a profile of its own.</summary>
public sealed class Chromium : IAsyncLifetime
{
    /// <summary>The system's own: Playwright downloads none.</summary>
    const string Path = "/usr/bin/chromium";

    /// <summary>The machine may be busy: nothing is waited for longer, but longer than a person would.</summary>
    const float Patience = 30_000;

    static readonly string[] Arguments =
        ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    IPlaywright? _playwright;
    IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout(Patience);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Path, Headless = true, Args = Arguments, Timeout = 2 * Patience });
    }

    /// <returns>An empty page, in a profile of its own.</returns>
    public async Task<IPage> NewPageAsync(BrowserNewContextOptions options)
    {
        IBrowserContext context = await _browser!.NewContextAsync(options);
        context.SetDefaultTimeout(Patience);
        context.SetDefaultNavigationTimeout(2 * Patience);
        return await context.NewPageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
