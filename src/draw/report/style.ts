import { STYLE } from "../../check/formats/html-style.ts";

/** The look of the check's page, and what a longer document needs besides. */
export const REPORT_STYLE = `${STYLE}
:root { --good: #1d6b35; }
@media (prefers-color-scheme: dark) { :root { --good: #7fce95; } }
html { scroll-padding-top: 1rem; }
body { overflow-wrap: break-word; }
a { color: var(--info); text-underline-offset: .15em; text-decoration-thickness: 1px; }
code { font: .9em ui-monospace, monospace; overflow-wrap: anywhere; }
h2 { margin-top: 3.5rem; padding-bottom: .3rem; border-bottom: 1px solid var(--line); font-size: 1.4rem; }
section > h3 { margin: 2.25rem 0 .6rem; }
section > p, section > ul, section > ol, header > p, header > ul { max-width: 46rem; }
li { margin: .2rem 0; }
.good { --accent: var(--good); }
.soft { --accent: var(--soft); }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(8rem, 1fr)); gap: 1rem 1.5rem; margin: 1.5rem 0; }
.figures div { display: flex; flex-direction: column-reverse; justify-content: flex-end; border-top: 3px solid var(--accent, var(--line)); padding-top: .4rem; }
.figures dt { margin: 0; font-size: .9rem; }
.figures dd { font-size: 1.6rem; font-weight: 600; line-height: 1.2; font-variant-numeric: tabular-nums; }
nav { margin: 2rem 0 0; padding: .9rem 1.1rem; border: 1px solid var(--line); border-radius: 4px; background: var(--card); }
nav ol { columns: 2; column-gap: 2rem; }
nav li { break-inside: avoid; }
.wide { margin: .75rem 0 1.25rem; }
.wide:focus-visible { outline: 2px solid var(--info); outline-offset: 2px; }
th, th.number { vertical-align: bottom; white-space: normal; }
td:last-child, th:last-child { padding-right: 0; }
th, td { padding-right: 1rem; }
tbody th { padding-top: 1.1rem; color: var(--text); }
.tag { color: var(--accent); font-weight: 600; white-space: nowrap; }
td .id { white-space: nowrap; }
td .id, dd .id, li .id, p .id, .remark .id { color: inherit; font-size: .85em; }
.bar { display: block; width: 7rem; height: .35rem; margin-top: .25rem; fill: var(--info); background: var(--line); border-radius: 2px; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.sources { display: block; color: var(--soft); font-size: .85rem; }
.remark { color: var(--accent); font-size: .9rem; }
article { padding-bottom: 1.1rem; }
h4 { margin: .15rem 0 .5rem; font-size: 1.05rem; line-height: 1.35; }
article > header + header { margin-top: .6rem; }
article dd > :first-child { margin-top: 0; }
article dd > * { margin: .35rem 0 0; }
.picture { margin: 0; padding: .75rem; overflow-x: auto; border: 1px solid var(--line); border-radius: 4px; background: #fff; }
.picture svg { display: block; height: auto; margin: 0 auto; max-width: 100%; min-width: min(46rem, var(--natural, 46rem)); }
@media (prefers-color-scheme: dark) { .picture { background: #0d1117; } }
@media (min-width: 62rem) { .picture { width: max-content; min-width: 100%; max-width: calc(100vw - 3rem); margin-left: 50%; transform: translateX(-50%); } }
@media (max-width: 44rem) {
  nav ol { columns: 1; }
  .columns-4 table { min-width: 38rem; }
  .columns-5 table, .columns-6 table, .columns-7 table, .columns-8 table, .columns-many table { min-width: 46rem; }
}
@media print {
  body { padding: 0; font-size: 10pt; }
  nav, article { background: none; }
  tr, .figures, .picture { break-inside: avoid; }
  h2, h3, article > header { break-after: avoid; }
  .wide, .picture { overflow: visible; }
  .picture { width: auto; min-width: 0; max-width: none; margin: 0; transform: none; }
  .picture svg { min-width: 0; }
}
`;
