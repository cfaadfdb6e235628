using System.Globalization;
using System.Net;
using System.Text;
using Meari.Lab;
using Meari.Observe;
using Meari.Text;

namespace Meari.Cli.Lab;

/// <summary>Reports as one HTML file that needs nothing else: no script, no network. All text is encoded.</summary>
internal sealed class LabHtml(Language language)
{
    /// <summary>Fits a printed page, landscape or scaled.</summary>
    const int LadderWidth = 120;

    readonly StringBuilder _page = new();
    readonly LabHtmlCards _cards = new(language);
    bool _isInPicture, _isInList;

    public string Write(IReadOnlyList<(LabReport Report, int? Prediction)> reports)
    {
        _page.Append(CultureInfo.InvariantCulture, $"<!doctype html>\n<html lang=\"{(language == Language.Korean ? "ko" : "en")}\"><head><meta charset=\"utf-8\">")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">")
            .Append("<meta name=\"viewport\" content=\"width=device-width\">")
            .Append(CultureInfo.InvariantCulture, $"<title>{Text(LabTexts.Document)}</title><style>{LabHtmlStyle.Css}</style></head><body>\n<h1>{Text(LabTexts.Document)}</h1>\n");
        foreach ((LabReport report, int? prediction) in reports)
            Section(report, prediction);
        _cards.WriteAll(_page);
        return _page.Append("</body></html>\n").ToString();
    }

    void Section(LabReport report, int? prediction)
    {
        Experiment experiment = report.Experiment;
        _page.Append(CultureInfo.InvariantCulture, $"<section><h2>{Text(experiment.Title)}</h2>\n<p class=\"quiet\"><code>meari lab {Encode(experiment.Name)}</code> · {Text(experiment.Slides)} · ")
            .Append(CultureInfo.InvariantCulture, $"{report.Started:yyyy-MM-dd HH:mm:ss} UTC</p>\n<h3>{Text(LabTexts.Question)}</h3><p>{Text(experiment.Question)}</p><ol>");
        foreach (Words one in experiment.Predictions)
            _page.Append("<li>").Append(Text(one)).Append("</li>");
        _page.Append("</ol>\n");
        if (prediction is { } chosen)
            _page.Append(CultureInfo.InvariantCulture, $"<p>{Text(LabTexts.Predicted)}: {chosen + 1}. {Text(experiment.Predictions[chosen])} {Text(chosen == experiment.Answer ? LabTexts.Right : LabTexts.Wrong)}</p>\n");
        Story(report);
        Sockets(report);
        Ending(report);
        _page.Append("</section>\n");
    }

    void Story(LabReport report)
    {
        LabStory story = new(language, static () => LadderWidth, Entry, Line);
        foreach (LabEntry entry in report.Entries)
            story.Add(entry);
        foreach (TimelineEvent seen in report.Events)
            story.Add(seen);
        story.End();
        CloseBlocks();
    }

    void Entry(LabEntry entry)
    {
        if (entry is LabStep step)
        {
            CloseBlocks();
            _page.Append(CultureInfo.InvariantCulture, $"<h3>{Text(step.Text)}</h3>\n");
            return;
        }
        if (entry is LabListing or LabRemark)
        {
            CloseBlocks();
            Show(entry);
            return;
        }
        if (!_isInList)
        {
            CloseBlocks();
            _page.Append("<ul class=\"seen-list\">");
            _isInList = true;
        }
        if (entry is LabObservation seen)
            _page.Append(CultureInfo.InvariantCulture, $"<li>· {Text(seen.What)}: <span class=\"seen\">{Encode(seen.Value)}</span></li>\n");
        else if (entry is LabCheck check)
            _page.Append(CultureInfo.InvariantCulture, $"<li class=\"{ClassOf(check.Outcome)}\">{Text(check.Claim)} <span class=\"seen\">{Text(check.Seen)}</span></li>\n");
    }

    /// <summary>What stands between the lists: a command with its lines, a sentence.</summary>
    void Show(LabEntry entry)
    {
        if (entry is LabRemark remark)
        {
            _page.Append(CultureInfo.InvariantCulture, $"<p{(remark.IsHindrance ? " class=\"hindrance\"" : "")}>{Text(remark.Text)}</p>\n");
        }
        else if (entry is LabListing listing)
        {
            _page.Append(CultureInfo.InvariantCulture, $"<pre class=\"shell\"><span class=\"d\">$</span> <b>{Encode(listing.Command)}</b>");
            foreach (NetstatLine line in listing.Lines)
                _page.Append('\n').Append(Encode(line.Addresses)).Append(State(line.State, line.StateName));
            _page.Append("</pre>\n");
        }
    }

    void Sockets(LabReport report)
    {
        IReadOnlyList<SocketEnd> ends = SocketEnd.Of(report.Events);
        if (ends.Count == 0)
            return;
        _page.Append(CultureInfo.InvariantCulture, $"<h3>{Text(LabTexts.SocketStates)}</h3><div class=\"wide\"><table><thead><tr><th>{Text(LabTexts.Local)}</th><th>{Text(LabTexts.Remote)}</th><th>{Text(LabTexts.States)}</th></tr></thead><tbody>\n");
        foreach (SocketEnd end in ends)
            _page.Append(CultureInfo.InvariantCulture, $"<tr><td>{Encode(end.Local.ToString())}</td><td>{Encode(end.Remote)}</td><td>")
                .AppendJoin("<span class=\"to\"> → </span>", end.States.Select(static state => State(state, TcpStates.NameOf(state)))).Append("</td></tr>\n");
        _page.Append("</tbody></table></div>\n");
    }

    static string State(TcpState state, string name) => $"<span class=\"state\" style=\"--c:{StatePalette.Of(state).Page}\">{name}</span>";

    void Line(LadderLine line)
    {
        if (!_isInPicture)
        {
            CloseBlocks();
            _page.Append("<pre>");
            _isInPicture = true;
        }
        foreach ((string text, LadderStyle style) in line.Spans)
        {
            if (style == LadderStyle.Plain)
                _page.Append(Encode(text));
            else
                _page.Append(CultureInfo.InvariantCulture, $"<{(style.Bold ? "b" : "span")}{(style.Dim ? " class=\"d\"" : "")}{ColourOf(style)}>{Encode(text)}</{(style.Bold ? "b" : "span")}>");
        }
        _page.Append('\n');
    }

    void Ending(LabReport report)
    {
        Experiment experiment = report.Experiment;
        _page.Append(CultureInfo.InvariantCulture, $"<p class=\"{ClassOf(report.Outcome)}\">{Text(LabPage.NameOf(report.Outcome))}, {Text(LabTexts.ChecksPassed(LabPage.CountOf(report)))}, {LabPage.Seconds(report)}</p>\n");
        if (report.Reason is { } reason)
            _page.Append(CultureInfo.InvariantCulture, $"<p>{Text(reason)}</p>\n");
        if (report.Outcome == LabOutcome.Passed)
            _page.Append(CultureInfo.InvariantCulture, $"<div class=\"answer\"><p><b>{Text(LabTexts.Answer)}: {experiment.Answer + 1}. {Text(experiment.Predictions[experiment.Answer])}</b></p><p>{Text(experiment.Because)}</p></div>\n");
        if (_cards.Mention(report) is { Length: > 0 } cards)
            _page.Append(CultureInfo.InvariantCulture, $"<p class=\"quiet\">{Text(LabTexts.Read)}: {cards}</p>\n");
    }

    void CloseBlocks()
    {
        _page.Append(_isInPicture ? "</pre>\n" : "").Append(_isInList ? "</ul>\n" : "");
        _isInPicture = _isInList = false;
    }

    /// <summary>A terminal's colour as CSS: the palette's cube (16–231) and its greys.</summary>
    static string ColourOf(LadderStyle style)
    {
        if (style.Colour < 16)
            return "";
        int at = style.Colour - 16;
        static int Level(int step) => step == 0 ? 0 : 55 + (40 * step);
        (int red, int green, int blue) = style.Colour >= 232 ? (8 + ((style.Colour - 232) * 10), 8 + ((style.Colour - 232) * 10), 8 + ((style.Colour - 232) * 10))
            : (Level(at / 36), Level(at / 6 % 6), Level(at % 6));
        return $" style=\"--c:#{red:x2}{green:x2}{blue:x2}\"";
    }

    static string ClassOf(LabOutcome outcome) => outcome switch
    {
        LabOutcome.Passed => "passed",
        LabOutcome.Failed => "failed",
        _ => "skipped",
    };

    string Text(Words words) => Encode(words.In(language));

    static string Encode(string text) => WebUtility.HtmlEncode(Escape.Text(text));
}
