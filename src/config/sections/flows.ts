import * as z from "zod";
import { integer, list, oneOf, text } from "../../language/field.ts";
import { section } from "../../language/section.ts";
import { SERVICE, sentenceRule, serviceRule } from "../../language/texts.ts";
import { flowPortsFree, flowsBetweenHosts, flowsOnce, servicesOfYourOwn } from "../rules/flows.ts";

const flow = z.strictObject({
  service: text(SERVICE, serviceRule),
  from: text('"anyone", "admin" or the name of a host'),
  to: text("the name of a host"),
  protocol: oneOf(["tcp", "udp"]).optional(),
  port: integer(1, 65535),
  encryption: oneOf(["none", "tls", "mutual-tls", "ssh"]),
  purpose: text("a sentence in one line", sentenceRule),
});

export const declaredFlowsSection = section({
  key: "flows",
  place: 80,
  schema: () => list("a list of flows: { service, from, to, port, encryption, purpose }", flow).optional(),
  defaults: {
    flows: { value: [], reason: "no service of your own" },
    "flows[].protocol": { value: "tcp", reason: "what most services speak" },
  },
  resolve: (written, _site, { file, orDefault }) => {
    if (written === undefined || written.length === 0) orDefault("flows", written && []);
    return (written ?? []).map((it, index) => {
      const place = `flows[${index}]`;
      return {
        service: file(`${place}.service`, it.service),
        from: file(`${place}.from`, it.from),
        to: file(`${place}.to`, it.to),
        protocol: orDefault("flows[].protocol", it.protocol, `${place}.protocol`),
        port: file(`${place}.port`, it.port),
        encryption: file(`${place}.encryption`, it.encryption),
        purpose: file(`${place}.purpose`, it.purpose),
      };
    });
  },
  rules: [flowsBetweenHosts, servicesOfYourOwn, flowsOnce, flowPortsFree],
});
