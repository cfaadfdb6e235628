namespace Meari.Cli.CommandLine;

/// <summary>Scripts by which a shell completes a command line. They ask the program itself (<c>meari "[suggest:POSITION]" LINE</c>), so they never grow old.</summary>
internal static class CompletionScripts
{
    public static string[] Shells { get; } = ["bash", "zsh", "fish"];

    public static string? Find(string shell) => shell switch
    {
        "bash" => """
            _meari() {
              local IFS=$'\n'
              COMPREPLY=($(compgen -W "$("${COMP_WORDS[0]}" "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -F _meari meari

            """,
        "zsh" => """
            #compdef meari
            _meari() {
              local -a found
              found=(${(f)"$("${words[1]}" "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)"})
              compadd -a found
            }
            if [ "$funcstack[1]" = _meari ]; then _meari "$@"; else compdef _meari meari; fi

            """,
        "fish" => """
            complete -c meari -f -a '(set -l program (commandline -opc)[1]; set -l line (commandline -cp); $program "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null)'

            """,
        _ => null,
    };
}
