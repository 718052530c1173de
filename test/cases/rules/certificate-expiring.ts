import type { Infrastructure } from "../../../src/model/infrastructure.ts";
import { whiteboard } from "../../fixtures/whiteboard.ts";
import type { CheckCase } from "./case.ts";

const ending = (expires: string, renewal: "automatic" | "manual"): Infrastructure => ({
  ...whiteboard,
  tls: { ...whiteboard.tls, certificate: "provided", provided: { names: ["www.foobar.com"], expires, renewal, keys: "per-host" } },
});

const unwatched: Infrastructure = {
  ...ending("2027-03-10", "automatic"),
  monitoring: { ...whiteboard.monitoring, withoutAlerts: ["CertificateExpiring", "CertificateEnds"] },
};

export const fires: readonly CheckCase[] = [
  {
    name: "less than a month, and nobody but a person renews it",
    infra: ending("2027-03-30", "manual"),
    today: "2027-03-01",
    entities: ["site"],
  },
  { name: "less than two weeks", infra: ending("2027-03-14", "manual"), today: "2027-03-01" },
  { name: "on its last day", infra: ending("2027-03-01", "manual"), today: "2027-03-01" },
  { name: "over", infra: ending("2027-02-28", "manual"), today: "2027-03-01" },
  { name: "renewed by itself, and yet not renewed by its date", infra: ending("2027-03-10", "automatic"), today: "2027-03-01" },
  { name: "and no alert looks at the real one", infra: unwatched, today: "2027-03-01" },
];

export const silent: readonly CheckCase[] = [
  { name: "a month is left", infra: ending("2027-03-31", "manual"), today: "2027-03-01" },
  { name: "two weeks are left, and a machine renews it", infra: ending("2027-03-15", "automatic"), today: "2027-03-01" },
  { name: "the own CA renews its own", infra: whiteboard, today: "2099-01-01" },
];
