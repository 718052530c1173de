import { wordsOf } from "../../catalog/roles.ts";
import { MOST_CONNECTIONS_PER_HOST } from "../../kit/app-limits.ts";
import type { FixOption, Judgement } from "../../kit/faces/finding.ts";
import { moreLike } from "../../kit/new-host.ts";
import { type Host, hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import { webWithoutApp } from "../../model/tiers.ts";
import { listed } from "../../util/names.ts";
import { grouped } from "../../util/number.ts";
import type { CheckContext, Rule } from "../rule.ts";
import { optionsOr } from "./shared/options.ts";

type HoldingTier = "web" | "app";

/** What a tier holds without one of its hosts, against the declared peak. */
interface Rest {
  readonly role: HoldingTier;
  readonly hosts: readonly Host[];
  readonly perHost: number;
  readonly left: number;
  readonly peak: number;
}

/** Tiers whose limits cannot hold the declared WebSockets and event streams: with all hosts where there is one, else without one. */
export const connectionsAfterLoss: Rule = {
  id: "connections-after-loss",
  section: "availability",
  severity: "error",
  title: "The limits of the hosts that are left after a loss do not hold the declared connections.",
  why: "WebSockets and event streams stay. When a host dies, all of its clients come back within seconds, to the others: where these may not take them, they are refused and try again, all together, for as long as the loss lasts.",
  mend: "A higher limit for each host, as far as the app and its memory carry it, or one host more.",
  drill: "load",
  falsePositive: "The declared peak has the margin for a loss already in it.",
  references: [
    {
      title: "Site Reliability Engineering, Addressing Cascading Failures",
      url: "https://sre.google/sre-book/addressing-cascading-failures/",
    },
  ],
  judge: (context) => short(context.infra).map((it) => judged(context, it)),
};

function short(infra: Infrastructure): readonly Rest[] {
  const peak = infra.objectives.peakConnections;
  const perHost = infra.app?.limits.connectionsPerHost;
  if (peak === undefined || perHost === undefined) return [];
  const roles: readonly HoldingTier[] = ["web", ...(webWithoutApp(infra).length > 0 ? (["app"] as const) : [])];
  return roles.flatMap((role) => {
    const hosts = hostsOf(infra, role);
    if (hosts.length === 0) return [];
    const left = Math.max(1, hosts.length - 1) * perHost;
    return left < peak ? [{ role, hosts, perHost, left, peak }] : [];
  });
}

function judged(context: CheckContext, rest: Rest): Judgement {
  const { role, hosts, perHost, left, peak } = rest;
  const one = wordsOf(role).host;
  const alone = hosts.length === 1;
  return {
    entity: role,
    title: alone
      ? `The ${one} ${hosts[0]?.name} holds ${grouped(left)} of ${grouped(peak)} connections.`
      : `Without one of them, the ${one}s hold ${grouped(left)} of ${grouped(peak)} connections.`,
    why: alone
      ? `At the busiest time ${grouped(peak - left)} WebSockets and event streams of ${context.infra.domain} find no place: they wait for five seconds and fail.`
      : `When one of ${listed(hosts.map((host) => host.name))} is lost at the busiest time, its clients come to the others, and ${grouped(peak - left)} of them find no place: they wait for five seconds, fail, and come again.`,
    evidence: [`objectives.peakConnections: ${grouped(peak)}`, `app.limits.connectionsPerHost: ${grouped(perHost)}`],
    fix: optionsOr(
      context,
      [...moreEach(rest), ...oneMore(context.infra, rest)],
      (it) => !short(it).some((other) => other.role === role),
      `More ${one}s: one holds at most ${grouped(MOST_CONNECTIONS_PER_HOST)} connections.`,
    ),
    hosts: hosts.map((host) => host.name),
    path: "objectives.peakConnections",
  };
}

/** A higher limit, up to what one address can have. */
function moreEach({ hosts, peak }: Rest): readonly FixOption[] {
  const value = Math.ceil(peak / Math.max(1, hosts.length - 1));
  if (value > MOST_CONNECTIONS_PER_HOST) return [];
  return [
    {
      title: `Let each host hold ${grouped(value)} connections.`,
      edits: [{ path: ["app", "limits", "connectionsPerHost"], value }],
      addedHosts: [],
    },
  ];
}

/** As many hosts as make up for what is missing. */
function oneMore(infra: Infrastructure, { role, hosts, perHost, left, peak }: Rest): readonly FixOption[] {
  const [like] = hosts;
  // A first host more carries nothing yet: one of two may be lost.
  const count = Math.ceil((peak - left) / perHost) + (hosts.length === 1 ? 1 : 0);
  const option = like === undefined || count > 20 ? undefined : moreLike(infra, like, role, count, hosts);
  return option === undefined ? [] : [option];
}
