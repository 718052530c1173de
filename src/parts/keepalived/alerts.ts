import type { AlertRule } from "../../kit/part.ts";
import { windowOf } from "../../kit/window.ts";
import type { Infrastructure } from "../../model/infrastructure.ts";
import { virtualAddresses } from "../../model/virtual-address.ts";

/** What can be wrong with an address that exactly one balancer has to hold. */
export function keepalivedAlerts(infra: Infrastructure): readonly AlertRule[] {
  if (virtualAddresses(infra).length === 0) return [];
  const window = windowOf(infra);
  // What a balancer last said is believed for no longer than it lives: the store would repeat it for five minutes.
  const holders = `sum by (address) (last_over_time(bartizan_virtual_address_held[${window}s]))`;
  return [
    {
      name: "VirtualAddressUnheld",
      expr: `${holders} == 0`,
      // The holder is looked for every 15 s, on each balancer at another moment.
      for: "45s",
      severity: "page",
      summary: "No balancer holds {{ $labels.address }}: the site cannot be reached.",
      description: "Nobody answers at {{ $labels.address }}, so nobody reaches the site.",
    },
    {
      name: "VirtualAddressTwice",
      expr: `${holders} > 1`,
      // Longer than a balancer that died with the address still counts.
      for: `${window + 15}s`,
      severity: "page",
      summary: "More than one balancer holds {{ $labels.address }}: they do not hear each other.",
      description: "Both balancers answer for {{ $labels.address }}; visitors reach one or the other by chance.",
    },
    {
      name: "VirtualAddressMoved",
      // Somebody else had it before: the first that ever takes it has moved nothing.
      expr: "bartizan_virtual_address_held == 1 and changes(bartizan_virtual_address_held[15m]) > 0 and on (address) count by (address) (max_over_time(bartizan_virtual_address_held[15m]) == 1) > 1",
      severity: "ticket",
      summary: "{{ $labels.host }} has taken {{ $labels.address }} within the last 15 minutes.",
      description:
        "The address changed hands within the last quarter of an hour. If nobody meant it to, the balancer that had it is in trouble.",
    },
  ];
}
