import { STYLE } from "../../check/formats/html-style.ts";

/**
 * A picture is not made smaller than this share of its size, so that its text can be read; beyond that its box scrolls. Where there is
 * room for most of it, seeing all of it at once is worth more, and who zooms in gets the larger one.
 */
const SMALLEST = { narrow: 0.7, wide: 0.55 };

/** The look of the check's page, and what a longer document with a picture of this width in pixels needs besides. */
export function reportStyle(pictureWidth: number): string {
  const atLeast = (share: number): string => `.picture svg { min-width: ${Math.round(pictureWidth * share)}px; }`;
  return `${STYLE}${SHEET}@media screen { ${atLeast(SMALLEST.narrow)} }
@media screen and (min-width: 62rem) { ${atLeast(SMALLEST.wide)} }
`;
}

const SHEET = `
:root { --good: #1d6b35; }
@media (prefers-color-scheme: dark) { :root { --good: #7fce95; } }
html { scroll-padding-top: 1rem; }
body { overflow-wrap: break-word; }
.word { white-space: nowrap; }
a { color: var(--info); text-underline-offset: .15em; text-decoration-thickness: 1px; }
code { font: .9em ui-monospace, monospace; overflow-wrap: anywhere; }
h2 { margin-top: 3.5rem; padding-bottom: .3rem; border-bottom: 1px solid var(--line); font-size: 1.4rem; }
section > h3 { margin: 2.25rem 0 .6rem; }
section > p, section > ul, section > ol, header > p, header > ul { max-width: 46rem; }
li { margin: .2rem 0; }
.good { --accent: var(--good); }
.soft { --accent: var(--soft); }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(7rem, 1fr)); gap: 1rem 1.5rem; margin: 1.5rem 0; }
.figures div { display: flex; flex-direction: column-reverse; justify-content: flex-end; border-top: 3px solid var(--accent, var(--line)); padding-top: .4rem; }
.figures div:first-child { grid-column: span 2; }
.figures dt { margin: 0; font-size: .9rem; }
.figures dd { font-size: 1.45rem; white-space: nowrap; font-weight: 600; line-height: 1.2; font-variant-numeric: tabular-nums; }
nav { margin: 2rem 0 0; padding: .9rem 1.1rem; border: 1px solid var(--line); border-radius: 4px; background: var(--card); }
nav ol { columns: 2; column-gap: 2rem; }
nav li { margin: 0; break-inside: avoid; line-height: 1.8; }
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
.many { padding: 0; list-style: none; columns: 15rem; column-gap: 1.5rem; }
@media screen { .many { max-height: 16rem; overflow-y: auto; } }
article { padding-bottom: 1.1rem; }
h4 { margin: .15rem 0 .5rem; font-size: 1.05rem; line-height: 1.35; }
article > header + header { margin-top: .6rem; }
article dd > :first-child { margin-top: 0; }
article dd > * { margin: .35rem 0 0; }
.picture { margin: 0; padding: .75rem; overflow-x: auto; border: 1px solid var(--line); border-radius: 4px; background: #fff; }
.picture svg { display: block; height: auto; margin: 0 auto; max-width: 100%; }
@media (prefers-color-scheme: dark) { .picture { background: #0d1117; } }
@media (min-width: 62rem) { .picture { width: max-content; min-width: 100%; max-width: calc(100vw - 3rem); margin-left: 50%; transform: translateX(-50%); } }
@media (max-width: 44rem) {
  nav ol { columns: 1; }
  .columns-4 table { min-width: 38rem; }
  .columns-5 table, .columns-6 table, .columns-7 table, .columns-8 table, .columns-many table { min-width: 46rem; }
}
@media print {
  html, body { font-size: 12.5px; }
  body { padding: 0; }
  nav, article { background: none; }
  tr, .figures, .picture { break-inside: avoid; }
  h2, h3, article > header { break-after: avoid; }
  .wide, .picture { overflow: visible; }
  .picture { width: auto; min-width: 0; max-width: none; margin: 0; transform: none; }
}
`;
