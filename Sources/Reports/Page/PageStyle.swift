/// The look of the page: one column of text, charts beside each other where there is room; light and dark; print.
///
/// Colours of drawings are those of `Ink`: `k-NAME` for lines, `f-NAME` for filled shapes, `b-NAME` for a key.
enum PageStyle {
  static let css =
    """
    :root{color-scheme:light dark;\(Ink.all.map { "--\($0.name):#\($0.light);" }.joined())
    --hair:#d9d9d9;--panel:#f6f7f8;--more:#0003;--link:#005a94;--good:#00674c;--bad:#b03a00}
    @media screen and (prefers-color-scheme:dark){:root{\(Ink.all.map { "--\($0.name):#\($0.dark);" }.joined())
    --hair:#34383e;--panel:#1c1f23;--more:#fff4;--link:#7cc4f0;--good:#3ddbab;--bad:#ff9b5e}}
    """ + rules + marks

  /// Later than `.key`, whose border they colour.
  private static let marks = Ink.all.map {
    ".k-\($0.name){stroke:var(--\($0.name))}.f-\($0.name){fill:var(--\($0.name))}.b-\($0.name){border-color:var(--\($0.name))}\n"
  }.joined()

  private static let rules = #"""

    *{box-sizing:border-box}
    html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
    body{margin:0;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI","Liberation Sans",Arial,sans-serif;
    overflow-wrap:break-word}
    #page>header,main,nav,footer{max-width:1120px;margin:0 auto;padding:0 20px}
    a{color:var(--link)}
    :focus-visible{outline:2px solid var(--link);outline-offset:2px}
    .skip{position:absolute;left:-999px;top:0;background:var(--page);padding:8px 12px;z-index:2}
    .skip:focus{left:8px}
    .sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
    #page>header{padding-top:36px}
    .over-title{margin:0;color:var(--soft);font-size:14px;letter-spacing:.02em}
    h1{font-size:32px;line-height:1.2;margin:2px 0 8px;font-weight:650;letter-spacing:-.01em}
    h2{font-size:22px;line-height:1.3;margin:0 0 12px;font-weight:600}
    h3{font-size:16px;margin:0;font-weight:600}
    h2 small,h1 small{font-weight:400;color:var(--soft);font-size:.65em}
    p{margin:0 0 10px;max-width:72ch}
    .lead{font-size:18px;color:var(--ink)}
    .note,figcaption p{color:var(--soft);font-size:14px;margin:2px 0 8px}
    nav{position:sticky;top:0;background:var(--page);z-index:1;border-bottom:1px solid var(--hair)}
    nav ul{display:flex;gap:4px 18px;list-style:none;margin:0;padding:10px 0;overflow-x:auto}
    nav a{text-decoration:none;font-size:14px;white-space:nowrap;padding:4px 0;display:block}
    nav a:hover{text-decoration:underline}
    section{padding:28px 0 8px;scroll-margin-top:44px}
    section+section{border-top:1px solid var(--hair);margin-top:20px}
    .facts{display:flex;flex-wrap:wrap;gap:10px 32px;margin:16px 0 20px}
    .facts div{min-width:0}
    dt{color:var(--soft);font-size:13px}
    dd{margin:0;font-variant-numeric:tabular-nums}
    .cards{display:flex;flex-wrap:wrap;gap:12px 40px;margin:4px 0 16px}
    .cards dd{font-size:28px;line-height:1.2;font-weight:600;letter-spacing:-.01em}
    .cards dd small{font-size:15px;font-weight:400;color:var(--soft);letter-spacing:0}
    .charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,440px),1fr));gap:28px 40px;align-items:start}
    figure{margin:0 0 8px;min-width:0}
    .wide{grid-column:1/-1}
    .scroll{overflow-x:auto;max-width:100%;background:linear-gradient(to right,var(--page) 40%,transparent) left/30px 100%,
    linear-gradient(to left,var(--page) 40%,transparent) right/30px 100%,linear-gradient(to right,var(--more),transparent) left/12px 100%,
    linear-gradient(to left,var(--more),transparent) right/12px 100%;background-repeat:no-repeat;background-attachment:local,local,scroll,scroll}
    .sideways{display:none}
    figure.wide .scroll svg{min-width:640px}
    svg{display:block;width:100%;height:auto;font-family:inherit;overflow:visible}
    .wide svg{overflow:hidden}
    svg text{font-variant-numeric:tabular-nums}
    .legend{display:flex;flex-wrap:wrap;gap:2px 18px;list-style:none;margin:4px 0 6px;padding:0;font-size:14px}
    .legend b{font-weight:600;font-variant-numeric:tabular-nums}
    .key{display:inline-block;width:20px;height:0;border-top:3px solid;margin-right:7px;vertical-align:4px;stroke-dasharray:none}
    .key.dash{border-top-style:dashed}.key.point{width:8px;border-top-width:8px;border-radius:50%;vertical-align:1px}
    table{border-collapse:collapse;font-size:14px;font-variant-numeric:tabular-nums;margin:2px 0 8px}
    caption{text-align:left;color:var(--soft);padding:4px 0;white-space:nowrap}
    th,td{text-align:left;padding:5px 16px 5px 0;vertical-align:top;border-bottom:1px solid var(--hair);font-weight:400}
    thead th{color:var(--soft);font-size:13px;vertical-align:bottom}
    td.n,th.n{text-align:right;white-space:nowrap}
    td.strong,th.strong{font-weight:600}.good{color:var(--good);font-weight:600}.bad{color:var(--bad);font-weight:600}
    tbody td,tbody th{white-space:nowrap}.text td,.text th{white-space:normal}
    details{margin:6px 0 14px}
    summary{cursor:pointer;font-size:14px;color:var(--link);width:fit-content}
    pre{background:var(--panel);padding:14px 16px;overflow-x:auto;font:13px/1.5 ui-monospace,"Cascadia Mono",Menlo,"Liberation Mono",monospace;border-radius:6px;margin:8px 0}
    code{font:.92em ui-monospace,Menlo,"Liberation Mono",monospace}
    .status{display:inline-block;font-size:14px;font-weight:600}
    .status.finished{color:var(--good)}.status.failed,.status.interrupted{color:var(--bad)}.status.running{color:var(--link)}
    .say{border-left:4px solid var(--s4);background:var(--panel);padding:10px 14px;margin:12px 0;max-width:80ch}
    .say.bad{border-color:var(--s0);color:inherit;font-weight:400}
    .say p:last-child{margin:0}.say ul{margin:4px 0;padding-left:20px}
    .keys{display:grid;grid-template-columns:max-content 1fr;gap:4px 20px;margin:8px 0 14px;font-size:15px}
    .keys dd{overflow-wrap:anywhere}
    .plain{padding-left:20px;margin:4px 0 12px;max-width:80ch}
    .live{position:fixed;left:12px;bottom:10px;margin:0;padding:3px 10px;font-size:12.5px;color:var(--soft);background:var(--page);border:1px solid var(--hair);border-radius:12px}
    footer{color:var(--soft);font-size:13px;padding-top:20px;padding-bottom:48px;margin-top:32px}
    @media (min-width:1120px){.scroll:has(>table:not(.text)){width:max-content;max-width:max(100%,calc(50vw + 505px))}}
    @media (max-width:675px){.sideways{display:block}}
    @media (max-width:560px){#page>header,main,nav,footer{padding-left:16px;padding-right:16px}h1{font-size:26px}
    #page>header{padding-top:22px}.keys{grid-template-columns:1fr;gap:0}.keys dd{margin-bottom:8px}.cards{gap:12px 28px}.cards dd{font-size:24px}}
    @media print{nav,.skip,.live{display:none}body{font-size:10.5pt}#page>header,main,footer{max-width:none;padding:0}
    section{padding-top:14px}h2,h3,caption{break-after:avoid}figure,table{break-inside:avoid}.scroll{overflow:visible;background:none}.sideways{display:none}figure.wide .scroll svg{min-width:0}
    .charts{grid-template-columns:1fr 1fr;gap:12px 24px}pre{white-space:pre-wrap}a{color:inherit;text-decoration:none}
    *{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
    @media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
    """#
}
