import type { Encryption } from "../model/flow.ts";

export const THEMES = ["light", "dark", "auto"] as const;
/** `auto` follows what the reader's system prefers. */
export type Theme = (typeof THEMES)[number];

/**
 * Colours of one theme. Those of the lines are Okabe and Ito's, which people with any common colour blindness tell apart, made darker
 * or lighter until they stand out from the page; every encryption has a line style of its own besides.
 */
export interface Palette {
  readonly page: string;
  readonly ink: string;
  readonly muted: string;
  readonly frame: string;
  readonly host: string;
  readonly card: string;
  readonly edge: string;
  readonly brick: string;
  readonly mortar: string;
  readonly danger: string;
  readonly onDanger: string;
  readonly warning: string;
  readonly lines: Readonly<Record<Encryption, string>>;
}

export const PALETTES: Readonly<Record<"light" | "dark", Palette>> = {
  light: {
    page: "#ffffff",
    ink: "#1b1f24",
    muted: "#57606a",
    frame: "#8c959f",
    host: "#f6f8fa",
    card: "#ffffff",
    edge: "#c8d1da",
    brick: "#b5714a",
    mortar: "#f3e3d8",
    danger: "#b3400a",
    onDanger: "#ffffff",
    warning: "#8a6100",
    lines: { none: "#d55e00", "tls-unverified": "#a87400", tls: "#008a65", "mutual-tls": "#0072b2", ssh: "#a3548a" },
  },
  dark: {
    page: "#0d1117",
    ink: "#e6edf3",
    muted: "#9aa4ae",
    frame: "#6e7681",
    host: "#161b22",
    card: "#0f141a",
    edge: "#3a424c",
    brick: "#9a5f3e",
    mortar: "#33221a",
    danger: "#ff8a3d",
    onDanger: "#0d1117",
    warning: "#e8b93c",
    lines: { none: "#ff8a3d", "tls-unverified": "#e8b93c", tls: "#2fc39a", "mutual-tls": "#56b4e9", ssh: "#dd96c2" },
  },
};

/** How a line of each encryption is broken up, in lengths of strokes and gaps. Mutual TLS is a double line. */
const DASHES: Readonly<Record<Encryption, string>> = {
  none: "9 5",
  "tls-unverified": "14 4 3 4",
  tls: "none",
  "mutual-tls": "none",
  ssh: "2 4",
};

/** The style sheet of a picture. Classes begin with `bz-`, so that it does no harm to a page that it is pasted into. */
export function styleSheet(theme: Theme): string {
  if (theme !== "auto") return [...shapes(), ...colours(PALETTES[theme])].join("\n");
  return [
    ...shapes(),
    ...colours(PALETTES.light),
    "@media (prefers-color-scheme: dark) {",
    ...colours(PALETTES.dark).map((rule) => `  ${rule}`),
    "}",
  ].join("\n");
}

function shapes(): readonly string[] {
  return [
    ".bz-stroke, .bz-core, .bz-halo { fill: none; stroke-linejoin: round; }",
    ".bz-strong .bz-stroke { stroke-width: 2.4; }",
    ".bz-quiet .bz-stroke { stroke-width: 1.6; }",
    ".bz-strong.bz-mutual-tls .bz-stroke { stroke-width: 5; }",
    ".bz-quiet.bz-mutual-tls .bz-stroke { stroke-width: 3.6; }",
    ".bz-strong .bz-core { stroke-width: 2; }",
    ".bz-quiet .bz-core { stroke-width: 1.4; }",
    ".bz-halo { stroke-width: 9; }",
    ".bz-head { stroke-width: 1.6; stroke-linejoin: round; }",
    ".bz-icon { fill: none; stroke-width: 1.4; stroke-linecap: round; stroke-linejoin: round; }",
    ".bz-bold { font-weight: bold; }",
    ".bz-frame { fill: none; stroke-width: 1.4; }",
    ".bz-zone { stroke-dasharray: 3 4; }",
    ".bz-hop { stroke-width: 1.4; fill: none; }",
    ".bz-bare { stroke-dasharray: 5 4; }",
    ".bz-alarm { fill: none; stroke-width: 3; }",
    ...Object.entries(DASHES).map(([encryption, dashes]) => `.bz-${encryption} .bz-stroke { stroke-dasharray: ${dashes}; }`),
  ];
}

function colours(it: Palette): readonly string[] {
  return [
    `.bz-page { fill: ${it.page}; }`,
    `.bz-core, .bz-halo { stroke: ${it.page}; }`,
    `.bz-ink { fill: ${it.ink}; }`,
    `.bz-muted { fill: ${it.muted}; }`,
    `.bz-line-muted { stroke: ${it.muted}; }`,
    `.bz-line-ink { stroke: ${it.ink}; }`,
    `.bz-frame { stroke: ${it.frame}; }`,
    `.bz-host { fill: ${it.host}; stroke: ${it.muted}; }`,
    `.bz-card { fill: ${it.card}; stroke: ${it.edge}; }`,
    `.bz-hop { stroke: ${it.muted}; }`,
    `.bz-brick { fill: ${it.brick}; }`,
    `.bz-mortar { fill: ${it.mortar}; }`,
    `.bz-wall { stroke: ${it.brick}; }`,
    `.bz-danger { fill: ${it.danger}; }`,
    `.bz-line-danger, .bz-alarm { stroke: ${it.danger}; }`,
    `.bz-on-danger { fill: ${it.onDanger}; }`,
    `.bz-warning { fill: ${it.page}; stroke: ${it.warning}; stroke-width: 1.6; }`,
    `.bz-on-warning { fill: ${it.warning}; }`,
    ...Object.entries(it.lines).flatMap(([encryption, colour]) => [
      `.bz-${encryption} .bz-stroke, .bz-${encryption} .bz-head { stroke: ${colour}; }`,
      `.bz-${encryption} .bz-head, .bz-${encryption} .bz-dot { fill: ${colour}; }`,
    ]),
    `.bz-line .bz-open { fill: ${it.page}; }`,
  ];
}
