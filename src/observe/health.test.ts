import { expect, it } from "vitest";
import { fortress } from "../../test/fixtures/fortress.ts";
import { whiteboard } from "../../test/fixtures/whiteboard.ts";
import { STATUS } from "../catalog/status.ts";
import type { Sample } from "../kit/answer.ts";
import { hostHealth } from "./health.ts";
import { observation } from "./observation.ts";

type Measured = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** What is said of hosts by these measures, which are by host, or by server where others speak of it. */
function health(host: string, measured: Measured, infra = whiteboard) {
  const samples = new Map<string, readonly Sample[]>(
    Object.entries({ ...measured, hostAge: { [host]: 2, ...measured.hostAge } }).map(([measure, by]) => [
      measure,
      Object.entries(by).map(([name, value]) => ({
        labels: /^(?:server|databaseChecked)/.test(measure) ? { host: "lb1", server: name } : { host: name },
        value,
      })),
    ]),
  );
  const { health, reasons, parts } = hostHealth(STATUS, observation(STATUS, infra, "mon1", { at: 0, samples }, []), host, 5);
  return { health, reasons, words: [...parts].map(([role, part]) => `${role} ${part.words}`) };
}

it("is how the parts of a host are, each in its words", () => {
  const servers = { serverUp: { srv1: 1, srv2: 1 } };
  const well = { balancerUp: { lb1: 1 }, balancerRequests: { lb1: 210 }, ...servers };
  expect(health("lb1", well)).toEqual({ health: "ok", reasons: [], words: ["balancer 210/s, 2 of 2 servers"] });
  expect(health("lb1", { ...well, balancerWaiting: { lb1: 3 } })).toMatchObject({
    health: "warning",
    words: ["balancer 210/s, 2 of 2 servers, 3 wait"],
  });
  expect(health("lb1", { ...well, serverUp: { srv1: 0, srv2: 0 } })).toMatchObject({ health: "bad" });
  expect(health("lb1", { balancerUp: { lb1: 0 } })).toEqual({ health: "bad", reasons: ["balancer down"], words: ["balancer down"] });
});

it("tells a server that is drained from one that fails its check, and a replica that stopped from one that is late", () => {
  const up = { webUp: { srv2: 1 }, webRequests: { srv2: 4 }, appUp: { srv2: 1 }, databaseUp: { srv2: 1 }, databaseReadOnly: { srv2: 1 } };
  const follows = { ...up, databaseReceiving: { srv2: 1 }, databaseApplying: { srv2: 1 }, databaseLag: { srv2: 31 } };
  expect(health("srv2", follows)).toEqual({
    health: "warning",
    reasons: [],
    words: ["web 4.0/s", "app runs", "database no samples, 31 s behind"],
  });
  expect(health("srv2", up).reasons).toEqual(["database does not replicate"]);
  expect(health("srv2", { ...follows, serverUp: { srv2: 0 }, serverCheck: { srv2: 503 } }).reasons).toEqual([
    "web fails the check: answered 503",
  ]);
  expect(health("srv2", { ...follows, serverUp: { srv2: 0 }, serverDrained: { srv2: 1 } })).toMatchObject({
    health: "warning",
    reasons: [],
  });
  expect(health("db1", { databaseUp: { db1: 1 }, databaseReady: { db1: 0 } }, fortress).reasons).toEqual(["database not in step"]);
});

it("is bad without samples, whatever the parts last said", () => {
  expect(health("lb1", { hostAge: { lb1: 21 }, balancerUp: { lb1: 1 } }).reasons).toEqual(["silent for 21 s"]);
  expect(health("lb1", { hostAge: { lb1: 20 }, balancerUp: { lb1: 1 }, balancerRequests: { lb1: 0 } }).reasons).toEqual([]);
});
