import type { HandedOver, HandOverWay } from "../../kit/hand-over.ts";

/** What is about to happen, in a line. */
export function handOverLine(it: HandOverWay): string {
  switch (it.kind) {
    case "settled":
      return `${it.to} is the primary already; the others, the proxies and the file are made to agree.`;
    case "planned":
      return `${it.to} takes the place of ${it.from}. Nothing is lost; writes pause for a moment.`;
    case "crash":
      return `${it.from} does not answer. ${it.to ?? `The most advanced of ${it.replicas.join(", ")}`} takes its place.`;
  }
}

/** What has become of it. */
export function promotedLines({
  promoted,
  file,
  written,
}: {
  readonly promoted: HandedOver;
  readonly file: string;
  readonly written: boolean;
}): readonly string[] {
  const { to, pause, behind } = promoted;
  return [
    `${to} is the primary${pause === undefined ? "" : `; no host accepted writes for ${pause.toFixed(2)} s`}.`,
    ...(written ? [`${file}: database.primary is now "${to}". Commit it.`] : []),
    ...behind.map((it) => `${it.host} does not follow it: ${it.why}. \`bartizan up\` tries again when it is back.`),
  ];
}
