using System.Net;
using System.Reflection;

namespace Meari.Text.Tests;

public sealed class MessagesTests
{
    static readonly IPEndPoint EndPoint = new(IPAddress.Parse("::ffff:192.0.2.1"), 9000);

    /// <summary>Something for each kind of parameter; the strings would colour the terminal if they came through.</summary>
    static object Sample(ParameterInfo parameter) => parameter.ParameterType switch
    {
        { } t when t == typeof(string) && parameter.Name == "family" => "IPv6", // our own word
        { } t when t == typeof(string) => "\u001b[31m\u202e",
        { } t when t == typeof(int) || t == typeof(int?) => 12345,
        { } t when t == typeof(long) => 12345L,
        { } t when t == typeof(byte) => (byte)7,
        { } t when t == typeof(bool) => true,
        { } t when t == typeof(TimeSpan) => TimeSpan.FromSeconds(10),
        { } t when t == typeof(DateTimeOffset) => DateTimeOffset.UnixEpoch,
        { } t when t == typeof(IPEndPoint) => EndPoint,
        { } t when t == typeof(IReadOnlyList<IPEndPoint>) => new[] { EndPoint },
        { } t when t == typeof(IReadOnlyList<string>) => new[] { "near" },
        { } t when t == typeof(EncodeError) => new EncodeError(EncodeErrorKind.NoSuchCharacter, new('\u202e'), 3),
        { } t => throw new InvalidOperationException(t.Name),
    };

    static string Say(MethodInfo method, Language language) =>
        (string)method.Invoke(new Messages(language), [.. method.GetParameters().Select(Sample)])!;

    public static TheoryData<string> Sentences => [.. Methods().Select(static m => m.Name)];

    static IEnumerable<MethodInfo> Methods() => typeof(Messages)
        .GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        .Where(static m => m.ReturnType == typeof(string));

    [Theory]
    [MemberData(nameof(Sentences))]
    public void Every_sentence_is_one_line_in_both_languages(string name)
    {
        MethodInfo method = Methods().Single(m => m.Name == name);
        string korean = Say(method, Language.Korean);
        string english = Say(method, Language.English);
        Assert.Contains(korean, static c => c is >= '가' and <= '힣');
        Assert.DoesNotContain(english, static c => c is >= '가' and <= '힣');
        Assert.DoesNotContain('\n', korean + english);
    }

    /// <summary>These are made by the program or were escaped by who passes them: phrases, names of engines, options and calls.</summary>
    static readonly string[] TakesOwnWords =
    [
        "Listening", "AcceptFailing", "UnknownError", "Ended", "Broken", "CannotListen", "OtherError", "Refused", "ConnectTimedOut", "Unreachable",
        "ConnectFailed", "ConnectionLost", "CannotEncode", "SeeHelp", "MissingValue", "GivenTwice", "BadNumber", "BadDuration", "BadChoice", "WrongFamily",
        "SameFile", "ChooseAnotherPort", "ZeroDuration", "EngineNotUsed", "FewerThreads",
        "TableFromProc", "TableFromSystem", "WatchTooOften", "WasState", "BadSpeed", "Needs", "CannotReadRecording", "RecordingEndsEarly", "CannotCreateFile",
        "CannotWriteFile", "NoCalls", "NoProgramCalls", "NoStates", "NoSegments", "NoQueues", "NoRetransmissions",
        "BadSize", "BadRate", "BadTarget", "CannotReadFile", "NotOpened", "ServerLost", "NoneLeft", "NoEcho", "NoEchoInTime", "CannotWriteReport",
    ];

    [Theory]
    [MemberData(nameof(Sentences))]
    public void What_comes_from_outside_cannot_act_on_the_terminal(string name)
    {
        if (TakesOwnWords.Contains(name))
            return;
        string both = Say(Methods().Single(m => m.Name == name), Language.Korean) + Say(Methods().Single(m => m.Name == name), Language.English);
        Assert.DoesNotContain(both, static c => char.IsControl(c) || c == '\u202e');
    }

    [Theory]
    [InlineData("Refused", "REFUSED: ")]
    [InlineData("ConnectTimedOut", "TIMEOUT: ")]
    [InlineData("NoAnswer", "TIMEOUT: ")]
    [InlineData("NameNotFound", "DNS: ")]
    [InlineData("Unreachable", "UNREACHABLE: ")]
    [InlineData("ResetByServer", "RESET: ")]
    [InlineData("ClosedByServer", "CLOSED: ")]
    public void Each_failure_begins_with_its_own_word_in_both_languages(string name, string word)
    {
        MethodInfo method = Methods().Single(m => m.Name == name);
        Assert.StartsWith(word, Say(method, Language.Korean), StringComparison.Ordinal);
        Assert.StartsWith(word, Say(method, Language.English), StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_not_shown_are_counted_as_the_design_says()
    {
        Assert.Equal("… 12,345 lines not shown", new Messages(Language.English).LinesNotShown(12345));
        Assert.Equal("… 12,345줄은 표시하지 않음", new Messages(Language.Korean).LinesNotShown(12345));
    }
}
