namespace Meari.Text;

/// <summary>What is said to a command line that cannot be understood.</summary>
internal sealed partial class Messages
{
    /// <summary>The end of every such line: where help is.</summary>
    public string SeeHelp(string command) => Say($"도움말: {command} --help", $"See {command} --help.");

    public string UnknownCommand(string name, IReadOnlyList<string> near) => Say(
        $"meari: '{Escape.Text(name)}' 명령은 없습니다.{DidYouMean(near)}",
        $"meari: there is no command '{Escape.Text(name)}'.{DidYouMean(near)}");

    public string NoCommand => Say("meari: 명령이 필요합니다(serve, connect 등).", "meari: a command is needed, such as serve or connect.");

    public string UnknownOption(string name, IReadOnlyList<string> near) => Say(
        $"meari: '{Escape.Text(name)}' 옵션은 없습니다.{DidYouMean(near)}",
        $"meari: there is no option '{Escape.Text(name)}'.{DidYouMean(near)}");

    public string MissingValue(string option) => Say($"meari: {option} 옵션에는 값이 필요합니다.", $"meari: {option} needs a value.");

    public string GivenTwice(string option) => Say($"meari: {option} 옵션은 한 번만 쓸 수 있습니다.", $"meari: {option} may be given only once.");

    public string TooManyArguments(string argument) => Say(
        $"meari: '{Escape.Text(argument)}': 인수가 너무 많습니다.",
        $"meari: '{Escape.Text(argument)}' is one argument too many.");

    public string BadNumber(string option, string text, long least, long most) => Say(
        $"meari: {option} 옵션의 값 '{Escape.Text(text)}': {Units.Count(least)}부터 {Units.Count(most)}까지의 정수를 쓰세요.",
        $"meari: {option} takes a whole number from {Units.Count(least)} to {Units.Count(most)}, not '{Escape.Text(text)}'.");

    public string BadDuration(string option, string text) => Say(
        $"meari: {option} 옵션의 값 '{Escape.Text(text)}': 시간은 10s, 500ms처럼 쓰고, 숫자만 쓰면 초입니다(최대 30일).",
        $"meari: {option} takes a duration such as 10s or 500ms, a bare number being seconds (at most 30 days), not '{Escape.Text(text)}'.");

    public string BadChoice(string option, string text, IReadOnlyList<string> choices) => Say(
        $"meari: {option} 옵션의 값 '{Escape.Text(text)}': {string.Join(", ", choices)} 가운데 하나를 쓰세요.",
        $"meari: {option} is one of {string.Join(", ", choices)}, not '{Escape.Text(text)}'.");

    public string UnknownEncoding(string name, IReadOnlyList<string> near) => Say(
        $"meari: '{Escape.Text(name)}' 인코딩은 없습니다.{DidYouMean(near)}",
        $"meari: there is no encoding '{Escape.Text(name)}'.{DidYouMean(near)}");

    public string DigitsOnly(string text) => Say(
        $"meari: '{Escape.Text(text)}': 주소가 아닙니다. 포트 번호라면 ':{Escape.Text(text)}' 또는 '-p {Escape.Text(text)}'처럼 쓰세요.",
        $"meari: '{Escape.Text(text)}' is no address; if it is a port, write ':{Escape.Text(text)}' or '-p {Escape.Text(text)}'.");

    public string BadPort(string text) => Say(
        $"meari: '{Escape.Text(text)}': 포트 번호가 잘못되었습니다. 0부터 65535까지의 수를 쓰세요.",
        $"meari: the port in '{Escape.Text(text)}' is not a number from 0 to 65535.");

    public string PortNeeded => Say(
        "meari: 접속할 포트 번호는 1부터 65535까지입니다.",
        "meari: the port to connect to is a number from 1 to 65535.");

    public string IPv6NeedsBrackets(string text) => Say(
        $"meari: '{Escape.Text(text)}': IPv6 주소는 대괄호로 묶으세요. 예: [::1]:9000.",
        $"meari: '{Escape.Text(text)}': put an IPv6 address in brackets, as in [::1]:9000.");

    public string BadAddress(string text) => Say(
        $"meari: '{Escape.Text(text)}': 주소가 아닙니다. HOST:PORT, [IPv6]:PORT, :PORT 가운데 하나로 쓰세요.",
        $"meari: '{Escape.Text(text)}' is no address; write HOST:PORT, [IPv6]:PORT or :PORT.");

    public string WrongFamily(string address, string option) => Say(
        $"meari: {option} 옵션은 {Escape.Text(address)} 주소와 함께 쓸 수 없습니다.",
        $"meari: {option} does not go with the address {Escape.Text(address)}.");

    public string Conflict(string one, string other) => Say($"meari: {one}, {other}: 함께 쓸 수 없습니다.", $"meari: {one} and {other} do not go together.");

    string DidYouMean(IReadOnlyList<string> near) => near.Count == 0 ? "" : Say(
        $" 혹시 {string.Join(", ", near)}?",
        $" Did you mean {string.Join(", ", near)}?");
}
