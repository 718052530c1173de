import { expect, it } from "vitest";
import { whiteboard } from "../../test/fixtures/whiteboard.ts";
import type { Infrastructure } from "./infrastructure.ts";
import { type Upstream, upstreamSteps, waysTaken } from "./upstream.ts";

const wanting = (upstream: Upstream): Infrastructure => ({ ...whiteboard, tls: { ...whiteboard.tls, upstream } });
/** How requests are sent in each step, how they are taken, and how they may be sent once it is done. */
const steps = (to: Upstream, sent: readonly Upstream[]) =>
  upstreamSteps(wanting(to), sent).map(({ infra, sent: after }) => ({ sends: infra.tls.upstream, takes: waysTaken(infra), after }));

it("has hosts take both ways before anybody sends requests in the new one", () => {
  expect(steps("verified", ["plain"])).toEqual([
    { sends: "plain", takes: ["plain", "verified"], after: ["plain", "verified"] },
    { sends: "verified", takes: ["plain", "verified"], after: ["verified"] },
  ]);
  expect(steps("plain", ["verified"])[0]).toMatchObject({ sends: "verified", takes: ["plain", "verified"] });
});

it("goes on after a run that ended in between, whichever way the file wants by then", () => {
  const both: readonly Upstream[] = ["plain", "verified"];
  expect(steps("verified", both)).toEqual([{ sends: "verified", takes: ["plain", "verified"], after: ["verified"] }]);
  expect(steps("plain", both)).toEqual([{ sends: "plain", takes: ["plain", "verified"], after: ["plain"] }]);
});

it("is nothing where requests are sent as the file says, or nobody sends any", () => {
  expect(steps("verified", ["verified"])).toEqual([]);
  expect(steps("verified", [])).toEqual([]);
  expect(waysTaken(wanting("verified"))).toEqual(["verified"]);
});
