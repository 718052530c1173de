import { expect, test } from "vitest";
import { toldOf } from "./test-alert.ts";

test("counts what was told to one kind alone, as Alertmanager 0.28 writes it", () => {
  const metrics = `# TYPE alertmanager_notification_requests_total counter
alertmanager_notification_requests_total{integration="email",receiver_name="only-email"} 2
alertmanager_notification_requests_total{integration="email",receiver_name="people"} 7
alertmanager_notification_requests_failed_total{integration="email",receiver_name="only-email"} 1
alertmanager_notification_requests_total{integration="webhook",receiver_name="watchdog"} 90
alertmanager_notification_requests_total{integration="webhook",receiver_name="only-email"} 4
`;
  expect([...toldOf(metrics)]).toEqual([["email", { tried: 2, failed: 1 }]]);
});
