import { encrypted, type PortPlace, type PortUse, portsIf, requestsCross } from "../../kit/faces/ports.ts";
import { PORTS } from "../../model/ports.ts";
import { USUAL_PORT } from "./section.ts";

export function appPorts(place: PortPlace): readonly PortUse[] {
  const { app } = place.draft;
  const listen = app?.listen ?? USUAL_PORT;
  if (!place.roles.includes("app")) return [];
  return [
    ...portsIf(encrypted(place) && requestsCross(place), { port: PORTS.appTls, name: "app tls" }),
    ...(listen === "socket" ? [] : [{ port: PORTS.loopback.appTrial, name: "app trial" }]),
    ...(app === undefined || listen === "socket"
      ? []
      : [{ port: listen, name: "app", chosen: { path: ["app", "listen"], allowed: 'a free port, or "socket"' } }]),
  ];
}
