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

    const string Style = """
        :root{color-scheme:light dark;--ink:#1d1f23;--paper:#fff;--quiet:#6a7079;--line:#d9dce1;--soft:#f6f7f9;--good:#157a3a;--bad:#c1272d;--warn:#8a6100}
        @media(prefers-color-scheme:dark){:root{--ink:#e6e8eb;--paper:#15171a;--quiet:#9aa1ab;--line:#33373d;--soft:#1d2024;--good:#5ccb82;--bad:#ff7a7d;--warn:#e0b450}}
        body{margin:0 auto;max-width:64rem;padding:2rem 1.25rem;background:var(--paper);color:var(--ink);font:16px/1.6 system-ui,"Noto Sans KR","Noto Sans CJK KR",sans-serif}
        h1{font-size:1.6rem;margin:0}h2{font-size:1.35rem;margin:2.5rem 0 0}h3{font-size:1rem;margin:1.6rem 0 .4rem}
        .quiet{color:var(--quiet)}code,pre{font-family:"D2Coding","Noto Sans Mono CJK KR",ui-monospace,monospace}
        pre{font-size:12px;line-height:1.45;background:var(--soft);border:1px solid var(--line);border-radius:8px;padding:.8rem 1rem;overflow-x:auto;margin:.5rem 0}
        pre b{font-weight:700}pre .d{opacity:.62}ul{list-style:none;padding:0;margin:.4rem 0}li{padding-left:1.5rem;text-indent:-1.5rem}
        .passed::before{content:"✓ ";color:var(--good);font-weight:700}.failed::before{content:"✗ ";color:var(--bad);font-weight:700}.skipped::before{content:"– ";color:var(--warn)}
        .seen{color:var(--quiet);font-family:ui-monospace,"Noto Sans Mono CJK KR",monospace;font-size:.85em}
        .answer{border-left:4px solid var(--good);padding:.1rem 1rem;background:var(--soft)}
        @media print{:root{--ink:#000;--paper:#fff;--quiet:#444;--soft:#fff;--line:#bbb}body{max-width:none;padding:0;font-size:11pt}pre{font-size:7.5pt;white-space:pre-wrap}section{break-before:page}section:first-of-type{break-before:auto}h3{break-after:avoid}}
        """;

    readonly StringBuilder _page = new();
    bool _isInPicture, _isInList;

    public string Write(IReadOnlyList<(LabReport Report, int? Prediction)> reports)
    {
        _page.Append(CultureInfo.InvariantCulture, $"<!doctype html>\n<html lang=\"{(language == Language.Korean ? "ko" : "en")}\"><head><meta charset=\"utf-8\">")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">")
            .Append("<meta name=\"viewport\" content=\"width=device-width\">")
            .Append(CultureInfo.InvariantCulture, $"<title>{Text(LabTexts.Document)}</title><style>{Style}</style></head><body>\n<h1>{Text(LabTexts.Document)}</h1>\n");
        foreach ((LabReport report, int? prediction) in reports)
            Section(report, prediction);
        return _page.Append("</body></html>\n").ToString();
    }

    void Section(LabReport report, int? prediction)
    {
        Experiment experiment = report.Experiment;
        _page.Append(CultureInfo.InvariantCulture, $"<section><h2>{Text(experiment.Title)}</h2>\n<p class=\"quiet\"><code>meari lab {Encode(experiment.Name)}</code> · {Text(experiment.Slides)} · ")
            .Append(CultureInfo.InvariantCulture, $"{report.Started:yyyy-MM-dd HH:mm:ss} UTC</p>\n<h3>{Text(LabTexts.Question)}</h3><p>{Text(experiment.Question)}</p><ol>");
        foreach (Words one in experiment.Predictions)
            _page.Append("<li style=\"display:list-item;list-style:decimal inside\">").Append(Text(one)).Append("</li>");
        _page.Append("</ol>\n");
        if (prediction is { } chosen)
            _page.Append(CultureInfo.InvariantCulture, $"<p>{Text(LabTexts.Predicted)}: {chosen + 1}. {Text(experiment.Predictions[chosen])} {Text(chosen == experiment.Answer ? LabTexts.Right : LabTexts.Wrong)}</p>\n");
        Story(report);
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
        if (!_isInList)
        {
            CloseBlocks();
            _page.Append("<ul>");
            _isInList = true;
        }
        if (entry is LabObservation seen)
            _page.Append(CultureInfo.InvariantCulture, $"<li>· {Text(seen.What)}: <span class=\"seen\">{Encode(seen.Value)}</span></li>\n");
        else if (entry is LabCheck check)
            _page.Append(CultureInfo.InvariantCulture, $"<li class=\"{ClassOf(check.Outcome)}\">{Text(check.Claim)} <span class=\"seen\">{Text(check.Seen)}</span></li>\n");
    }

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
        return $" style=\"color:#{red:x2}{green:x2}{blue:x2}\"";
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
