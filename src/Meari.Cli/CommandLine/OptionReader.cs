using System.CommandLine;
using System.Globalization;
using Meari.Observe;
using Meari.Text;

namespace Meari.Cli.CommandLine;

/// <summary>
/// Reads the values of options. The parser knows nothing of them but that they are text, so that what is wrong with one is said in our
/// words; the first error counts.
/// </summary>
internal sealed class OptionReader(ParseResult parsed, Messages messages)
{
    /// <summary>The first error, one line; null while all is well.</summary>
    public string? Error { get; private set; }

    public void Fail(string error) => Error ??= error;

    public bool IsGiven(Option option) => parsed.GetResult(option) is { Implicit: false };

    public string? Text(Option<string> option) => parsed.GetValue(option);

    public int Number(Option<string> option, int byDefault, int least, int most)
    {
        if (Text(option) is not { } text)
            return byDefault;
        bool isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value);
        if (!isNumber || value < least || value > most)
            Fail(messages.BadNumber(option.Name, text, least, most));
        return value;
    }

    public TimeSpan? Duration(Option<string> option)
    {
        if (Text(option) is not { } text)
            return null;
        if (!Units.TryParseDuration(text, out TimeSpan time))
            Fail(messages.BadDuration(option.Name, text));
        return time;
    }

    /// <summary>As <see cref="Duration"/>, but a limit of no time at all would allow nothing.</summary>
    public TimeSpan? Limit(Option<string> option)
    {
        TimeSpan? limit = Duration(option);
        if (limit == TimeSpan.Zero)
            Fail(messages.ZeroDuration(option.Name));
        return limit;
    }

    public WireEncoding Encoding(Option<string> option)
    {
        if (Text(option) is not { } name)
            return WireEncoding.Utf8;
        if (WireEncoding.TryFind(name, out WireEncoding? encoding))
            return encoding;
        Fail(messages.UnknownEncoding(name, EncodingNames.Near(name)));
        return WireEncoding.Utf8;
    }

    /// <summary>One of several names; gives its number, 0 where none is given.</summary>
    public int Choice(Option<string> option, string[] names)
    {
        if (Text(option) is not { } name)
            return 0;
        int number = Array.IndexOf(names, name);
        if (number < 0)
            Fail(messages.BadChoice(option.Name, name, names));
        return number;
    }

    /// <summary>The options that name files: none is empty, and no two name the same file, else one would be written over the other.</summary>
    public void Files(params Option<string>[] files)
    {
        for (int i = 0; i < files.Length; i++)
        {
            if (Text(files[i]) is not { } name)
                continue;
            if (name.Length == 0)
                Fail(messages.MissingValue(files[i].Name));
            else if (Array.Find(files[..i], earlier => Text(earlier) is { Length: > 0 } other && FileIdentity.IsSame(name, other)) is { } same)
                Fail(messages.SameFile(same.Name, files[i].Name));
        }
    }

    /// <summary>Two things that exclude each other.</summary>
    public void Exclude(bool one, string oneName, bool other, string otherName)
    {
        if (one && other)
            Fail(messages.Conflict(oneName, otherName));
    }

    public void Exclude(Option one, Option other) => Exclude(IsGiven(one), one.Name, IsGiven(other), other.Name);
}
