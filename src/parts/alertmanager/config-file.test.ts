import { expect, test } from "vitest";
import { fortress } from "../../../test/fixtures/fortress.ts";
import { whiteboard } from "../../../test/fixtures/whiteboard.ts";
import { PARTS } from "../../catalog/registry.ts";
import { ROLES } from "../../catalog/roles.ts";
import { servicesOf } from "../../catalog/services.ts";
import { type Infrastructure, RECEIVER_KINDS } from "../../model/infrastructure.ts";
import { redacted, secretsIn } from "../../util/content.ts";
import { alertmanagerConfig } from "./config-file.ts";
import { receiverFiles } from "./receivers.ts";
import { monitoringStandIns } from "./stand-ins.ts";

const told = {
  ...whiteboard,
  monitoring: {
    ...whiteboard.monitoring,
    receivers: RECEIVER_KINDS.map((kind) => ({ kind, to: { secret: kind.toUpperCase() } })),
    watchdog: { secret: "WATCHDOG" },
  },
};

/** As the parts beside it have it. */
const file = (infra: Infrastructure) =>
  alertmanagerConfig(infra, { roles: ROLES, services: servicesOf(infra), mutes: PARTS.flatMap((part) => part.mutes?.(infra) ?? []) });

test("without receivers nobody is told, and the sign of life goes nowhere", () => {
  const text = redacted(file(whiteboard));
  expect(text).toContain("receiver: nobody");
  expect(text).not.toMatch(/people|_configs/);
  expect(receiverFiles(whiteboard)).toEqual([]);
});

test("the configuration holds no key and no URL; each stands in a file that only the daemon may read", () => {
  expect(new Set(secretsIn(file(told)))).toEqual(new Set(["EMAIL"]));
  const files = receiverFiles(told);
  expect(files.flatMap((it) => secretsIn(it.content))).toEqual(["WEBHOOK", "SLACK", "PAGERDUTY", "OPSGENIE", "WATCHDOG"]);
  expect(new Set(files.map((it) => `${it.owner} ${it.mode}`))).toEqual(new Set(["root:prometheus 0640"]));
  for (const { path } of files) expect(redacted(file(told))).toContain(`'${path}'`);
});

test("the silence of a balancer is one message: it mutes that the only one does not answer, and that another one has the address", () => {
  const mutes = (places: string, alert: string): string =>
    `  - source_matchers: ['alertname = HostSilent', 'place =~ "${places}"']\n    target_matchers: ['alertname = ${alert}']\n`;
  expect(redacted(file(whiteboard))).toContain(mutes("lb1", "SiteDown"));
  expect(redacted(file(whiteboard))).not.toContain("VirtualAddressMoved");
  expect(redacted(file(fortress))).toContain(mutes("lb1|lb2", "VirtualAddressMoved"));
  expect(redacted(file(fortress))).not.toContain("SiteDown");
});

test("an alert that says more of a service than that it does not run mutes that", () => {
  const text = redacted(file(whiteboard));
  for (const [alert, unit] of [
    ["NginxDown", "nginx"],
    ["DatabaseDown", "mariadb"],
  ])
    expect(text).toContain(
      `['alertname = ${alert}']\n    target_matchers: ['alertname =~ "UnitFailed|UnitNotRunning"', 'name = "${unit}.service"']`,
    );
});

test("in a lab every secret of the monitoring has a stand-in of its kind", () => {
  expect([...monitoringStandIns(told)]).toMatchInlineSnapshot(`
    [
      [
        "EMAIL",
        "nobody@lab.invalid",
      ],
      [
        "WEBHOOK",
        "https://lab.invalid/WEBHOOK",
      ],
      [
        "SLACK",
        "https://lab.invalid/SLACK",
      ],
      [
        "PAGERDUTY",
        "made-up-PAGERDUTY",
      ],
      [
        "OPSGENIE",
        "made-up-OPSGENIE",
      ],
      [
        "WATCHDOG",
        "https://lab.invalid/WATCHDOG",
      ],
    ]
  `);
});
