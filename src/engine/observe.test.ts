import { describe, expect, it } from "vitest";
import { whiteboard } from "../../test/fixtures/whiteboard.ts";
import type { Infrastructure } from "../model/infrastructure.ts";
import type { RunResult, Transport } from "../transport/transport.ts";
import { fail } from "../util/errors.ts";
import { observe } from "./observe.ts";

const METRICS = '{"status":"success","data":{"result":[{"metric":{"measure":"clock"},"value":[1795388219,"1795388219"]}]}}';
const ALERTS = '{"status":"success","data":{"alerts":[]}}';

/** Hosts in memory: what each prints, or why it cannot be reached. */
function hosts(answers: Readonly<Record<string, string | Error>>): { readonly transport: Transport; readonly asked: string[] } {
  const asked: string[] = [];
  const run = async (host: string): Promise<RunResult> => {
    asked.push(host);
    const answer = answers[host];
    if (answer instanceof Error) throw answer;
    return { code: 0, stdout: answer ?? "", stderr: answer === undefined ? "curl: (7) Failed to connect" : "" };
  };
  return {
    asked,
    transport: {
      run,
      attach: async () => 0,
      forward: () => Promise.reject(new Error("no ways")),
      interrupt: () => {},
      close: async () => {},
    },
  };
}

const said = (metrics: string, metricsCode: string, alerts: string, alertsCode: string): string =>
  `${metrics}\n--answered ${metricsCode}\n${alerts}\n--answered ${alertsCode}\n`;

const two: Infrastructure = {
  ...whiteboard,
  hosts: whiteboard.hosts.map((host) => (host.name === "lb1" ? { ...host, roles: ["balancer", "monitor"] } : host)),
};

describe("observe", () => {
  it("takes one command on the monitor", async () => {
    const { transport, asked } = hosts({ mon1: said(METRICS, "200", ALERTS, "200") });
    expect(await observe(transport, whiteboard)).toMatchObject({ monitor: "mon1", alerts: [] });
    expect(asked).toEqual(["mon1"]);
  });

  it("gives what there is when only the rules are not evaluated", async () => {
    const { transport } = hosts({ mon1: said(METRICS, "200", "", "000") });
    expect(await observe(transport, whiteboard)).toMatchObject({ at: "2026-11-22T22:56:59.000Z", alerts: null });
  });

  it("asks the next monitor when one cannot be reached", async () => {
    const away = fail("BZ_SSH_UNREACHABLE", { where: "lb1" });
    const { transport } = hosts({ lb1: away, mon1: said(METRICS, "200", ALERTS, "200") });
    expect(await observe(transport, two)).toMatchObject({ monitor: "mon1" });
    await expect(observe(hosts({ lb1: away }).transport, two)).rejects.toThrow("BZ_SSH_UNREACHABLE at lb1");
  });

  it("says what the store said when it gave no answer", async () => {
    const { transport } = hosts({ mon1: said('{"status":"error","error":"cannot parse"}', "422", ALERTS, "200") });
    await expect(observe(transport, whiteboard)).rejects.toThrow(
      'BZ_OBSERVE_STORE at mon1: the monitor\'s store of metrics does not answer\n  | {"status":"error","error":"cannot parse"}',
    );
    await expect(observe(hosts({}).transport, whiteboard)).rejects.toThrow("curl: (7) Failed to connect");
  });

  it("says so when there is no monitor", async () => {
    const none = { ...whiteboard, hosts: whiteboard.hosts.filter((host) => host.name !== "mon1") };
    await expect(observe(hosts({}).transport, none)).rejects.toThrow("BZ_OBSERVE_NO_MONITOR: no host runs the monitor");
  });
});
