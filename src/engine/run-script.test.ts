import { expect, it } from "vitest";
import type { Event } from "../event/event.ts";
import type { HostPlan } from "../state/step.ts";
import type { Transport } from "../transport/transport.ts";
import { BartizanError } from "../util/errors.ts";
import { Secret } from "../util/secret.ts";
import { runScript } from "./run-script.ts";

const plan: HostPlan = {
  host: "db1",
  steps: [],
  daemonReload: false,
  touchedUnits: [],
  manifest: [],
  formerManifest: [],
  fresh: false,
  generation: "g1",
};

it("shows no secret that a program on the host repeats in its error, neither in the event nor in what is thrown", async () => {
  // mariadb(1) prints the statement that failed.
  const transport: Transport = {
    run: async (_host, _command, options) => {
      options?.onLine?.("@| CREATE USER 'app' IDENTIFIED VIA mysql_native_password USING PASSWORD('Zxykft336K3f')");
      return { code: 1, stdout: "", stderr: "ERROR 1205: PASSWORD('Zxykft336K3f') waits for a lock" };
    },
    attach: async () => 1,
    forward: () => Promise.reject(new Error("no ways")),
    interrupt: () => {},
    close: async () => {},
  };
  const events: Event[] = [];
  const secrets = new Map([["database.app", new Secret("database.app", "Zxykft336K3f")]]);
  const failed = await runScript(transport, plan, "run", Buffer.from(""), (event) => events.push(event), secrets).catch(
    (error: unknown) => error,
  );
  expect(failed).toBeInstanceOf(BartizanError);
  const said = JSON.stringify([events, (failed as BartizanError).problems, String(failed)]);
  expect(said).not.toContain("Zxykft336K3f");
  expect(said.match(/PASSWORD\('\[secret database\.app\]'\)/g)?.length).toBeGreaterThanOrEqual(2);
});
