using System.Runtime.CompilerServices;
using Meari.Engines;

namespace Meari.Tests.Support;

/// <summary>The engine that a whole run is over: what the environment asks for, or else what <see cref="TcpEngine.Auto"/> chooses.</summary>
static class TestedEngine
{
    public const string Variable = "MEARI_TEST_ENGINE";

    public static string Name => TcpEngines.Get(TcpEngine.Auto).Engine.Name;

    /// <summary>Before the first test, so that none can be over another engine.</summary>
    [ModuleInitializer]
    internal static void Choose()
    {
        Loans.Poison = true;
        string? name = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrEmpty(name))
            return;
        TcpEngine[] engines = [.. Enum.GetValues<TcpEngine>().Where(engine => TcpEngineChoice.NameOf(engine) == name)];
        if (engines is not [TcpEngine wanted])
            throw new InvalidOperationException($"{Variable}={name}: there is no such engine.");
        TcpEngineChoice choice = TcpEngines.Get(wanted).Choice;
        if (wanted != TcpEngine.Auto && choice.Engine != wanted)
            throw new InvalidOperationException($"{Variable}={name}: it cannot be used here: {choice.Obstacle}, errno {choice.Error}.");
        TcpEngines.Default = wanted;
    }
}
