import { whiteboard } from "../../fixtures/whiteboard.ts";
import type { CheckCase } from "./case.ts";

export const fires: readonly CheckCase[] = [
  { name: "pages by plain HTTP", infra: { ...whiteboard, tls: { ...whiteboard.tls, redirectHttp: false } }, entities: ["site"] },
];

export const silent: readonly CheckCase[] = [
  { name: "a redirect", infra: whiteboard },
  {
    name: "without a certificate there is nowhere to redirect to",
    infra: { ...whiteboard, tls: { ...whiteboard.tls, certificate: "none", redirectHttp: false } },
  },
];
