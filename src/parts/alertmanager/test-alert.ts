import type { Told } from "../../kit/alert-test.ts";
import type { Infrastructure, Receiver } from "../../model/infrastructure.ts";

export const TEST_ALERT = "TestAlert";

/** The label that names the one kind of receiver that is to be told. Only test alerts have it. */
export const ONLY = "only";

/** A receiver of one kind alone, so that what it is told can be counted apart from everything else. */
export const receiverOf = (kind: Receiver["kind"]): string => `only-${kind}`;

/** What Alertmanager's `POST /api/v2/alerts` takes: one test alert for each kind, that ends at this moment. */
export function testAlerts(infra: Infrastructure, kinds: readonly Receiver["kind"][], id: string, end: Date): string {
  return JSON.stringify(
    kinds.map((kind) => ({
      labels: { alertname: TEST_ALERT, severity: "page", place: "test", [ONLY]: kind, id },
      annotations: {
        summary: `A test of the alerts of ${infra.name} by ${kind}: nothing is wrong.`,
        description: "Somebody ran `bartizan alerts test`. It ends by itself.",
        runbook: "bartizan alerts --help",
      },
      endsAt: end.toISOString(),
    })),
  );
}

const LINE = /^alertmanager_notification_requests(_failed)?_total\{integration="(\w+)",receiver_name="([\w-]+)"\} (\S+)$/gm;

/** Reads Alertmanager's metrics. A kind of which nothing was counted yet is missing. */
export function toldOf(metrics: string): ReadonlyMap<string, Told> {
  const told = new Map<string, Told>();
  for (const [, failed, kind = "", receiver, value] of metrics.matchAll(LINE)) {
    if (receiver !== `only-${kind}`) continue;
    const known = told.get(kind) ?? { tried: 0, failed: 0 };
    told.set(kind, failed === undefined ? { ...known, tried: Number(value) } : { ...known, failed: Number(value) });
  }
  return told;
}
