import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { killMachine } from "../../src/lab/lab.ts";
import { until, within } from "./support/command.ts";
import { HOME, receive, TOLD } from "./support/receive.ts";
import { Site } from "./support/site.ts";
import { steadyLoad } from "./support/steady-load.ts";

// A lab of its own: mail needs a server on the monitor.
let site: Site;
beforeAll(async () => {
  site = Site.copyOf("whiteboard", (it) => it.replace('name: "foobar"', 'name: "told"').replace(/\n\}\);\s*$/, `\n  ${TOLD}\n});\n`));
  await site.up();
  await receive(site);
});
afterAll(() => site?.remove());

interface Call {
  readonly at: number;
  readonly path: string;
  readonly body: {
    readonly status: string;
    readonly alerts: readonly { readonly status: string; readonly startsAt: string; readonly labels: Readonly<Record<string, string>> }[];
  };
}

const calls = async (path: string): Promise<readonly Call[]> => {
  const lines = (await site.on("client", `cat ${HOME}/calls.jsonl 2>/dev/null || :`)).trim().split("\n");
  return lines.flatMap((line) => (line === "" ? [] : [JSON.parse(line) as Call])).filter((it) => it.path === path);
};
const mails = (): Promise<string> => site.on("client", "cat /var/mail/ops 2>/dev/null || :");
const wait = (seconds: number): Promise<void> => new Promise((done) => setTimeout(done, seconds * 1000));

describe("alerts", () => {
  it("reach every receiver when they are tested, and the command says so", async () => {
    const tested = await site.bartizan(["alerts", "test", "--lab", "--json"]);
    expect(tested.code, tested.stdout + tested.stderr).toBe(0);
    expect(JSON.parse(tested.stdout)).toMatchObject([
      { receiver: "webhook", expected: 1, accepted: 1, arrived: true },
      { receiver: "email", expected: 1, accepted: 1, arrived: true, waiting: [] },
    ]);
    expect((await calls("/alerts")).flatMap(({ body }) => body.alerts.map((it) => it.labels.alertname))).toContain("TestAlert");
    expect(await mails()).toContain("A test of the alerts of told by email: nothing is wrong.");
    const wrong = await site.bartizan(["alerts", "test", "--lab", "--receiver", "pigeon"]);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain("webhook, email");
  });

  it("tell of a web server that dies under load in one message a receiver within 60 s, and of its end in another", async ({ annotate }) => {
    const load = steadyLoad(site, "203.0.113.10", 30);
    const since = Date.now();
    // Named and dated, since a busy computer raises alerts of its own.
    const told = async (): Promise<readonly Call[]> =>
      (await calls("/alerts")).filter(({ body }) =>
        body.alerts.some((it) => it.labels.alertname === "NginxDown" && Date.parse(it.startsAt) > since),
      );
    const sentence = "nginx on srv2 does not answer.";
    const before = (await mails()).split(sentence).length;
    try {
      await site.on("srv2", "systemctl kill --signal=KILL nginx; systemctl stop nginx");
      const heard = await within("the webhook", 60, async () => ((await told()).length > 0 ? true : undefined));
      const mailed = await within("the mail", 60 - heard.seconds, async () =>
        (await mails()).split(sentence).length > before ? true : undefined,
      );
      await annotate(`webhook after ${heard.seconds.toFixed(1)} s, mail ${mailed.seconds.toFixed(1)} s later`);
      expect(await mails()).toMatch(/^Subject: \[FIRING:\d\] told srv2$/m);
      expect(await mails()).toContain("bartizan explain NginxDown");
      const listed = await site.bartizan(["alerts", "--lab", "--json"]);
      expect(JSON.parse(listed.stdout)).toContainEqual(
        expect.objectContaining({ name: "NginxDown", host: "srv2", state: "firing", told: "told" }),
      );
    } finally {
      await site.on("srv2", "systemctl start nginx");
      await load.stop();
    }
    const ended = async (): Promise<boolean> =>
      (await told()).some(({ body }) => body.alerts.some((it) => it.labels.alertname === "NginxDown" && it.status === "resolved"));
    await until("the resolution", 120, async () => ((await ended()) ? true : undefined));
    await until("its mail", 40, async () => ((await mails()).split(sentence).length === before + 2 ? true : undefined));
    expect(await told()).toHaveLength(2);
  });

  it("are a sign of life for somebody outside", async () => {
    await until("a call of the watchdog", 90, async () => ((await calls("/watchdog")).length > 0 ? true : undefined));
  });

  it("fall silent with the monitor, and whoever listens outside notices", async () => {
    await killMachine(site.id, "mon1");
    const killed = Date.now() / 1000;
    await wait(150);
    expect((await calls("/watchdog")).filter((it) => it.at > killed + 5)).toEqual([]);
    await site.up();
    await until("its next call", 180, async () => ((await calls("/watchdog")).some((it) => it.at > killed + 150) ? true : undefined));
  });

  it("show no URL in a journal or to an ordinary user", async () => {
    expect(await site.on("mon1", "journalctl -q --no-pager -u prometheus-alertmanager")).not.toMatch(/9443\/(alerts|watchdog)/);
    expect((await site.try("mon1", "setpriv --reuid=nobody --clear-groups cat /etc/prometheus/receivers/0-webhook")).code).not.toBe(0);
  });
});
