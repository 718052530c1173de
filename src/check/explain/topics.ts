import { withTopicsOfParts } from "../of-parts.ts";
import { balancing } from "./topics/balancing.ts";
import { certificate } from "./topics/certificate.ts";
import { colocation } from "./topics/colocation.ts";
import { elements } from "./topics/elements.ts";
import { firewall } from "./topics/firewall.ts";
import { https } from "./topics/https.ts";
import { loss } from "./topics/loss.ts";
import { monitoring } from "./topics/monitoring.ts";
import { qps } from "./topics/qps.ts";
import { tlsTermination } from "./topics/tls-termination.ts";

/** Every question that an infrastructure answers, in the order in which people ask them. Adding one is adding a file and a line; those about one part stand in its folder. */
export const TOPICS = withTopicsOfParts([
  elements,
  firewall,
  https,
  certificate,
  monitoring,
  qps,
  balancing,
  tlsTermination,
  colocation,
  loss,
]);
