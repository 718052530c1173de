import type { Destination, Infrastructure } from "./infrastructure.ts";

const SERVICES: Readonly<Record<Destination["kind"], { readonly name: string; readonly short: string }>> = {
  sumologic: { name: "Sumo Logic", short: "Sumo Logic" },
  datadog: { name: "Datadog", short: "Datadog" },
  otlp: { name: "a collector by OTLP", short: "OTLP" },
  remoteWrite: { name: "a store by remote write", short: "remote write" },
};

/** What a destination of the list is called by those who serve it: `datadog`, or `datadog-2` for a further one in the third place. */
export function destinationId({ monitoring }: Infrastructure, index: number): string {
  const kind = monitoring.sendTo[index]?.kind ?? "";
  return monitoring.sendTo.findIndex((it) => it.kind === kind) === index ? kind : `${kind}-${index}`;
}

/** What is called so in a sentence. */
export function serviceName(kind: Destination["kind"]): string {
  return SERVICES[kind].name;
}

/** Who gets the samples besides the monitor, each once, for a sentence. */
export function destinationNames({ monitoring }: Infrastructure): readonly string[] {
  return [...new Set(monitoring.sendTo.map(({ kind }) => SERVICES[kind].name))];
}

/** The same in a word or two, of those that this sends to. */
export function shortDestinations({ monitoring }: Infrastructure, from: Destination["from"]): readonly string[] {
  return [...new Set(monitoring.sendTo.filter((it) => it.from === from).map(({ kind }) => SERVICES[kind].short))];
}
