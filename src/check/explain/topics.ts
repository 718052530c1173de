import type { Topic } from "./topic.ts";
import { balancing } from "./topics/balancing.ts";
import { certificate } from "./topics/certificate.ts";
import { collector } from "./topics/collector.ts";
import { colocation } from "./topics/colocation.ts";
import { elements } from "./topics/elements.ts";
import { firewall } from "./topics/firewall.ts";
import { https } from "./topics/https.ts";
import { loss } from "./topics/loss.ts";
import { monitoring } from "./topics/monitoring.ts";
import { qps } from "./topics/qps.ts";
import { replication } from "./topics/replication.ts";
import { singleWriter } from "./topics/single-writer.ts";
import { tlsTermination } from "./topics/tls-termination.ts";

/** Every question that an infrastructure answers, in the order in which people ask them. Adding one is adding a file and a line. */
export const TOPICS: readonly Topic[] = [
  elements,
  firewall,
  https,
  certificate,
  monitoring,
  collector,
  qps,
  balancing,
  replication,
  tlsTermination,
  singleWriter,
  colocation,
  loss,
];
