import { namesOf, verb } from "../../kit/answer-words.ts";
import { type Block, paragraph } from "../../kit/faces/block.ts";
import type { Loss } from "../../kit/faces/reliability.ts";
import type { Host, Infrastructure } from "../../model/infrastructure.ts";
import { activeBalancer, hasVirtualAddress, virtualAddresses } from "../../model/virtual-address.ts";
import { secondsWords } from "../../util/durations.ts";
import { listed } from "../../util/names.ts";
import { ALGORITHMS } from "./algorithms.ts";
import { WEB_CHECK } from "./check-timing.ts";

/** How requests are shared out among the web servers. */
export function sharing(infra: Infrastructure): readonly Block[] {
  const [web, balancers] = [namesOf(infra, "web"), namesOf(infra, "balancer")];
  return [
    paragraph(
      `HAProxy on ${listed(balancers)} shares requests out by \`${ALGORITHMS.requests}\`: each request goes to the next of ${listed(web)} in turn, all with the same weight. The requests of a site are many, short and alike, so everybody gets the same share; unlike \`${ALGORITHMS.streams}\`, which counts open connections, it does not send everything to a server that has just come back, or that answers fast because it fails. WebSockets and event streams, which stay, go to the server that has the fewest of them (\`${ALGORITHMS.streams}\`).`,
    ),
    checking(infra),
  ];
}

function checking(infra: Infrastructure): Block {
  const { inter, timeout, fall } = WEB_CHECK;
  const path = infra.app?.health ?? "/";
  const retry =
    "GET and HEAD that got no answer are asked again of another server; what writes is sent again only if it never left the balancer, because nobody knows whether it was carried out.";
  if (!infra.balancer.healthCheck)
    return paragraph(
      `Nobody checks whether a web server can serve (\`balancer.healthCheck: false\`): a dead one goes on getting its share.`,
      retry,
    );
  return paragraph(
    `Every ${inter === 1 ? "second" : `${inter} s`} it asks each of them for \`${path}\`, which must answer 200 within ${timeout} s; after ${fall} failures in a row a server gets no more requests, and after two successes it is back.`,
    retry,
  );
}

/** Which of several balancers serve. */
export function balancerMode(infra: Infrastructure, loss: (host: Host) => Loss): readonly [mode: string, meaning: string] {
  const names = namesOf(infra, "balancer");
  const active = activeBalancer(infra);
  if (!hasVirtualAddress(infra) || active === undefined)
    return ["active-active", "each has an address and clients of its own; nobody takes over from another"];
  const backups = names.filter((name) => name !== active.name);
  const seconds = secondsWords(loss(active).roles.find(({ role }) => role === "balancer")?.seconds ?? 0);
  return [
    "active-passive",
    `${active.name} holds ${virtualAddresses(infra)[0]}; when it falls silent, ${verb(backups, backups[0] ?? "", `the first of ${listed(backups)}`)} takes it after ${seconds}`,
  ];
}
