namespace Meari.Observe;

/// <summary>A state's colour: as a terminal has it, and as a page has it.</summary>
/// <param name="Terminal">Its number among a terminal's 256 colours; all are readable on black and on white.</param>
/// <param name="Page">The same as <c>#rrggbb</c>.</param>
internal readonly record struct StateColour(byte Terminal, string Page);

/// <summary>One colour for each state, the same in every view. Opening is yellow, open green, closing first blue to violet, closing second red.</summary>
internal static class StatePalette
{
    public static StateColour Of(TcpState state) => state switch
    {
        TcpState.Listen => new(37, "#00afaf"),
        TcpState.SynSent => new(178, "#d7af00"),
        TcpState.SynReceived => new(172, "#d78700"),
        TcpState.Established => new(34, "#00af00"),
        TcpState.FinWait1 => new(39, "#00afff"),
        TcpState.FinWait2 => new(69, "#5f87ff"),
        TcpState.TimeWait => new(135, "#af5fff"),
        TcpState.Closing => new(169, "#d75faf"),
        TcpState.CloseWait => new(208, "#ff8700"),
        TcpState.LastAck => new(167, "#d75f5f"),
        _ => new(244, "#808080"),
    };
}
