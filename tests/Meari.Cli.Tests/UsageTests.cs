namespace Meari.Cli.Tests;

/// <summary>A command line that cannot be understood gets one line, and exit code 2.</summary>
[Trait("Engine", "none")]
public sealed class UsageTests
{
    [Theory]
    [InlineData("", "meari: a command is needed, such as serve or connect. See meari --help.")]
    [InlineData("srve", "meari: there is no command 'srve'. Did you mean serve? See meari --help.")]
    [InlineData("serve --foo", "meari: there is no option '--foo'. See meari serve --help.")]
    [InlineData("serve --version", "meari: there is no option '--version'. See meari serve --help.")]
    [InlineData("serve --drian 3", "meari: there is no option '--drian'. Did you mean --drain? See meari serve --help.")]
    [InlineData("serve 9000", "meari: '9000' is not an address; if it is a port, write ':9000' or '-p 9000'. See meari serve --help.")]
    [InlineData("serve ::1", "meari: '::1': put an IPv6 address in brackets, as in [::1]:9000. See meari serve --help.")]
    [InlineData("serve [::1", "meari: '[::1' is not an address; write HOST:PORT, [IPv6]:PORT or :PORT. See meari serve --help.")]
    [InlineData("serve a:99999", "meari: the port in 'a:99999' is not a number from 0 to 65535. See meari serve --help.")]
    [InlineData("serve -p x", "meari: --port takes a whole number from 0 to 65535, not 'x'. See meari serve --help.")]
    [InlineData("serve -p", "meari: --port needs a value. See meari serve --help.")]
    [InlineData("serve -p 1 -p 2", "meari: --port may be given only once. See meari serve --help.")]
    [InlineData("serve -4 -6", "meari: -4 and -6 do not go together. See meari serve --help.")]
    [InlineData("serve -4 [::1]:80", "meari: -4 does not go with the address [::1]:80. See meari serve --help.")]
    [InlineData("serve --service tcho", "meari: --service must be one of echo, discard, chargen, not 'tcho'. See meari serve --help.")]
    [InlineData("serve --encoding cp94", "meari: there is no encoding 'cp94'. Did you mean cp949? See meari serve --help.")]
    [InlineData("serve --book :1", "meari: --book and ADDRESS do not go together. See meari serve --help.")]
    [InlineData("serve --one-at-a-time --max-connections 3", "meari: --one-at-a-time and --max-connections do not go together. See meari serve --help.")]
    [InlineData("serve --max-connections 0", "meari: --max-connections takes a whole number from 1 to 2147483647, not '0'. See meari serve --help.")]
    [InlineData("serve --idle-timeout never", "meari: --idle-timeout takes a duration such as 500ms, 10s, 2m or 1h, a bare number being seconds (at most 30 days), not 'never'. See meari serve --help.")]
    [InlineData("serve --engine iouring", "meari: --engine must be one of auto, io_uring, epoll, sockets, not 'iouring'. See meari serve --help.")]
    [InlineData("serve --threads 0", "meari: --threads takes a whole number from 1 to 1024, not '0'. See meari serve --help.")]
    [InlineData("serve --threads 1025", "meari: --threads takes a whole number from 1 to 1024, not '1025'. See meari serve --help.")]
    [InlineData("serve --one-at-a-time --threads 1", "meari: --one-at-a-time and --threads do not go together. See meari serve --help.")]
    [InlineData("serve --book --threads 1", "meari: --book and --threads do not go together. See meari serve --help.")]
    [InlineData("connect --engine", "meari: --engine needs a value. See meari connect --help.")]
    [InlineData("connect --engine kqueue", "meari: --engine must be one of auto, io_uring, epoll, sockets, not 'kqueue'. See meari connect --help.")]
    [InlineData("connect --threads", "meari: there is no option '--threads'. See meari connect --help.")]
    [InlineData("serve --lang fr", "meari: --lang must be one of ko, en, not 'fr'. See meari serve --help.")]
    [InlineData("serve fe80::1", "meari: 'fe80::1': put an IPv6 address in brackets, as in [::1]:9000. See meari serve --help.")]
    [InlineData("connect [fe80::1]:9", "meari: '[fe80::1]:9': a link-local address needs its interface, as in [fe80::1%eth0]:9000. See meari connect --help.")]
    [InlineData("connect http://host:1", "meari: 'http://host:1' is not an address; write HOST:PORT, [IPv6]:PORT or :PORT. See meari connect --help.")]
    [InlineData("connect 127.1:80", "meari: '127.1:80' is not an address; write HOST:PORT, [IPv6]:PORT or :PORT. See meari connect --help.")]
    [InlineData("connect --timeout 0", "meari: --timeout must be longer than 0. See meari connect --help.")]
    [InlineData("connect --message=", "meari: --message needs a value. See meari connect --help.")]
    [InlineData("connect -x", "meari: there is no option '-x'. See meari connect --help.")]
    [InlineData("connect a b", "meari: 'b' is one argument too many. See meari connect --help.")]
    [InlineData("connect :0", "meari: the port to connect to is a number from 1 to 65535. See meari connect --help.")]
    [InlineData("connect --raw --message x", "meari: --raw and --message do not go together. See meari connect --help.")]
    [InlineData("connect --raw --encoding hex", "meari: --raw and --encoding do not go together. See meari connect --help.")]
    [InlineData("watch --speed 2", "meari: --speed goes with --replay. See meari watch --help.")]
    [InlineData("watch --replay f --speed 0", "meari: --speed takes a number above 0, such as 2 or 0.1, or max, not '0'. See meari watch --help.")]
    [InlineData("watch --replay f --speed fast", "meari: --speed takes a number above 0, such as 2 or 0.1, or max, not 'fast'. See meari watch --help.")]
    [InlineData("watch --replay f :9000", "meari: --replay and ADDRESS do not go together. See meari watch --help.")]
    [InlineData("watch --replay f --pid 1", "meari: --replay and --pid do not go together. See meari watch --help.")]
    [InlineData("watch --replay f --pcapng g", "meari: --replay and --pcapng do not go together. See meari watch --help.")]
    [InlineData("watch --replay f -- true", "meari: --replay and -- PROGRAM do not go together. See meari watch --help.")]
    [InlineData("watch --pid 1 -- true", "meari: --pid and -- PROGRAM do not go together. See meari watch --help.")]
    [InlineData("watch --pid 0", "meari: --pid takes a whole number from 1 to 2147483647, not '0'. See meari watch --help.")]
    [InlineData("watch --program-output f", "meari: --program-output goes with -- PROGRAM. See meari watch --help.")]
    [InlineData("watch --", "meari: name the program to start behind '--'. See meari watch --help.")]
    [InlineData("watch --json --explain", "meari: --json and --explain do not go together. See meari watch --help.")]
    [InlineData("watch --width 10", "meari: --width takes a whole number from 60 to 400, not '10'. See meari watch --help.")]
    [InlineData("watch --duration 0", "meari: --duration must be longer than 0. See meari watch --help.")]
    [InlineData("watch --count 0", "meari: --count takes a whole number from 1 to 2147483647, not '0'. See meari watch --help.")]
    [InlineData("watch -o=", "meari: --output needs a value. See meari watch --help.")]
    [InlineData("watch localhost:9000", "meari: 'localhost:9000': give an IP address instead of a name, or the port alone, as in ':9000'. See meari watch --help.")]
    [InlineData("watch 9000", "meari: '9000' is not an address; if it is a port, write ':9000' or '-p 9000'. See meari watch --help.")]
    [InlineData("watch --wath -- true --foo", "meari: there is no option '--wath'. Did you mean --width? See meari watch --help.")]
    [InlineData("completion", "meari: name a shell: bash, zsh, fish. See meari completion --help.")]
    [InlineData("completion tcsh", "meari: name a shell: bash, zsh, fish. See meari completion --help.")]
    public async Task Wrong_usage_is_one_line_and_exit_2(string line, string told)
    {
        await using RunningProgram program = MeariProgram.StartEnglish(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(2, await program.Exit());
        Assert.Equal(told + "\n", program.Error);
        Assert.Empty(program.Output);
    }

    [Theory]
    [InlineData("--lang", "ko", "serve", "--lang=en")]
    [InlineData("serve", "-p", "\u001b[31m", "--lang=en")]
    public async Task What_was_typed_is_escaped(params string[] arguments)
    {
        await using RunningProgram program = MeariProgram.Start(arguments);
        Assert.Equal(2, await program.Exit());
        Assert.DoesNotContain('\u001b', program.Error);
        Assert.Single(program.Error.TrimEnd('\n').Split('\n'));
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("serve --help")]
    [InlineData("connect -h")]
    [InlineData("completion --help")]
    public async Task Help_is_in_the_chosen_language_and_fits_a_hundred_columns(string line)
    {
        await using RunningProgram korean = MeariProgram.Start(line.Split(' '));
        await using RunningProgram english = MeariProgram.StartEnglish(line.Split(' '));
        Assert.Equal(0, await korean.Exit());
        Assert.Equal(0, await english.Exit());
        Assert.Contains("사용법:\n", korean.Output, StringComparison.Ordinal);
        Assert.Contains("Usage:\n", english.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(english.Output, static c => c is >= '가' and <= '힣');
        Assert.All(korean.Output.Split('\n'), static l => Assert.InRange(Text.Columns.Width(l), 0, 100));
        Assert.All(english.Output.Split('\n'), static l => Assert.InRange(l.Length, 0, 100));
    }

    [Fact]
    public async Task Version_is_one_line()
    {
        await using RunningProgram program = MeariProgram.Start("--version");
        Assert.Equal(0, await program.Exit());
        Assert.Matches(@"^meari \d+\.\d+\.\d+\n$", program.Output);
    }

    /// <summary>The script is sourced and bash asked as Tab would ask it.</summary>
    [Theory]
    [InlineData("meari se", "serve")]
    [InlineData("meari serve --ser", "--service")]
    [InlineData("meari serve --service dis", "discard")]
    [InlineData("meari connect --encoding cp", "cp949")]
    [InlineData("meari serve --thr", "--threads")]
    [InlineData("meari serve --engine io", "io_uring")]
    [InlineData("meari connect --engine ep", "epoll")]
    [InlineData("meari completion z", "zsh")]
    [InlineData("meari explain TIME", "TIME_WAIT")]
    [InlineData("meari explain accept-q", "accept-queue")]
    [InlineData("meari explain 송신", "송신-버퍼")]
    public async Task Bash_completes(string line, string completed)
    {
        const string Script = """
            PATH="$(dirname "$0"):$PATH"
            source <(meari completion bash)
            COMP_LINE=$1 COMP_POINT=${#1}
            read -ra COMP_WORDS <<< "$1"
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _meari
            printf '%s\n' "${COMPREPLY[@]}"
            """;
        await using RunningProgram bash = RunningProgram.Start("bash", ["-c", Script, MeariProgram.Path, line]);
        Assert.Equal(0, await bash.Exit());
        Assert.Equal(completed + "\n", bash.Output);
    }
}
