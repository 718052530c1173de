import { setTimeout as wait } from "node:timers/promises";
import type { Site } from "./site.ts";

/** Numbered entries, written one after the other through the site until it is told to stop. Nothing that fails is tried again. */
export class Ledger {
  readonly acknowledged = new Set<string>();
  readonly failed: string[] = [];
  /** Milliseconds that the slowest answer took. */
  slowest = 0;
  private readonly site: Site;
  private wanted = true;
  private readonly running: readonly Promise<void>[];

  constructor(site: Site, name: string, writers = 3) {
    this.site = site;
    this.running = Array.from({ length: writers }, (_, index) => this.write(`${name}-${index}`));
  }

  private async write(name: string): Promise<void> {
    for (let number = 0; this.wanted; number += 1) {
      const key = `${name}-${number}`;
      const started = performance.now();
      const answer = await this.site
        .ask("/entries", { method: "POST", body: JSON.stringify({ author: name, message: key }), headers: { "idempotency-key": key } })
        .catch((error: Error) => ({ status: 0, text: error.message }));
      this.slowest = Math.max(this.slowest, performance.now() - started);
      if (answer.status === 200 || answer.status === 201) this.acknowledged.add(key);
      else this.failed.push(`${new Date().toISOString()} ${key}: ${answer.status} ${answer.text.trim().slice(0, 200)}`);
      await wait(30);
    }
  }

  async stop(): Promise<void> {
    this.wanted = false;
    await Promise.all(this.running);
  }

  /** Acknowledged entries that a database host does not have exactly once. */
  async missingOn(host: string): Promise<readonly string[]> {
    const rows = await this.site.on(
      host,
      `mariadb --no-defaults --skip-ssl -BN -e 'SELECT idempotency_key FROM ${this.site.name}.entries'`,
    );
    const counts = new Map<string, number>();
    for (const key of rows.trim().split("\n")) counts.set(key, (counts.get(key) ?? 0) + 1);
    return [...this.acknowledged].filter((key) => counts.get(key) !== 1);
  }
}
