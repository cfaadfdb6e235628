namespace Meari.Text;

/// <summary>What is said to a command line that cannot be understood.</summary>
internal sealed partial class Messages
{
    /// <summary>The end of every such line: where help is.</summary>
    public string SeeHelp(string command) => Say($"도움말: {command} --help", $"See {command} --help.");

    public string UnknownCommand(string name, IReadOnlyList<string> near) => Say(
        $"meari: '{Escape.Text(name)}'라는 명령은 없습니다.{DidYouMean(near)}",
        $"meari: there is no command '{Escape.Text(name)}'.{DidYouMean(near)}");

    public string NoCommand => Say("meari: 명령이 필요합니다(serve, connect 등).", "meari: a command is needed, such as serve or connect.");

    public string UnknownOption(string name, IReadOnlyList<string> near) => Say(
        $"meari: '{Escape.Text(name)}'라는 옵션은 없습니다.{DidYouMean(near)}",
        $"meari: there is no option '{Escape.Text(name)}'.{DidYouMean(near)}");

    public string UnknownExperiment(string name, IReadOnlyList<string> near) => Say(
        $"meari: '{Escape.Text(name)}'라는 실험은 없습니다.{DidYouMean(near)}",
        $"meari: there is no experiment '{Escape.Text(name)}'.{DidYouMean(near)}");

    public string MissingValue(string option) => Say($"meari: {option} 옵션에는 값이 필요합니다.", $"meari: {option} needs a value.");

    public string GivenTwice(string option) => Say($"meari: {option} 옵션은 한 번만 쓸 수 있습니다.", $"meari: {option} may be given only once.");

    public string TooManyArguments(string argument) => Say(
        $"meari: '{Escape.Text(argument)}': 인수가 너무 많습니다.",
        $"meari: '{Escape.Text(argument)}' is one argument too many.");

    public string BadNumber(string option, string text, int least, int most) => Say(
        $"meari: {option} 옵션의 값 '{Escape.Text(text)}': {Number(least)}부터 {Number(most)}까지의 정수를 쓰세요.",
        $"meari: {option} takes a whole number from {Number(least)} to {Number(most)}, not '{Escape.Text(text)}'.");

    public string BadDuration(string option, string text) => Say(
        $"meari: {option} 옵션의 값 '{Escape.Text(text)}': 시간은 500ms, 10s, 2m, 1h처럼 쓰고, 숫자만 쓰면 초입니다(최대 30일).",
        $"meari: {option} takes a duration such as 500ms, 10s, 2m or 1h, a bare number being seconds (at most 30 days), not '{Escape.Text(text)}'.");

    public string ZeroDuration(string option) => Say($"meari: {option} 옵션의 값은 0보다 커야 합니다.", $"meari: {option} must be longer than 0.");

    public string BadShell(IReadOnlyList<string> shells) => Say(
        $"meari: 셸 이름이 필요합니다({string.Join(", ", shells)}).",
        $"meari: name a shell: {string.Join(", ", shells)}.");

    public string NeedsScope(string text) => Say(
        $"meari: '{Escape.Text(text)}': 링크 로컬 주소에는 인터페이스가 필요합니다. 예: [fe80::1%eth0]:9000.",
        $"meari: '{Escape.Text(text)}': a link-local address needs its interface, as in [fe80::1%eth0]:9000.");

    public string BadChoice(string option, string text, IReadOnlyList<string> choices) => Say(
        $"meari: {option} 옵션의 값 '{Escape.Text(text)}': {string.Join(", ", choices)} 가운데 하나를 쓰세요.",
        $"meari: {option} must be one of {string.Join(", ", choices)}, not '{Escape.Text(text)}'.");

    public string UnknownEncoding(string name, IReadOnlyList<string> near) => Say(
        $"meari: '{Escape.Text(name)}'라는 인코딩은 없습니다.{DidYouMean(near)}",
        $"meari: there is no encoding '{Escape.Text(name)}'.{DidYouMean(near)}");

    public string NoCard(string term, IReadOnlyList<string> near) => Say(
        $"meari: '{Escape.Text(term)}'에 대한 설명은 없습니다.{DidYouMean(near)}",
        $"meari: nothing explains '{Escape.Text(term)}'.{DidYouMean(near)}");

    public string DigitsOnly(string text) => Say(
        $"meari: '{Escape.Text(text)}': 주소가 아닙니다. 포트 번호라면 ':{Escape.Text(text)}' 또는 '-p {Escape.Text(text)}'처럼 쓰세요.",
        $"meari: '{Escape.Text(text)}' is not an address; if it is a port, write ':{Escape.Text(text)}' or '-p {Escape.Text(text)}'.");

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
        $"meari: '{Escape.Text(text)}' is not an address; write HOST:PORT, [IPv6]:PORT or :PORT.");

    public string WrongFamily(string address, string option) => Say(
        $"meari: {option} 옵션은 {Escape.Text(address)} 주소와 함께 쓸 수 없습니다.",
        $"meari: {option} does not go with the address {Escape.Text(address)}.");

    public string Conflict(string one, string other) => Say($"meari: 함께 쓸 수 없습니다: {Escape.Text(one)}, {Escape.Text(other)}.", $"meari: {Escape.Text(one)} and {Escape.Text(other)} do not go together.");

    /// <summary>Two options, each with a file's name.</summary>
    public string SameFile(string one, string other) => Say(
        $"meari: {one}, {other} 옵션이 같은 파일을 가리킵니다. 서로 다른 파일을 쓰세요.",
        $"meari: {one} and {other} name the same file; give each its own.");

    string DidYouMean(IReadOnlyList<string> near) => near.Count == 0 ? "" : Say(
        $" 혹시 {string.Join(", ", near)}인가요?",
        $" Did you mean {string.Join(", ", near)}?");
}
