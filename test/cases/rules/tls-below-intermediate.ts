import type { Infrastructure, Tls } from "../../../src/model/infrastructure.ts";
import { whiteboard } from "../../fixtures/whiteboard.ts";
import type { CheckCase } from "./case.ts";

const tls = (change: Partial<Tls>): Infrastructure => ({ ...whiteboard, tls: { ...whiteboard.tls, ...change } });

export const fires: readonly CheckCase[] = [
  { name: "old protocol versions", infra: tls({ profile: "old" }), entities: ["site"] },
  { name: "no HSTS", infra: tls({ hstsSeconds: 0 }), entities: ["hsts"] },
  { name: "HSTS of a minute", infra: tls({ hstsSeconds: 60 }), entities: ["hsts"] },
  { name: "both", infra: tls({ profile: "old", hstsSeconds: 86_400 }), entities: ["site", "hsts"] },
];

export const silent: readonly CheckCase[] = [
  { name: "intermediate, and HSTS of two years", infra: tls({ hstsSeconds: 63_072_000 }) },
  { name: "without a certificate there is no TLS to judge", infra: tls({ certificate: "none", profile: "old", hstsSeconds: 0 }) },
];
