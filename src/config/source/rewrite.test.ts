import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { InfrastructureConfig } from "../../language/config.ts";
import type { ConfigValue, Edit } from "../../model/edit.ts";
import { rewrite } from "./rewrite.ts";

/** What the text exports; its types are none of JavaScript's business here. */
function evaluate(text: string): InfrastructureConfig {
  const body = text
    .replaceAll(/^import .*$/gm, "")
    .replace("export default", "return")
    .replaceAll(/ (as const|satisfies \w+)/g, "");
  return new Function("defineInfrastructure", "secret", "waive", "process", body)(
    (it: unknown) => it,
    (name: string) => ({ secret: name }),
    (finding: string, why: object) => ({ finding, ...why }),
    { env: {} },
  );
}

const set = (path: string, value: ConfigValue | undefined): Edit => ({
  path: path.split(".").map((key) => (/^\d+$/.test(key) ? Number(key) : key)),
  value,
});

/** The text after the edits, between the lines that all tests share. */
function edited(body: string, ...edits: readonly Edit[]): string {
  const text = `import { defineInfrastructure } from "bartizan";\n\n${body}\n`;
  const result = rewrite({ name: "bartizan.config.ts", text, config: evaluate(text) }, edits);
  return result.replace('import { defineInfrastructure } from "bartizan";\n\n', "").trimEnd();
}

const whiteboard = readFileSync(new URL("../../../examples/whiteboard/bartizan.config.ts", import.meta.url), "utf8");

function onWhiteboard(...edits: readonly Edit[]): readonly string[] {
  const result = rewrite({ name: "bartizan.config.ts", text: whiteboard, config: evaluate(whiteboard) }, edits);
  const before = new Set(whiteboard.split("\n"));
  return result.split("\n").filter((line) => !before.has(line));
}

describe("the whiteboard", () => {
  it("gets a key where its section stands", () => {
    expect(onWhiteboard(set("tls.upstream", "verified"))).toEqual([
      '  tls: { certificate: "internal", terminateAt: "balancer", upstream: "verified" },',
    ]);
  });

  it("gets a host on a line of its own, behind those of its kind", () => {
    const lines = rewrite({ name: "bartizan.config.ts", text: whiteboard, config: evaluate(whiteboard) }, [
      set("hosts.lb2", { address: "10.77.0.9", publicAddress: "203.0.113.11", runs: ["balancer"] }),
    ]).split("\n");
    const at = lines.findIndex((line) => line.includes("lb1:"));
    expect(lines[at + 1]).toBe('    lb2: { address: "10.77.0.9", publicAddress: "203.0.113.11", runs: ["balancer"] },');
  });

  it("gets a section of its own, spread out when one line does not hold it", () => {
    expect(onWhiteboard(set("objectives.availability", 0.999))).toEqual(["  objectives: { availability: 0.999 },"]);
    expect(
      onWhiteboard(
        set("monitoring", {
          receivers: [{ kind: "email", to: "operations@foobar.com" }],
          watchdog: "https://watchdog.example.org/ping/foobar",
        }),
      ),
    ).toEqual([
      "  monitoring: {",
      '    receivers: [{ kind: "email", to: "operations@foobar.com" }],',
      '    watchdog: "https://watchdog.example.org/ping/foobar",',
    ]);
  });

  it("imports `secret` for a secret", () => {
    expect(onWhiteboard(set("monitoring.receivers.0", { kind: "slack", to: { secret: "SLACK_URL" } }))).toEqual([
      'import { defineInfrastructure, secret } from "bartizan";',
      '  monitoring: { receivers: [{ kind: "slack", to: secret("SLACK_URL") }] },',
    ]);
  });

  it("loses a key", () => {
    expect(onWhiteboard(set("app.build", undefined), set("hosts.lb1.publicAddress", undefined))).toEqual([
      '    lb1: { address: "10.77.0.10", runs: ["balancer"] },',
    ]);
  });

  it("is not touched by an edit that changes nothing", () => {
    expect(onWhiteboard(set("tls.certificate", "internal"), set("backups", undefined))).toEqual([]);
  });
});

describe("the author's style", () => {
  it("keeps quotes, tabs, bare braces and commas", () => {
    const body = ["export default defineInfrastructure({", "\tname: 'a',", "\ttls: {certificate: 'internal'}", "});"].join("\n");
    expect(edited(body, set("tls.upstream", "verified"), set("domain", "it's.example")).split("\n")).toEqual([
      "export default defineInfrastructure({",
      "\tname: 'a',",
      "\ttls: {certificate: 'internal', upstream: 'verified'},",
      "\tdomain: 'it\\'s.example'",
      "});",
    ]);
  });

  it("keeps line ends", () => {
    const result = edited('export default {\r\n  name: "a",\r\n};', set("domain", "b"));
    expect(result).toBe('export default {\r\n  name: "a",\r\n  domain: "b",\r\n};');
  });

  it("keeps comments, on the line and around it", () => {
    const body = `export default defineInfrastructure({
  // The whole site.
  name: "a", // short
  hosts: {
    // the first
    lb1: { runs: ["balancer"] }, // rented
    /* spare */
    srv1: { runs: ["web"] } // bought
    // more to come
  },
});`;
    expect(edited(body, set("hosts.lb2", { runs: ["balancer"] }), set("hosts.srv2", { runs: ["web"] }), set("name", "b"))).toBe(
      body
        .replace('name: "a"', 'name: "b"')
        .replace("// rented\n", '// rented\n    lb2: { runs: ["balancer"] },\n')
        .replace("} // bought\n", '}, // bought\n    srv2: { runs: ["web"] }\n'),
    );
  });

  it("takes the comment right above a key out with it, and no other", () => {
    const body = `export default {
  // Sections follow.

  // We promote by hand.
  // Always.
  promotion: "none", // sadly
  // The rest.
  name: "a",
};`;
    expect(edited(body, set("promotion", undefined))).toBe(`export default {
  // Sections follow.

  // The rest.
  name: "a",
};`);
  });

  it("spreads a new host over lines where all hosts are", () => {
    const body = `export default {
  hosts: {
    lb1: {
      runs: ["balancer"],
    },
  },
};`;
    expect(edited(body, set("hosts.lb2", { runs: ["balancer"] }))).toBe(
      body.replace("    },\n", '    },\n    lb2: {\n      runs: ["balancer"],\n    },\n'),
    );
  });

  it("breaks a line that would become too long, from outside", () => {
    const body = `export default {
  tls: { certificate: "internal", terminateAt: "balancer", lifetimeDays: 90 },
};`;
    expect(edited(body, set("tls.upstream", "verified"))).toBe(`export default {
  tls: {
    certificate: "internal",
    terminateAt: "balancer",
    lifetimeDays: 90,
    upstream: "verified",
  },
};`);
  });

  it("separates sections as the author does", () => {
    expect(edited('export default {\n  name: "a",\n\n  domain: "b",\n};', set("app", { command: "c" }))).toBe(
      'export default {\n  name: "a",\n\n  domain: "b",\n\n  app: { command: "c" },\n};',
    );
  });
});

describe("lists", () => {
  const list = (elements: string): string => `export default { firewall: { admin: [${elements}] } };`;

  it("grow at the end", () => {
    expect(edited(list('"a"'), set("firewall.admin.1", "b"))).toBe(list('"a", "b"'));
    expect(edited(list(""), set("firewall.admin.0", "b"))).toBe(list('"b"'));
    expect(edited(list('\n  "a", // one\n'), set("firewall.admin.1", "b"))).toBe(list('\n  "a", // one\n  "b",\n'));
  });

  it("keep the elements that stay, and their comments", () => {
    const long = list('\n  // office\n  "a",\n  "b", // home\n  "c",\n');
    expect(edited(long, set("firewall.admin", ["a", "x", "c"]))).toBe(long.replace('"b"', '"x"'));
    expect(edited(long, set("firewall.admin", ["a", "c"]))).toBe(long.replace('  "b", // home\n', ""));
    expect(edited(long, set("firewall.admin", ["z", "a", "b", "c"]))).toBe(long.replace("  // office", '  "z",\n  // office'));
    expect(edited(long, set("firewall.admin", ["a", "b", "y", "c"]))).toBe(long.replace("// home\n", '// home\n  "y",\n'));
  });

  it("lose an element", () => {
    expect(edited(list('"a", "b"'), set("firewall.admin.0", undefined))).toBe(list('"b"'));
    expect(edited(list('"a", "b"'), set("firewall.admin.1", undefined))).toBe(list('"a"'));
    expect(edited(list('"a"'), set("firewall.admin.0", undefined))).toBe(list(""));
  });
});

describe("a config in pieces", () => {
  it("is followed through names, types and wrappers", () => {
    const body = `const admin = ["a"];
const config = {
  tls: ({ certificate: "internal" } as const),
  firewall: { admin },
} satisfies object;
export default defineInfrastructure(config);`;
    expect(edited(body, set("tls.upstream", "verified"), set("firewall.admin.1", "b"))).toBe(
      body.replace('"internal"', '"internal", upstream: "verified"').replace('["a"]', '["a", "b"]'),
    );
  });

  it("is changed where a value stands, or where it is used when others use it too", () => {
    const once = 'const mode = "plain";\nexport default { tls: { upstream: mode } };';
    expect(edited(once, set("tls.upstream", "verified"))).toBe(once.replace('"plain"', '"verified"'));
    const twice = "const port = 1;\nexport default { app: { listen: port }, flows: [{ port }, { port }] };";
    expect(edited(twice, set("app.listen", 2), set("flows.1.port", 3))).toBe(
      "const port = 1;\nexport default { app: { listen: 2 }, flows: [{ port }, { port: 3 }] };",
    );
  });

  it("is overridden behind a spread, for one host alone", () => {
    const body = 'const server = { capacityQps: 1 };\nexport default {\n  hosts: { a: { ...server }, b: { ...server, ssh: "x" } },\n};';
    expect(edited(body, set("hosts.b.capacityQps", 2))).toBe(body.replace('ssh: "x"', 'ssh: "x", capacityQps: 2'));
  });

  it("has waivers, whose finding stands before the rest", () => {
    const body = `export default {
  waivers: [waive("a@b", { reason: "r", until: "2027-01-01" }), waive("c@d", { reason: "s" })],
};`;
    expect(edited(body, set("waivers.0.finding", "a@c"), set("waivers.0.until", "2028-01-01"), set("waivers.1", undefined))).toBe(
      body.replace("a@b", "a@c").replace("2027", "2028").replace(', waive("c@d", { reason: "s" })', ""),
    );
  });

  it("is left to its author where something is computed, with the lines to write", () => {
    const message = (body: string, ...edits: readonly Edit[]): string => {
      try {
        return edited(body, ...edits);
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(
      message(
        'const hosts = Object.fromEntries([["lb1", { runs: ["balancer"] }]]);\nexport default {\n  hosts,\n};',
        set("hosts.lb2", { address: "10.0.0.2", runs: ["balancer"] }),
        set("balancer.virtualAddress", "10.0.0.3"),
      ),
    ).toMatchInlineSnapshot(`
      "BZ_FIX_BY_HAND at bartizan.config.ts:3: this place of the file cannot be edited mechanically
        found:   hosts.lb2: it is the result of \`Object.fromEntries(…)\`
        | write into hosts:
        |   lb2: { address: "10.0.0.2", runs: ["balancer"] },
        | write into balancer:
        |   virtualAddress: "10.0.0.3",
        mend:    Write what stands above by hand, then run \`bartizan check\` again."
    `);
    expect(message('const key = "upstream";\nexport default { tls: { [key]: "plain" } };', set("tls.upstream", "verified"))).toContain(
      "its name is computed",
    );
    expect(message("export default { tls: { upstream: process.env.MODE ?? 'plain' } };", set("tls.upstream", "verified"))).toContain(
      "found:   tls.upstream: it is computed: `process.env.MODE ?? 'plain'`",
    );
    expect(message("const more = () => ({ a: 1 });\nexport default { app: { ...more() } };", set("app.a", 2))).toContain("`...more()`");
    expect(message("const more = () => ({ a: 1 });\nexport default { app: { ...more() } };", set("app.b", 2))).toContain(
      "{ ...more(), b: 2 }",
    );
  });
});
