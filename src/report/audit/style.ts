/** The page's style. Colours come in pairs, for light and for dark; all text on them has a contrast of 4.5 and more. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: light-dark(#fcfcfb, #16181c);
  --raised: light-dark(#ffffff, #1c1f24);
  --sunken: light-dark(#f4f4f1, #121418);
  --ink: light-dark(#1c1e21, #e8e8e4);
  --faint: light-dark(#5f646b, #9ca3ad);
  --line: light-dark(#e4e4de, #2d3138);
  --link: light-dark(#1f4f99, #8fb8f5);
  --error: light-dark(#b3261e, #f2857c);
  --warning: light-dark(#8a5300, #e5b057);
  --info: light-dark(#4a6178, #9db4cc);
  --good: light-dark(#1d6b45, #7cc9a0);
  --error-fill: light-dark(#d4675d, #c8574d);
  --warning-fill: light-dark(#e3b15c, #b08137);
  --info-fill: light-dark(#a9bccf, #4b637c);
  --cold: light-dark(#e6e7e2, #2a2e35);
  --added: light-dark(#e3f3e8, #17301f);
  --removed: light-dark(#fbe6e4, #3a1c1b);
  --mark: light-dark(#fdf0c8, #4a3c14);
  --first: light-dark(#3553a8, #8ea8ee);
  --second: light-dark(#94501a, #e3a06c);
  --mono: ui-monospace, SFMono-Regular, 'Cascadia Code', Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace;
}
:root[data-theme='light'] { color-scheme: light; }
:root[data-theme='dark'] { color-scheme: dark; }
*, *::before, *::after { box-sizing: border-box; }
html { scroll-padding-top: 4.5rem; -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 400 1rem/1.6 system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif;
  overflow-wrap: anywhere;
}
main { max-width: 70rem; margin: 0 auto; padding: 0 1.5rem 6rem; outline: none; }
section[id] { padding-top: 4.5rem; }
h1, h2, h3, h4, p, ul, ol, dl, dd, pre, table { margin: 0; }
ul, ol { padding: 0; list-style: none; }
h2 { font-size: 1.5rem; font-weight: 600; letter-spacing: -0.01em; line-height: 1.3; margin-bottom: 1rem; }
h3 { font-size: 1.0625rem; font-weight: 600; margin: 2rem 0 0.75rem; }
h4 { font-size: 0.8125rem; font-weight: 600; color: var(--faint); margin-bottom: 0.75rem; }
a { color: var(--link); text-decoration-thickness: 1px; text-underline-offset: 0.2em; }
code, pre { font-family: var(--mono); font-size: 0.875em; }
code { overflow-wrap: anywhere; unicode-bidi: isolate; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 3px; }
summary { cursor: pointer; }
.faint { color: var(--faint); }
.path { font-size: 0.875rem; color: var(--faint); }
.path-name { color: var(--ink); }
.hidden-text { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: 1rem; top: -4rem; padding: 0.5rem 1rem; background: var(--raised); border: 1px solid var(--line); z-index: 3; }
.skip:focus { top: 0.5rem; }
.quiet {
  font: inherit; font-size: 0.875rem; color: var(--ink); background: none; border: 1px solid var(--line);
  border-radius: 6px; padding: 0.35rem 0.8rem; cursor: pointer;
}
.quiet:hover { background: var(--sunken); }

.bar {
  position: sticky; top: 0; z-index: 2; display: flex; align-items: center; gap: 1.5rem; padding: 0.6rem 1.5rem;
  background: var(--paper); border-bottom: 1px solid var(--line);
}
.bar-name { font-weight: 600; margin-right: auto; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; min-width: 4rem; }
.bar nav { display: flex; gap: 1.25rem; font-size: 0.9375rem; }
.bar nav a { color: var(--faint); text-decoration: none; padding: 0.25rem 0; }
.bar nav a:hover { color: var(--ink); }

#verdict { padding-top: 4rem; }
h1 { font-size: 1.125rem; font-weight: 400; color: var(--faint); }
.answer { font-size: clamp(2.25rem, 1.4rem + 3.6vw, 4rem); font-weight: 650; letter-spacing: -0.025em; line-height: 1.1; margin: 0.5rem 0 1.25rem; text-wrap: balance; }
[data-verdict='no'] .answer { color: var(--error); }
[data-verdict='care'] .answer { color: var(--warning); }
[data-verdict='yes'] .answer { color: var(--good); }
.lead { font-size: 1.125rem; max-width: 46rem; text-wrap: pretty; }
.harms { display: grid; grid-template-columns: repeat(5, 1fr); gap: 0; margin: 3rem 0 1rem; border-block: 1px solid var(--line); }
.harm { padding: 1.25rem 1.25rem 1.25rem 0; display: flex; flex-direction: column; }
.harm + .harm { border-left: 1px solid var(--line); padding-left: 1.25rem; }
.harm dt { font-size: 0.875rem; font-weight: 600; order: 1; }
.harm .count { font-size: 2rem; font-weight: 600; line-height: 1.2; font-variant-numeric: tabular-nums; }
.harm .count a { color: inherit; text-decoration: none; }
.harm .count a:hover { text-decoration: underline; }
.harm .says { font-size: 0.8125rem; line-height: 1.45; color: var(--faint); order: 2; margin-top: 0.25rem; }
.harm.none .count, .harm.none dt { color: var(--faint); font-weight: 400; }

.packages h2 { margin-top: 4rem; }
table { border-collapse: collapse; width: 100%; font-size: 0.9375rem; table-layout: fixed; }
th, td { text-align: left; vertical-align: top; padding: 1rem 1rem 1rem 0; border-bottom: 1px solid var(--line); font-weight: 400; }
thead th { font-size: 0.8125rem; color: var(--faint); padding-block: 0.5rem; vertical-align: bottom; }
.number { text-align: right; padding-right: 0; padding-left: 1rem; font-variant-numeric: tabular-nums; white-space: nowrap; }
thead .number { white-space: normal; width: 5.4rem; overflow-wrap: normal; }
.package-table thead th:nth-child(2) { width: 8.5rem; padding-left: 1rem; }
.verdict-cell { padding-left: 1rem; }
.number.none { color: var(--faint); }
.package-name { font-weight: 600; display: block; }
.package-dir { display: block; }
.reasons { margin-top: 0.6rem; max-width: 38rem; font-size: 0.875rem; line-height: 1.5; }
.reasons li + li { margin-top: 0.5rem; }
.reasons a { color: var(--ink); text-decoration-color: var(--line); }
.reasons a:hover { text-decoration-color: currentColor; }
.reasons .path { font-size: 0.8125rem; display: block; }
.through { margin-top: 0.6rem; font-size: 0.875rem; color: var(--faint); }
.verdict { white-space: nowrap; font-weight: 600; }
.verdict.no { color: var(--error); }
.verdict.care { color: var(--warning); }
.verdict.yes { color: var(--good); }
.packages details { margin-top: 1.5rem; }
.packages summary { color: var(--faint); }
.clean { columns: 3 16rem; margin-top: 0.75rem; font-size: 0.9375rem; }

.filters { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); gap: 0.9rem 1rem; align-items: end; }
.field { display: flex; flex-direction: column; gap: 0.25rem; font-size: 0.8125rem; color: var(--faint); min-width: 0; }
.field input, .field select {
  font: inherit; font-size: 0.9375rem; color: var(--ink); background: var(--raised); border: 1px solid light-dark(#c9c9c2, #434850);
  border-radius: 6px; padding: 0.4rem 0.6rem; min-height: 2.375rem; width: 100%;
}
.field ::placeholder { color: var(--faint); opacity: 1; }
.field-text { grid-column: span 2; }
.filters .quiet { justify-self: start; min-height: 2.375rem; }
.status { margin: 1.5rem 0 0.75rem; font-size: 0.9375rem; color: var(--faint); }
.findings { border-top: 1px solid var(--line); margin-inline: -0.75rem; }
/* Blocks: hiding items of a numbered list numbers all others again, for each. */
.finding { display: block; border-bottom: 1px solid var(--line); content-visibility: auto; contain-intrinsic-size: auto 5.6rem; scroll-margin-top: 4rem; }
[hidden] { display: none !important; }
.finding h3 { margin: 0; font-size: inherit; font-weight: inherit; }
.row {
  display: grid; grid-template-columns: 6rem minmax(0, 1fr) 7.5rem; gap: 1rem; width: 100%; text-align: left; padding: 1rem 0.75rem;
  font: inherit; color: inherit; background: none; border: 0; cursor: pointer;
}
.row:hover .row-message { text-decoration: underline; text-decoration-color: var(--faint); text-decoration-thickness: 1px; text-underline-offset: 0.2em; }
.row:focus-visible { outline-offset: -2px; }
.row-message { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden; }
.row-path { display: block; margin-top: 0.2rem; }
.row-kind { font-size: 0.875rem; text-align: right; }
.severity { font-size: 0.875rem; white-space: nowrap; }
.severity.error { color: var(--error); }
.severity.warning { color: var(--warning); }
.severity.info { color: var(--info); }
.dot { display: inline-block; width: 0.6em; height: 0.6em; border-radius: 50%; margin-right: 0.55em; background: var(--cold); }
.dot.error { background: var(--error-fill); }
.dot.warning { background: var(--warning-fill); }
.dot.info { background: var(--info-fill); }
.tag { display: block; font-style: italic; }
.finding.open { content-visibility: visible; }
.open .row-message { -webkit-line-clamp: none; }
.detail { padding: 0.25rem 0.75rem 2.5rem 7.75rem; }
.detail > .part:first-child { margin-top: 1rem; }
.part { margin-top: 2.25rem; }
.frame-path { margin-bottom: 0.4rem; }
.code + .frame-path { margin-top: 1.25rem; }
.rewrite-title { margin-bottom: 0.75rem; }

.timeline { max-width: 46rem; }
.lanes, .step { display: grid; grid-template-columns: 1fr 1fr; column-gap: 2rem; }
.lane-name { font-weight: 600; padding-left: 1.25rem; }
.lane-name.first, .first .step-message::before { color: var(--first); }
.lane-name.second { color: var(--second); }
.steps { position: relative; padding: 0.75rem 0; }
.step { position: relative; background: linear-gradient(var(--line), var(--line)) 0.3rem 0 / 1px 100% no-repeat, linear-gradient(var(--line), var(--line)) calc(50% + 1.3rem) 0 / 1px 100% no-repeat; padding-bottom: 1.1rem; }
.step-body { grid-column: 1; position: relative; padding-left: 1.25rem; min-width: 0; }
.second .step-body { grid-column: 2; }
.step-body::before {
  content: ''; position: absolute; left: 0; top: 0.45rem; width: 0.65rem; height: 0.65rem; border-radius: 50%;
  background: var(--first); box-shadow: 0 0 0 3px var(--paper);
}
.second .step-body::before { background: var(--second); }
.implied .step-body::before { background: var(--paper); border: 2px dashed var(--second); }
.implied .step-message { color: var(--faint); font-style: italic; }
.step-message { font-size: 0.9375rem; line-height: 1.45; }
.step-at { line-height: 1.4; }
.step-at .path { font-size: 0.8125rem; }
.step-code { font-size: 0.8125rem; line-height: 1.4; color: var(--faint); white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }

.code { background: var(--sunken); border: 1px solid var(--line); border-radius: 8px; padding: 0.75rem 0; overflow-x: auto; line-height: 1.6; tab-size: 2; }
.code code { display: block; min-width: max-content; overflow-wrap: normal; font-size: 0.8125rem; }
.line { display: flex; padding-right: 1rem; }
.line-number { flex: none; width: 3.5rem; padding-right: 1rem; text-align: right; color: var(--faint); user-select: none; }
.line-text { white-space: pre; unicode-bidi: isolate; }
.line mark { background: var(--mark); color: inherit; border-radius: 3px; box-shadow: 0 0 0 2px var(--mark); }
.line.added { background: var(--added); }
.line.removed { background: var(--removed); }
.facts { margin-top: 2.25rem; font-size: 0.9375rem; max-width: 46rem; }
.facts div { display: grid; grid-template-columns: 7rem minmax(0, 1fr); gap: 1rem; padding: 0.25rem 0; }
.facts dt { color: var(--faint); }

.states { margin-top: 2rem; }
.states thead th:first-child { width: 31%; }
.states thead th:nth-child(4) { width: 17%; }
.states thead th:nth-child(5) { width: 7rem; padding-right: 0; }
.states td:last-child { white-space: nowrap; padding-right: 0; }
.states th .faint { display: block; font-size: 0.8125rem; line-height: 1.45; }
.state-name { font-weight: 600; font-size: 0.875rem; }
.states td { font-size: 0.875rem; line-height: 1.5; }
.unbounded { color: var(--warning); font-weight: 600; }
.accesses li + li { margin-top: 0.35rem; }
.elsewhere { display: block; line-height: 1.35; }
.elsewhere .path { font-size: 0.8125rem; }
#state .quiet { margin-top: 1.5rem; }

.legend { font-size: 0.9375rem; margin-bottom: 1rem; }
.key { white-space: nowrap; margin-left: 1rem; font-size: 0.875rem; color: var(--faint); }
.key::before { content: ''; display: inline-block; width: 0.8em; height: 0.8em; border-radius: 2px; margin-right: 0.45em; background: var(--cold); vertical-align: -0.05em; }
.key.error::before { background: var(--error-fill); }
.key.warning::before { background: var(--warning-fill); }
.key.info::before { background: var(--info-fill); }
.map { display: block; width: 100%; height: auto; }
.map.tall { display: none; }
.map .cold { fill: var(--cold); }
.map .folder { fill: light-dark(rgb(0 0 0 / 0.025), rgb(255 255 255 / 0.025)); stroke: var(--line); stroke-width: 1.5; }
.map text { font-size: 22px; fill: var(--faint); font-family: inherit; }
.map .hot.error { fill: var(--error-fill); }
.map .hot.warning { fill: var(--warning-fill); }
.map .hot.info { fill: var(--info-fill); }
.map.points { cursor: pointer; }
.tip { min-height: 1.6em; font-size: 0.875rem; color: var(--faint); margin-top: 0.5rem; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.spots li { padding: 0.2rem 0; display: grid; grid-template-columns: auto minmax(0, 1fr) auto; align-items: baseline; }
.spots li .faint { font-size: 0.875rem; padding-left: 1rem; }
.spots summary { color: var(--faint); padding: 0.4rem 0; }
#about p { max-width: 46rem; }
#about .facts { margin-top: 0; margin-bottom: 1rem; }
.plain { list-style: disc; padding-left: 1.25rem; margin-top: 0.5rem; }

@media (max-width: 52rem) {
  main { padding-inline: 1.1rem; }
  .bar { padding: 0.5rem 1.1rem; gap: 0.5rem 1rem; flex-wrap: wrap; }
  .bar nav { order: 1; width: 100%; justify-content: space-between; gap: 0.5rem; font-size: 0.875rem; }
  html { scroll-padding-top: 6.5rem; }
  section[id] { padding-top: 3.5rem; }
  #verdict { padding-top: 2.5rem; }
  .harms { grid-template-columns: 1fr; margin-top: 2rem; }
  .harm, .harm + .harm { display: grid; grid-template-columns: 3.25rem 1fr; align-items: baseline; padding: 0.7rem 0; border-left: 0; }
  .harm + .harm { border-top: 1px solid var(--line); }
  .harm .count { font-size: 1.5rem; grid-row: 1 / span 2; }
  .harm .says { grid-column: 2; margin: 0; }
  .filters { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .row { grid-template-columns: minmax(0, 1fr) auto; gap: 0.25rem 1rem; }
  .row-text { grid-column: 1 / -1; grid-row: 2; }
  .row-kind { grid-column: 2; grid-row: 1; }
  .tag { display: inline; margin-left: 0.6em; }
  .finding { contain-intrinsic-size: auto 13rem; }
  .detail { padding-left: 0.75rem; }
  .lanes, .step { column-gap: 1rem; }
  .step { background-position: 0.3rem 0, calc(50% + 0.8rem) 0; }
  .facts div { grid-template-columns: 1fr; gap: 0; padding: 0.35rem 0; }
  table, tbody, tr, th, td { display: block; }
  thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
  tbody tr { padding: 1.1rem 0; border-bottom: 1px solid var(--line); }
  th[scope='row'], tbody td { border: 0; padding: 0.15rem 0; width: auto; text-align: left; }
  tbody td[data-label] { display: grid; grid-template-columns: 7.5rem minmax(0, 1fr); gap: 0.75rem; }
  tbody td[data-label]::before { content: attr(data-label); color: var(--faint); font-size: 0.8125rem; }
  .package-table td.none { display: none; }
  tbody td.number { text-align: left; padding-left: 0; }
  .verdict-cell { margin-top: 0.5rem; padding-left: 0; }
  .map.wide { display: none; }
  .map.tall { display: block; }
  .map text { font-size: 26px; }
  .key { margin: 0 1rem 0 0; }
  .legend { display: flex; flex-wrap: wrap; }
  .spots li { grid-template-columns: auto minmax(0, 1fr); }
  .spots li .faint { grid-column: 2; padding-left: 0; }
}
@media (forced-colors: active) { .dot, .key::before, .step-body::before { forced-color-adjust: none; } }
@media print {
  :root, :root[data-theme] { color-scheme: light; }
  body { background: none; font-size: 10pt; }
  main { max-width: none; padding: 0; }
  .bar, .skip, .filters, .quiet, .tip { display: none; }
  section[id] { padding-top: 2rem; }
  .finding { content-visibility: visible; }
  .findings { margin-inline: 0; }
  .row, .detail { padding-inline: 0; }
  .row, .part, .step, tr { break-inside: avoid; }
  h2, h3, h4 { break-after: avoid; }
  .code { white-space: pre-wrap; overflow: visible; }
  .code code { min-width: 0; }
  .line-text { white-space: pre-wrap; }
}
`;
