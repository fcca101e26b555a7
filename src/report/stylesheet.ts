/** Constant, so that its hash can stand in the page's policy; light, dark and on paper. */
export const stylesheet = `
:root { color-scheme: light dark; --page: #fff; --ink: #1c2430; --faint: #556070; --line: #d5dbe3; --soft: #f4f6f9;
  --good: #116329; --bad: #b3261e; --wait: #7a4b00; --stroke: #0b5cad; --mark: #6b3fa0; }
@media (prefers-color-scheme: dark) {
  :root { --page: #14181f; --ink: #e4e9f0; --faint: #a3adba; --line: #39424f; --soft: #1d232c;
    --good: #6fd08c; --bad: #ff9d94; --wait: #f0c06a; --stroke: #7ab8ff; --mark: #cfa8ff; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; }
header, main, footer { max-width: 62rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2rem; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .5rem; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; margin: 2.5rem 0 .75rem; padding-bottom: .25rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 1.25rem 0 .5rem; }
p { margin: .5rem 0; }
ul { margin: .5rem 0; padding-left: 1.25rem; }
li { margin: .25rem 0; overflow-wrap: anywhere; }
nav ul { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .25rem 1rem; font-size: .9rem; }
a { color: var(--stroke); }
.faint { color: var(--faint); font-size: .9rem; }
.status { display: inline-block; font-weight: 600; padding: .1rem .6rem; border: 2px solid currentColor; border-radius: .3rem; }
.good { color: var(--good); }
.bad { color: var(--bad); }
.open { color: var(--wait); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1rem; font-size: .92rem; }
caption { text-align: left; color: var(--faint); padding-bottom: .25rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); }
.long { overflow-wrap: anywhere; min-width: 12rem; }
.time { white-space: nowrap; font-variant-numeric: tabular-nums; }
thead th { color: var(--faint); font-weight: 600; }
tbody th { font-weight: 600; }
tbody th.time { font-weight: 400; }
code { font: .9em ui-monospace, "DejaVu Sans Mono", monospace; background: var(--soft); padding: 0 .2rem; overflow-wrap: anywhere; }
figure { margin: 1rem 0; }
figcaption { font-weight: 600; margin-bottom: .25rem; }
svg { width: 100%; height: auto; max-width: 45rem; display: block; }
svg text { fill: var(--faint); font: 12px system-ui, "DejaVu Sans", sans-serif; }
svg .grid { stroke: var(--line); stroke-width: 1; }
svg .line { fill: none; stroke: var(--stroke); stroke-width: 2; stroke-linejoin: round; }
svg .dot { fill: var(--stroke); }
svg .mark { stroke: var(--mark); stroke-width: 1.5; stroke-dasharray: 4 3; }
svg text.mark-label { fill: var(--mark); stroke: var(--page); stroke-width: 3px; paint-order: stroke; }
svg text.end { text-anchor: end; }
svg text.middle { text-anchor: middle; }
footer { margin-top: 3rem; padding-bottom: 2rem; }
@media (max-width: 40rem) { .time { white-space: normal; min-width: 6rem; } }
@media print {
  :root { color-scheme: light; --page: #fff; --ink: #000; --faint: #444; --line: #bbb; --soft: #fff;
    --good: #0b4f1f; --bad: #8c1d18; --wait: #5c3900; --stroke: #003e7e; --mark: #4b2a78; }
  @page { margin: 16mm 14mm; }
  body { font-size: 9.5pt; }
  th, td { padding: .2rem .6rem .2rem 0; }
  h2 { margin-top: 1.5rem; }
  svg { max-width: 34rem; }
  header, main, footer { max-width: none; padding: 0; }
  nav { display: none; }
  .wide { overflow: visible; }
  .long { min-width: 0; }
  h2, h3, figcaption, caption { break-after: avoid; }
  tr, figure, li { break-inside: avoid; }
  thead { display: table-header-group; }
}
`;
