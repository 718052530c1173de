import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { alertRulesOf, recordingRulesOf } from "../../src/catalog/compile.ts";
import { dashboards } from "../../src/observe/dashboard.ts";
import { grafanaJson } from "../../src/observe/grafana.ts";
import { rulesFile } from "../../src/parts/vmalert/rules.ts";
import { fortress } from "../fixtures/fortress.ts";
import { promtool } from "../fixtures/promtool.ts";
import { whiteboard } from "../fixtures/whiteboard.ts";

interface Written {
  readonly uid: string;
  readonly templating: { readonly list: readonly { readonly name: string; readonly type: string }[] };
  readonly panels: readonly {
    readonly id: number;
    readonly title: string;
    readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
    readonly datasource: { readonly type: string; readonly uid: string };
    readonly targets: readonly { readonly refId: string; readonly expr: string; readonly legendFormat: string }[];
  }[];
}

const tool = promtool();

describe.each([
  ["whiteboard", whiteboard],
  ["fortress", fortress],
])("what %s exports", (_, infra) => {
  const boards = dashboards(infra);
  const written = boards.map((it) => JSON.parse(grafanaJson(infra.name, it)) as Written);

  test("are dashboards that Grafana can place: nothing lies on another, nothing has two names, all ask the chosen source", () => {
    expect(boards.map((it) => it.name).sort()).toEqual(["app", "balancer", "database", "host", "monitor", "site", "web"]);
    expect(new Set(written.map((it) => it.uid)).size).toBe(written.length);
    for (const { uid, panels, templating } of written) {
      expect(uid).toMatch(/^[a-zA-Z0-9_-]{1,40}$/);
      expect(templating.list[0]).toMatchObject({ name: "source", type: "datasource" });
      expect(new Set(panels.map((it) => it.id)).size).toBe(panels.length);
      const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) => {
        expect(x + w).toBeLessThanOrEqual(24);
        return [...Array(w).keys()].flatMap((dx) => [...Array(h).keys()].map((dy) => `${x + dx} ${y + dy}`));
      });
      expect(new Set(cells).size).toBe(cells.length);
      for (const { title, datasource, targets } of panels) {
        expect(datasource).toEqual({ type: "prometheus", uid: "$source" });
        expect(targets.length, title).toBeGreaterThan(0);
        expect(new Set(targets.map((it) => it.refId)).size).toBe(targets.length);
      }
    }
  });

  // scripts/promtool fetches it.
  test.runIf(tool !== undefined)("is what a Prometheus reads: the rules, and every query of the dashboards", () => {
    const queries = boards.flatMap((board) => board.panels.flatMap((panel) => panel.lines));
    expect(queries.length).toBeGreaterThan(30);
    const asRules = queries.map(({ expr }, index) => ({ record: `query:${index}`, expr: expr.replaceAll("$host", "srv1") }));
    const folder = mkdtempSync(join(tmpdir(), "bartizan-export-"));
    const check = (name: string, text: string): { readonly status: number | null; readonly said: string } => {
      writeFileSync(join(folder, name), text);
      const { status, stdout, stderr } = spawnSync(tool ?? "", ["check", "rules", name], { cwd: folder, encoding: "utf8" });
      return { status, said: stdout + stderr };
    };
    try {
      const rules = check("rules.yml", rulesFile(infra, alertRulesOf(infra), recordingRulesOf(infra)));
      expect(rules.status, rules.said).toBe(0);
      const asked = check("queries.yml", JSON.stringify({ groups: [{ name: "queries", rules: asRules }] }));
      expect(asked.status, asked.said).toBe(0);
      expect(check("wrong.yml", JSON.stringify({ groups: [{ name: "q", rules: [{ record: "a", expr: "sum(" }] }] })).status).not.toBe(0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
