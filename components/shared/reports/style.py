"""The look of the report: system fonts, both colour schemes, readable on paper."""

STYLE = """
:root{--ink:#1c2330;--soft:#5b6577;--line:#dfe3ea;--paper:#fff;--wash:#f5f7fa;--a:#8592a6;--b:#0b7a75;--good:#0b7a4b;
--good-wash:#e3f5ec;--bad:#b3261e;--bad-wash:#fdeceb;--note:#8a5a00;--note-wash:#fdf4e0}
@media (prefers-color-scheme:dark){:root{--ink:#e6e9ef;--soft:#9aa5b8;--line:#343c4a;--paper:#171b22;--wash:#1f252e;
--a:#8592a6;--b:#3cc5bd;--good:#5bd6a0;--good-wash:#143326;--bad:#ff8a80;--bad-wash:#3a1b1a;--note:#f0c060;--note-wash:#352a12}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
main{max-width:960px;margin:0 auto;padding:32px 24px 80px}
h1{font-size:28px;line-height:1.25;margin:0 0 12px}h2{font-size:21px;margin:44px 0 12px;padding-top:12px;border-top:1px solid var(--line)}
h3{font-size:16px;margin:24px 0 8px}h4{font-size:14px;margin:0 0 6px;font-weight:600}
p{margin:8px 0 12px;max-width:76ch}small{color:var(--soft);font-size:13px}
.tag{display:inline-block;font-size:13px;font-weight:600;padding:2px 10px;border-radius:99px;vertical-align:middle}
.good{color:var(--good)}.bad{color:var(--bad)}.note,.warn{color:var(--note)}.muted{color:var(--soft)}
.tag.good{background:var(--good-wash)}.tag.bad{background:var(--bad-wash)}.tag.note{background:var(--note-wash)}
.notice{background:var(--note-wash);border-left:4px solid var(--note);padding:10px 14px;max-width:none}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;margin:20px 0}
.cards div{background:var(--wash);border-radius:10px;padding:14px 16px}
.cards b{display:block;font-size:21px;line-height:1.3;font-variant-numeric:tabular-nums}.cards span{color:var(--soft);font-size:13px}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:14px;margin:8px 0 16px}
th,td{text-align:left;vertical-align:top;padding:7px 10px;border-bottom:1px solid var(--line)}
th{color:var(--soft);font-weight:600;font-size:13px}.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}th.n{white-space:normal}
.bar{position:relative;display:inline-block;width:120px;height:10px;background:var(--line);border-radius:5px;vertical-align:middle}
.bar i{position:absolute;inset:0 auto 0 0;background:var(--b);border-radius:5px}
.bar b{position:absolute;top:-3px;width:2px;height:16px;background:var(--ink)}
svg{width:100%;height:auto;display:block;margin:8px 0}svg .grid{stroke:var(--line)}svg text{fill:var(--soft);font-size:13px}
svg .label{fill:var(--ink)}svg polyline{fill:none;stroke-width:2}svg .a{stroke:var(--a)}svg .b{stroke:var(--b)}
svg circle.a{fill:var(--a)}svg circle.b{fill:var(--b)}svg .wide{stroke-width:3;stroke-linecap:round;opacity:.55}
svg .band{fill:var(--b);opacity:.16;stroke:none}svg .zero{stroke:var(--ink);stroke-width:1.2}
svg .faint{opacity:.3;stroke-width:1}svg .mark{stroke:var(--note);stroke-dasharray:4 4}
.legend{font-size:13px;color:var(--soft);margin:0 0 12px}.legend i{display:inline-block;width:18px;height:4px;border-radius:2px;margin:0 6px 3px 12px}
.legend span{white-space:nowrap}.legend i.a{background:var(--a)}.legend i.b{background:var(--b)}.legend i.mark{background:var(--note)}
details{margin:8px 0}summary{cursor:pointer;color:var(--b)}
.task{border:1px solid var(--line);border-radius:10px;padding:10px 14px}.task>summary{color:var(--ink);font-weight:600}
.task>summary small{display:block;font-weight:400;margin-left:16px}
.sides{display:grid;grid-template-columns:1fr 1fr;gap:14px;margin-top:12px}.sides>div{min-width:0}
pre.code{margin:0;background:var(--wash);border-radius:8px;padding:10px 12px;overflow-x:auto;font:12.5px/1.5 ui-monospace,Consolas,"DejaVu Sans Mono",monospace;max-height:520px}
pre mark{background:var(--bad-wash);color:inherit}.finding{color:var(--bad);font-style:italic;white-space:pre-wrap}
.finding::before{content:"▲ "}.cut{color:var(--soft)}
code{font:12px ui-monospace,Consolas,"DejaVu Sans Mono",monospace;overflow-wrap:anywhere}
@media (max-width:720px){.sides{grid-template-columns:1fr}main{padding:20px 14px 60px}}
@media print{details{break-inside:avoid}pre.code{max-height:none}}
"""
