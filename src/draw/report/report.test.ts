import fc from "fast-check";
import { SaxesParser } from "saxes";
import { describe, expect, it } from "vitest";
import { fortress } from "../../../test/fixtures/fortress.ts";
import { findingOf, JUDGED, ruleOf, WAIVER } from "../../../test/fixtures/judged.ts";
import { sending } from "../../../test/fixtures/sending.ts";
import { validConfig } from "../../../test/fixtures/valid-config.ts";
import { whiteboard } from "../../../test/fixtures/whiteboard.ts";
import { flowGroupsOf, flowsOf } from "../../catalog/compile.ts";
import { alertsOf } from "../../check/alerts.ts";
import { check } from "../../check/check.ts";
import { TOPICS } from "../../check/explain/topics.ts";
import { checkConfig } from "../../config/check.ts";
import { resolveConfig } from "../../config/resolve.ts";
import type { DeclaredFlow, Infrastructure } from "../../model/infrastructure.ts";
import { checkInputs } from "../../site/judge.ts";
import { escapeXml } from "../../util/xml.ts";
import type { ReportInputs } from "./context.ts";
import { reportHtml } from "./html.ts";
import { reportMarkdown } from "./markdown.ts";
import { reportOf } from "./report.ts";

function inputsFor(infra: Infrastructure): ReportInputs {
  const inputs = { infra, flowGroups: flowGroupsOf(infra), alerts: alertsOf(infra), today: "2027-01-01", variant: () => undefined };
  return { ...inputs, verdict: check(inputs), file: "bartizan.config.ts", source: "./app" };
}

/** All text of the page, and what it asks a browser to fetch, run or follow. Throws for what is not well-formed. */
function read(page: string) {
  const ids: string[] = [];
  const links: string[] = [];
  const names = new Set<string>();
  const attributes = new Set<string>();
  let text = "";
  const parser = new SaxesParser();
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", (tag) => {
    names.add(tag.name);
    for (const [name, value] of Object.entries(tag.attributes)) {
      attributes.add(name);
      if (name === "id") ids.push(String(value));
      if (name === "href") links.push(String(value));
    }
  });
  parser.on("text", (piece) => {
    text += piece;
  });
  parser.write(page.replace("<!doctype html>\n", "").replaceAll(/<meta [^>]*>/g, "")).close();
  return { ids, links, names, attributes, text };
}

const INPUTS = inputsFor(whiteboard);
const REPORT = reportOf(INPUTS);
const PAGE = reportHtml(REPORT);
const MARKDOWN = reportMarkdown(REPORT);

describe("the page", () => {
  const { ids, links, names, attributes } = read(PAGE);

  it("is well-formed but for the void elements of HTML, and every anchor is there once", () => {
    expect(PAGE.startsWith('<!doctype html>\n<html lang="en">')).toBe(true);
    expect(new Set(ids).size).toBe(ids.length);
    for (const link of links.filter((it) => it.startsWith("#"))) expect(ids).toContain(link.slice(1));
  });

  it("needs nothing but itself and runs nothing: only references lead out", () => {
    for (const name of ["script", "img", "link", "iframe", "object", "image", "use", "form"]) expect(names).not.toContain(name);
    for (const name of attributes) expect(name).not.toMatch(/^(on.*|src|srcset|action|style)$/);
    expect(PAGE).not.toMatch(/@import|url\((?!#)/);
    for (const link of links) expect(link).toMatch(/^(#|https?:\/\/)/);
  });

  it("lets in its own style sheets alone", () => {
    expect(PAGE).toMatch(
      /content="default-src 'none'; style-src 'sha256-[\w+/]{43}=' 'sha256-[\w+/]{43}='; base-uri 'none'; form-action 'none'"/,
    );
  });
});

describe.each([
  ["the page", PAGE, escapeXml],
  ["the Markdown", MARKDOWN, (text: string) => text],
])("%s", (_, document, escaped) => {
  it("has every section, every question, every finding and every flow", () => {
    expect(REPORT.sections.map((it) => it.id)).toEqual([
      "picture",
      "requirements",
      "issues",
      "questions-and-answers",
      "flows",
      "availability",
      "losses",
      "next-steps",
    ]);
    for (const { title } of REPORT.sections) expect(document).toContain(escaped(title));
    for (const { id, question } of TOPICS.filter((it) => it.id !== "loss")) expect(document, id).toContain(escaped(question));
    for (const { title } of INPUTS.verdict.findings) expect(document).toContain(escaped(title));
    for (const { purpose } of flowsOf(INPUTS.infra)) expect(document).toContain(escaped(purpose));
  });
});

describe("what leaves", () => {
  const rows = (infra: Infrastructure): readonly string[] => {
    const parts = reportOf(inputsFor(infra)).sections.find((it) => it.id === "flows")?.parts ?? [];
    const at = parts.findIndex((it) => it.kind === "heading" && it.text === "What leaves");
    const table = parts[at + 1];
    return at === -1 || table?.kind !== "table" ? [] : table.rows.map((row) => ("group" in row ? row.group : row.join(" | ")));
  };

  it("of the whiteboard is nothing", () => expect(rows(whiteboard)).toEqual([]));

  it("is named with who sends it, to whom and how, and no secret's name", () => {
    const receivers = [
      { kind: "email", to: "ops@example.org" },
      { kind: "webhook", to: "https://hooks.example/x?token=y" },
      { kind: "pagerduty", to: { secret: "PAGER" } },
    ] as const;
    const monitoring = { ...sending.monitoring, receivers, watchdog: { secret: "WATCHDOG" } };
    const backups = { to: "sftp://copies@vault.example/foobar", everyHours: 6, keepDays: 14 };
    const found = rows({ ...sending, monitoring, backups });
    expect(found).toMatchInlineSnapshot(`
      [
        "mon1 | a store by remote write, \`mimir.example\` | measurements | TLS",
        "mon1 | a store by remote write, \`prometheus.example\` | measurements called \`node_.+\` or \`up\` | TLS",
        "mon1 | Sumo Logic | measurements called \`haproxy_.+\` | TLS",
        "every host | Sumo Logic | logs | TLS",
        "mon1 | Datadog, \`datadoghq.eu\` | measurements | TLS",
        "every host | Datadog, \`datadoghq.eu\` | logs | TLS",
        "mon1 | a collector by OTLP, \`collector.example\` | measurements | TLS",
        "every host | a collector by OTLP, \`collector.example\` | logs | TLS",
        "mon1 | a collector by OTLP | measurements | TLS",
        "every host | a collector by OTLP | logs | TLS",
        "mon1 | the recipient's mail server | alerts | TLS if it is offered",
        "mon1 | a webhook, \`hooks.example\` | alerts | TLS",
        "mon1 | PagerDuty | alerts | TLS",
        "mon1 | whoever waits for it | a sign of life | TLS",
        "srv2 | \`vault.example:22\` | copies of the database, encrypted before they leave | SSH",
      ]
    `);
    expect(found.join()).not.toMatch(/SUMO|PAGER|WATCHDOG|token=/);
  });
});

describe("requirements", () => {
  const rows = (infra: Infrastructure): Readonly<Record<string, string>> => {
    const tables = reportOf(inputsFor(infra)).sections.find((it) => it.id === "requirements")?.parts ?? [];
    const cells = tables.flatMap((it) => (it.kind === "table" ? it.rows : []));
    return Object.fromEntries(
      cells.flatMap((row) => {
        if ("group" in row) return [];
        const [title = "", met = "", where = ""] = row.map((cell) => (typeof cell === "string" ? cell : cell.text));
        return [[title, `${met}: ${where}`]];
      }),
    );
  };

  it("of the whiteboard are all met, with the names of its hosts", () => {
    expect(rows(whiteboard)).toEqual({
      "A name that leads people to the site": "met: www.foobar.com leads to 203.0.113.10 (lb1)",
      "Two servers or more": "met: srv1 and srv2",
      "A load balancer before them": "met: HAProxy on lb1, in front of srv1 and srv2",
      "A web server": "met: nginx on srv1 and srv2",
      "An application server": "met: a systemd unit on srv1 and srv2",
      "The code base on every application server": "met: `./app` goes as one release to srv1 and srv2 and runs as `node server.js`",
      "A database with a copy of its data on another host": "met: MariaDB, the primary on srv1, its replica on srv2",
      "A firewall on every host": "met: nftables on lb1, srv1, srv2 and mon1",
      "A certificate, and the site over HTTPS": "met: of the infrastructure's own CA, for www.foobar.com, on lb1",
      "A monitoring client on every host": "met: exporters and vmagent on lb1, srv1, srv2 and mon1",
      "A monitor that keeps the measurements and raises alerts": "met: VictoriaMetrics, vmalert and Alertmanager on mon1",
      "The requests per second of the web servers": "met: counted on srv1 and srv2; `bartizan status` shows them",
    });
  });

  it("of the fortress are met by its own means, its promises included", () => {
    const all = rows(fortress);
    expect(all["A name that leads people to the site"]).toBe("met: www.foobar.com leads to 203.0.113.10 (lb1 and lb2)");
    expect(all["A database with a copy of its data on another host"]).toBe(
      "met: MariaDB with Galera on db1, db2 and db3: each holds all data",
    );
    expect(all["The availability that the file asks for"]).toMatch(/^met: 99\.9\d+ % by the model; asked for: 99\.90 %$/);
    expect(all["Copies of the data away from the databases"]).toBe("met: every 24 h to `https://backup.example.net/foobar`, kept 30 days");
  });

  it("that are not met say what is missing", () => {
    const { app: _, database: __, ...rest } = whiteboard;
    const hosts = whiteboard.hosts.flatMap((host) =>
      host.name === "srv2" || host.name === "mon1" ? [] : [{ ...host, roles: host.roles.filter((role) => role !== "database") }],
    );
    const bare = hosts.map((host) =>
      host.name === "lb1"
        ? ({ ...host, firewall: { by: "nobody" }, monitoring: "none" } as const)
        : ({ ...host, monitoring: "machine" } as const),
    );
    const all = rows({ ...rest, hosts: bare, tls: { ...whiteboard.tls, certificate: "none" } });
    expect(all["Two servers or more"]).toBe("not met: srv1 alone");
    expect(all["A firewall on every host"]).toBe("in part: nftables on srv1; none on lb1");
    expect(all["A monitoring client on every host"]).toBe("in part: exporters and vmagent on srv1; none on lb1");
    expect(all["A monitor that keeps the measurements and raises alerts"]).toBe("not met: on no host");
    expect(all["A database with a copy of its data on another host"]).toBe("not met: there is no database");
    expect(all["A certificate, and the site over HTTPS"]).toBe("not met: the site speaks plain HTTP");
    expect(all["The requests per second of the web servers"]).toBe("not met: counted nowhere");
  });
});

describe("issues", () => {
  const { verdict } = JUDGED;
  const inputs: ReportInputs = { ...INPUTS, verdict };

  it("show the waived apart, with reason, owner and end, and the end of an expired waiver", () => {
    const { text } = read(reportHtml(reportOf(inputs)));
    expect(text).toContain("Waived (1)");
    expect(text).toContain(WAIVER.reason);
    expect(text).toContain("The waiver of ops ended on 2026-12-31: a test");
  });

  it("tell several findings of one rule in one card, each by its name", () => {
    const findings = ["srv1", "srv2"].map((name) => findingOf("weak", name, { evidence: ["the same fact"] }));
    const { sections } = reportOf({ ...inputs, verdict: { ...verdict, findings, rules: [ruleOf("weak")] } });
    const cards = sections.flatMap((it) => it.parts).flatMap((it) => (it.kind === "card" ? [it] : []));
    expect(cards.map((card) => card.heads.map((it) => it.id))).toEqual([["weak@srv1", "weak@srv2"]]);
    expect(cards[0]?.facts[0]).toEqual(["Evidence", [{ kind: "list", items: ["the same fact"] }]]);
  });

  it("of a rule with many findings are all named, the first ones in full", () => {
    const findings = [...Array(40).keys()].map((index) => findingOf("weak", `srv${index}`));
    const report = reportOf({ ...inputs, verdict: { ...verdict, findings, rules: [ruleOf("weak")] } });
    const { ids, text } = read(reportHtml(report));
    expect(ids.filter((id) => id.startsWith("finding-weak-srv")).length).toBe(40);
    expect(text).toContain("And 37 more");
    for (const { id } of findings) expect(reportMarkdown(report)).toContain(`\`${id}\``);
  });

  it("are never taken for markup", () => {
    const hostile: DeclaredFlow = {
      service: "redis",
      from: "srv1",
      to: "srv2",
      protocol: "tcp",
      port: 6379,
      encryption: "none",
      purpose: 'Cache </td><script>alert("1")</script> | of `pages` [x](javascript:alert(1)) <img src=x onerror=alert(1)>',
    };
    const report = reportOf({ ...inputs, ...inputsFor({ ...whiteboard, flows: [hostile] }), verdict });
    const { names, attributes, text } = read(reportHtml(report));
    expect([...names]).not.toEqual(expect.arrayContaining(["script"]));
    expect([...attributes]).not.toEqual(expect.arrayContaining(["onerror"]));
    expect(text).toContain('<script>alert("1")</script>');
    const outsideFences = reportMarkdown(report)
      .split("```")
      .filter((_, index) => index % 2 === 0)
      .join("");
    const unescaped = outsideFences.replaceAll(/\\./g, "").replaceAll(/`[^`\n]*`/g, "");
    expect(unescaped).not.toMatch(/<script|<img|\[x\]\(/);
  });
});

describe("whatever the file", () => {
  it("the report is written, well-formed, complete, and the same each time", () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const checked = checkConfig(validConfig(seed));
        if (!checked.ok) return expect.unreachable(JSON.stringify(checked.problems));
        const { config } = checked;
        const { infra } = resolveConfig(config, "/");
        const inputs = checkInputs({ config, dir: "/", infra }, "2027-01-01");
        const report = reportOf({ ...inputs, verdict: check(inputs), file: "bartizan.config.ts", source: config.app?.source });
        const page = reportHtml(report);
        const { ids, links } = read(page);
        expect(new Set(ids).size).toBe(ids.length);
        for (const link of links) if (link.startsWith("#")) expect(ids).toContain(link.slice(1));
        for (const { purpose } of flowsOf(infra)) expect(page).toContain(escapeXml(purpose));
        expect(reportHtml(report)).toBe(page);
        expect(reportMarkdown(report)).not.toMatch(/(?<!promotion-)undefined|NaN|Infinity|\[object/);
      }),
      { numRuns: 100, seed: 1729 },
    );
  }, 120_000);
});
