using Meari.Text;

namespace Meari.Cli.Watch;

/// <summary><c>meari watch</c>: shows what happens now, or what was recorded.</summary>
internal sealed class WatchCommand(WatchSettings settings, Language language)
{
    public Task<int> RunAsync() => settings.Replay is not null ? new Replay(settings, language).RunAsync() : new Live(settings, language).RunAsync();
}
