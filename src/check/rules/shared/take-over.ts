import type { Fix } from "../../../kit/faces/finding.ts";

/** How a firewall that is not Bartizan's is mended: Bartizan takes the host over, or its keeper changes it. */
export function takeOver(host: string, byHand: string): Fix {
  return {
    kind: "options",
    options: [
      {
        title: `Let Bartizan filter ${host}: its firewall is compiled from the declared flows.`,
        edits: [{ path: ["hosts", host, "firewall"], value: undefined }],
        addedHosts: [],
        note: `Or leave it with its keeper: ${byHand} Then describe it here as it is.`,
      },
    ],
  };
}

/** Where the lines of a host's firewall stand in the file. */
export function linesPath(host: string, index?: number): string {
  return `hosts.${host}.firewall.lines${index === undefined ? "" : `[${index}]`}`;
}
