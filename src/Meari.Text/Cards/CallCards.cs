namespace Meari.Text;

/// <summary>A card for each call of the chapter.</summary>
/// <remarks>Source: Linux man pages 2, 3 and 7; Microsoft's Windows Sockets 2 reference; .NET's API reference.</remarks>
internal static partial class CallCards
{
    public static IReadOnlyList<Card> All { get; } =
    [
        Socket, Bind, Listen, Accept, Connect, Send, Receive, Shutdown, Close, SendTo, WsaSend, Write, SendMessage, SendFile, SetOption, GetName,
    ];

    static Card Call(string name, Words summary, params CardSection[] sections) =>
        new(CardKind.Call, name, new($"{name}()", $"{name}()"), summary, sections);

    static CardSection Windows(params string[] code) => Code(new("윈도우", "Windows"), code);

    static CardSection Linux(params string[] code) => Code(new("리눅스", "Linux"), code);

    static CardSection Code(Words title, string[] code) => new(title, [.. code.Select(static line => new CardLine(line, line))], IsCode: true);

    static CardSection Arguments(params CardLine[] lines) => new("인수", "Arguments", lines);

    static CardSection Returns(params CardLine[] lines) => new("리턴 값", "Return value", lines);

    static CardSection Decides(params CardLine[] lines) => new("결정하는 것", "What it decides", lines);

    static CardSection GoodToKnow(params CardLine[] lines) => new("알아 둘 것", "Good to know", lines);

    static CardSection Errors(params CardLine[] lines) => new("오류", "Errors", lines);

    static CardSection DotNet(params CardLine[] lines) => new(".NET", ".NET", lines);
}
