/// How a report looks, on screens light and dark, narrow and wide, and on paper.
enum ReportStyle {
  static let sheet = """
    :root{--ink:#1c1c1c;--soft:#5a5a5a;--rule:#dcdcdc;--paper:#fff;--shade:#f5f6f8;--accent:#005a92;--mark:#fff0c2;--best:#e8f3fb}
    *{box-sizing:border-box}
    html{-webkit-text-size-adjust:100%}
    body{margin:0 auto;max-width:1180px;padding:1.5rem 1.25rem 3rem;background:var(--paper);color:var(--ink);font:16px/1.5 "Helvetica Neue",Helvetica,Arial,"Liberation Sans","DejaVu Sans",sans-serif;overflow-wrap:break-word}
    h1{font-size:1.7rem;line-height:1.2;margin:0 0 .25rem}
    h2{font-size:1.25rem;margin:2.5rem 0 .75rem;padding-top:.75rem;border-top:1px solid var(--rule)}
    p{margin:.5rem 0;max-width:75ch}
    a{color:var(--accent)}
    a:focus-visible,button:focus-visible,summary:focus-visible,input:focus-visible,.scroll:focus-visible,pre:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
    .subtitle,.note,footer,figcaption,caption{color:var(--soft)}
    .note{font-size:.84rem;margin:.25rem 0;max-width:none}
    nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:.25rem 1.1rem;padding:0;margin:1rem 0 0}
    .answer{background:var(--shade);border-left:4px solid var(--accent);padding:.5rem 1.1rem;margin:1.25rem 0;font-size:1.06rem}
    .running{border:1px solid var(--rule);border-radius:6px;padding:.75rem 1.1rem;margin:1.25rem 0}
    progress{width:100%;height:.8rem;accent-color:var(--accent)}
    .scroll{overflow-x:auto;max-width:100%}
    table{border-collapse:collapse;font-size:.86rem;font-variant-numeric:tabular-nums;margin:.5rem 0}
    caption{text-align:left;font-weight:600;padding:.25rem 0}
    th,td{padding:.28rem .6rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--rule)}
    th{border-bottom:2px solid var(--soft);vertical-align:bottom;font-weight:600;white-space:nowrap}
    th button{font:inherit;color:inherit;background:none;border:0;padding:0;cursor:pointer;text-align:inherit}
    th button::after{content:" \\2195";color:var(--soft);font-weight:400}
    th[aria-sort=ascending] button::after{content:" \\2191";color:var(--accent)}
    th[aria-sort=descending] button::after{content:" \\2193";color:var(--accent)}
    .n{text-align:right;white-space:nowrap}
    td:not(.n){min-width:7ch}
    tbody+tbody tr:first-child td{border-top:2px solid var(--rule)}
    tr.best td{background:var(--best);font-weight:600}
    tr.total td{font-weight:600}
    mark{background:var(--mark);color:inherit;padding:0 .15em}
    dl{margin:.5rem 0;display:grid;grid-template-columns:minmax(8rem,14rem) 1fr;gap:.3rem 1rem}
    dt{color:var(--soft)}
    dd{margin:0;overflow-wrap:anywhere}
    figure{margin:1.25rem 0}
    figure svg{max-width:100%;min-width:560px;height:auto;display:block}
    figcaption{font-size:.84rem}
    pre{background:var(--shade);padding:.75rem 1rem;overflow-x:auto;font:.82rem/1.45 ui-monospace,Menlo,Consolas,"Liberation Mono","DejaVu Sans Mono",monospace}
    summary{cursor:pointer;margin:.5rem 0;color:var(--accent)}
    .pictures{list-style:none;display:flex;flex-wrap:wrap;gap:.6rem;padding:0;margin:.75rem 0}
    .pictures li{width:72px;font-size:.72rem;color:var(--soft);text-align:center}
    .pictures img{display:block;margin:0 auto;image-rendering:pixelated;border:1px solid var(--rule)}
    .downloads{list-style:none;display:flex;flex-wrap:wrap;gap:.3rem 1.1rem;padding:0}
    .filter{margin:.5rem 0}
    .filter input{font:inherit;padding:.2rem .4rem;max-width:100%;background:var(--paper);color:inherit;border:1px solid var(--soft);border-radius:4px}
    footer{margin-top:3rem;border-top:1px solid var(--rule);font-size:.84rem}
    @media (max-width:640px){body{padding:1rem .8rem 2rem}dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.5rem}h1{font-size:1.4rem}}
    @media screen and (prefers-color-scheme:dark){:root{--ink:#e4e4e4;--soft:#a8a8a8;--rule:#343940;--paper:#15171b;--shade:#1e2126;--accent:#7cc0f0;--mark:#5c4a12;--best:#14304a}}
    @media print{body{max-width:none;padding:0;font-size:10pt}nav,.filter,figcaption,.downloads,th button::after{display:none}.scroll{overflow:visible}table{font-size:8pt}figure,tr{break-inside:avoid}h2{break-after:avoid}figure svg{min-width:0}pre{white-space:pre-wrap}}

    """
}
