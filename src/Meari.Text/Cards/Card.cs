namespace Meari.Text;

/// <summary>What a card is about.</summary>
internal enum CardKind
{
    /// <summary>A function of the socket API.</summary>
    Call,

    /// <summary>A state of TCP.</summary>
    State,

    /// <summary>A word of the chapter.</summary>
    Term,

    /// <summary>An error that a call may meet.</summary>
    Error,
}

/// <summary>One call, state, term or error of the chapter, explained in both languages. All text is Meari's own.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Name">What it is known by to programs and shells: a call's, state's or error's own name, a term's words with hyphens.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Summary">It in one sentence.</param>
/// <param name="Sections">The rest, in the order of reading.</param>
internal sealed record Card(CardKind Kind, string Name, Words Title, Words Summary, IReadOnlyList<CardSection> Sections)
{
    /// <summary>By what else it is found.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>The names of the cards to read next.</summary>
    public IReadOnlyList<string> SeeAlso { get; init; } = [];
}

/// <summary>A part of a card.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Lines">What it says.</param>
/// <param name="IsCode">Whether the lines are code, to be shown as they are.</param>
internal sealed record CardSection(Words Title, IReadOnlyList<CardLine> Lines, bool IsCode = false)
{
    public CardSection(string korean, string english, params CardLine[] lines)
        : this(new Words(korean, english), lines)
    {
    }
}

/// <summary>One thing that a section says.</summary>
/// <param name="Label">What it is said of, the same in every language (an argument, a value, a state); null for a plain sentence.</param>
/// <param name="Text">It, in both languages.</param>
internal sealed record CardLine(string? Label, Words Text)
{
    public CardLine(string korean, string english)
        : this(null, new Words(korean, english))
    {
    }

    public CardLine(string label, string korean, string english)
        : this(label, new Words(korean, english))
    {
    }

    /// <summary>What an error means where a call meets it, and what to do.</summary>
    public CardLine(CallError error, string korean, string english)
        : this(error.Label, new Words(korean, english)) => Error = error;

    /// <summary>The error that it is said of, if it is of one.</summary>
    public CallError? Error { get; }
}
