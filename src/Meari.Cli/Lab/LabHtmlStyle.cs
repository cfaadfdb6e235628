namespace Meari.Cli.Lab;

/// <summary>How a report looks: on a screen, light or dark, wide or narrow, and on paper.</summary>
internal static class LabHtmlStyle
{
    /// <summary>A state's and a line's own colour is --c: between it and the ink it is readable on light and on dark paper.</summary>
    public const string Css = """
        :root{color-scheme:light dark;--ink:#1d1f23;--paper:#fff;--quiet:#5b616b;--line:#d9dce1;--soft:#f6f7f9;--good:#157a3a;--bad:#c1272d;--warn:#8a6100;--own:62%}
        @media(prefers-color-scheme:dark){:root{--ink:#e6e8eb;--paper:#15171a;--quiet:#9aa1ab;--line:#33373d;--soft:#1d2024;--good:#5ccb82;--bad:#ff7a7d;--warn:#e0b450;--own:78%}}
        *{box-sizing:border-box}
        body{margin:0 auto;max-width:68rem;padding:2rem 1.25rem 4rem;background:var(--paper);color:var(--ink);font:16px/1.6 system-ui,"Noto Sans KR","Noto Sans CJK KR",sans-serif}
        h1{font-size:1.6rem;line-height:1.25;margin:0}h2{font-size:1.35rem;line-height:1.3;margin:2.75rem 0 .2rem}h3{font-size:1rem;line-height:1.45;margin:1.8rem 0 .4rem}
        p{margin:.5rem 0;max-width:46rem}a{color:inherit;text-underline-offset:.2em}
        .quiet{color:var(--quiet)}code,pre,.seen,.state,td{font-family:"D2Coding","Noto Sans Mono CJK KR",ui-monospace,monospace}
        pre{font-size:12px;line-height:1.45;background:var(--soft);border:1px solid var(--line);border-radius:8px;padding:.8rem 1rem;overflow-x:auto;margin:.6rem 0}
        pre b{font-weight:700}pre .d{color:var(--quiet)}pre [style],.state{color:color-mix(in srgb,var(--c) var(--own),var(--ink))}
        .shell{font-size:13px}.shell .state{padding:0 .35em}
        .state{font-size:.85em;font-weight:700;white-space:nowrap;padding:.1em .5em;border-radius:4px;background:color-mix(in srgb,var(--c) 14%,transparent)}
        ul.seen-list{list-style:none;padding:0;margin:.4rem 0}.seen-list li{padding-left:1.5rem;text-indent:-1.5rem;overflow-wrap:anywhere}
        .passed::before{content:"✓ ";color:var(--good);font-weight:700}.failed::before{content:"✗ ";color:var(--bad);font-weight:700}.skipped::before{content:"– ";color:var(--warn)}
        .hindrance{color:var(--warn)}.hindrance::before{content:"! "}.seen{color:var(--quiet);font-size:.85em}
        .answer{border-left:4px solid var(--good);padding:.4rem 1rem;background:var(--soft);border-radius:0 8px 8px 0}
        .wide{overflow-x:auto}table{border-collapse:collapse;font-size:.85rem;min-width:100%}th,td{text-align:left;padding:.4rem .9rem .4rem 0;border-bottom:1px solid var(--line);vertical-align:baseline;white-space:nowrap}
        th{color:var(--quiet);font-weight:600}td:last-child{white-space:normal;line-height:2;min-width:17rem}.to{color:var(--quiet);padding:0 .15em}
        details{border:1px solid var(--line);border-radius:8px;margin:.5rem 0;background:var(--soft)}summary{cursor:pointer;padding:.55rem 1rem}summary:focus-visible{outline:2px solid var(--good);border-radius:8px}
        .card{padding:0 1rem .8rem}.card h4{font-size:.9rem;margin:1rem 0 .2rem;color:var(--quiet)}.card dl{margin:0;display:grid;grid-template-columns:minmax(6rem,max-content) 1fr;gap:.25rem 1rem}
        .card dt{font-family:ui-monospace,monospace;font-size:.85em;overflow-wrap:anywhere}.card dd{margin:0}.card ul{margin:0;padding-left:1.2rem}
        @media(max-width:34rem){body{padding:1.25rem 1rem 3rem}thead{display:none}tr{display:block;border-bottom:1px solid var(--line);padding:.4rem 0}td{display:inline-block;border:0;padding:.1rem .9rem .1rem 0}td:last-child{display:block;min-width:0}.card dl{grid-template-columns:1fr;gap:0}.card dd{margin-bottom:.4rem}}
        @media print{:root{--ink:#000;--paper:#fff;--quiet:#444;--soft:#fff;--line:#bbb;--own:62%}body{max-width:none;padding:0;font-size:10.5pt}pre{font-size:7.5pt;white-space:pre-wrap}.shell{font-size:9pt}section{break-before:page}section:first-of-type{break-before:auto}h2,h3{break-after:avoid}li,tr,.answer{break-inside:avoid}.state{border:1px solid}.cards{display:none}}
        """;
}
