using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Meari.Lens.Tests.Browser;

/// <summary>What a page's console says against it: errors nobody caught, what its policy (CSP) refused, answers that were refusals.</summary>
internal sealed class Complaints
{
    readonly ConcurrentQueue<string> _all = new();

    public Complaints(IPage page)
    {
        page.Console += (_, message) => Add(message.Type is "error" or "warning", $"{message.Type}: {message.Text}");
        page.PageError += (_, error) => Add(true, $"not caught: {error}");
        page.Response += (_, response) => Add(response.Status >= 400, $"{response.Status} {response.Url}");
        page.Crash += (_, _) => Add(true, "the page has crashed");
    }

    public IReadOnlyCollection<string> All => _all;

    void Add(bool isOne, string text)
    {
        if (isOne)
            _all.Enqueue(text);
    }
}
