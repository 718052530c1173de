import { endpoint } from "../catalog/endpoints.ts";
import { hostsOf, type Infrastructure } from "../model/infrastructure.ts";
import type { Transport } from "../transport/transport.ts";

/** Something that was done to the infrastructure, for the time line of the console's charts. */
export interface Noted {
  readonly kind: "converge" | "deploy";
  /** In few words. */
  readonly text: string;
}

/** The sample that says so, in Prometheus' text format. Each has a series of its own, so that none hides another. It waits for its time. */
export function eventSample({ kind, text }: Noted): string {
  const words = text.replaceAll(/[\\"\n]/g, " ");
  return `bartizan_event{kind="${kind}",text="${words}",at=""} 1\n`;
}

/** Shell command that gives the sample on its stdin the time, by the clock of the host whose store it is for. */
export const AT_ITS_TIME = `sed 's/,at=""} 1$/,at="'"$(date +%s)"'"} 1/'`;

/** Tells every monitor's store what was done. What was done does not fail for it: a monitor that does not answer has a gap in its notes. */
export async function noteEvent(transport: Transport, infra: Infrastructure, event: Noted): Promise<void> {
  const command = `${AT_ITS_TIME} | curl -fsS -m 5 -o /dev/null --data-binary @- ${endpoint("import")}`;
  const stdin = eventSample(event);
  await Promise.allSettled(hostsOf(infra, "monitor").map((host) => transport.run(host.name, command, { stdin, timeoutMs: 10_000 })));
}
