import { hostsOf, type Infrastructure } from "../model/infrastructure.ts";
import { PORTS } from "../model/ports.ts";
import type { Transport } from "../transport/transport.ts";

/** Something that was done to the infrastructure, for the time line of the console's charts. */
export interface Noted {
  readonly kind: "converge" | "deploy";
  /** In few words. */
  readonly text: string;
}

/** The sample that says so, in Prometheus' text format. Each has a series of its own, so that none hides another. */
export function eventSample({ kind, text }: Noted, atSeconds: number): string {
  const words = text.replaceAll(/[\\"\n]/g, " ");
  return `bartizan_event{kind="${kind}",text="${words}",at="${Math.floor(atSeconds)}"} 1\n`;
}

/** Tells every monitor's store what was done. What was done does not fail for it: a monitor that does not answer has a gap in its notes. */
export async function noteEvent(transport: Transport, infra: Infrastructure, event: Noted): Promise<void> {
  const command = `curl -fsS -m 5 -o /dev/null --data-binary @- http://127.0.0.1:${PORTS.loopback.victoriaMetrics}/api/v1/import/prometheus`;
  const stdin = eventSample(event, Date.now() / 1000);
  await Promise.allSettled(hostsOf(infra, "monitor").map((host) => transport.run(host.name, command, { stdin, timeoutMs: 10_000 })));
}
