/** Colours keep a contrast of at least 4.5 to 1 on their ground (WCAG 2.2, 1.4.3), in both schemes. */
export const STYLE = `
:root { --ground: #fbfbf9; --card: #fff; --text: #1c2024; --soft: #5a626b; --line: #d9dce0; --error: #b3261e; --warning: #8a5a00; --info: #1f5fa8; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #14171a; --card: #1c2024; --text: #e8eaed; --soft: #a3abb4; --line: #363c43; --error: #ff8a80; --warning: #f0b94d; --info: #8ab8f5; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem 1rem 3rem; background: var(--ground); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
h1 { margin: 0; font-size: 1.75rem; line-height: 1.2; }
h1 small, .big small { color: var(--soft); font-size: 1rem; font-weight: normal; }
h2 { margin: 2.5rem 0 .75rem; font-size: 1.15rem; }
h3 { margin: .15rem 0 .5rem; font-size: 1.05rem; line-height: 1.35; }
p { margin: .5rem 0; }
.meta, .count, footer { color: var(--soft); font-size: .9rem; }
.meta { margin: 0 0 .5rem; overflow-wrap: anywhere; }
.count { font-weight: normal; }
.tally { font-weight: 600; }
.big { margin: .25rem 0; font-size: 2rem; font-weight: 600; line-height: 1.2; }
.big small { display: block; }
article { margin: 0 0 1rem; padding: .9rem 1.1rem; border: 1px solid var(--line); border-left: 4px solid var(--accent); border-radius: 4px; background: var(--card); }
.error { --accent: var(--error); }
.warning { --accent: var(--warning); }
.info { --accent: var(--info); }
.id { margin: 0; color: var(--accent); font: .85rem/1.4 ui-monospace, monospace; overflow-wrap: anywhere; }
.note { color: var(--accent); }
dl { display: grid; grid-template-columns: 6rem 1fr; gap: .4rem 1rem; margin: .75rem 0 0; font-size: .95rem; }
dt { color: var(--soft); }
dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
ul, ol { margin: 0; padding-left: 1.1rem; }
pre { margin: .35rem 0 0; white-space: pre-wrap; font: .85rem/1.5 ui-monospace, monospace; }
code { font: .9em ui-monospace, monospace; }
.wide { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: .95rem; }
th, td { padding: .35rem .6rem .35rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
th { color: var(--soft); font-weight: 600; }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
summary { cursor: pointer; font-weight: 600; }
footer { margin-top: 3rem; }
@media (max-width: 36rem) { dl { grid-template-columns: 1fr; gap: .1rem; } dt { margin-top: .5rem; } }
@media print { body { max-width: none; } article { break-inside: avoid; } }
`;
