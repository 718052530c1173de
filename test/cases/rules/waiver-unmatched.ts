import type { Waiver } from "../../../src/model/infrastructure.ts";
import { whiteboard } from "../../fixtures/whiteboard.ts";
import type { CheckCase } from "./case.ts";

function waiver(finding: string): Waiver {
  return { finding, reason: "one room, one wire", owner: "ops", until: "2027-06-30" };
}

export const fires: readonly CheckCase[] = [
  {
    name: "a misspelt host",
    infra: { ...whiteboard, waivers: [waiver("plaintext-hop@lb1->srv3")] },
    entities: ["plaintext-hop@lb1->srv3"],
  },
  {
    name: "a weakness that has been mended, waived twice",
    infra: { ...whiteboard, waivers: [waiver("http-not-redirected@site"), waiver("lb-spof@lb1"), waiver("http-not-redirected@site")] },
    entities: ["http-not-redirected@site"],
  },
];

export const silent: readonly CheckCase[] = [
  { name: "the host spelt right", infra: { ...whiteboard, waivers: [waiver("plaintext-hop@lb1->srv1")] } },
  { name: "no waivers", infra: whiteboard },
];
