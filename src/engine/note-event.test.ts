import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";
import { AT_ITS_TIME, eventSample } from "./note-event.ts";

it("writes a sample whose words end nothing early", () => {
  expect(eventSample({ kind: "deploy", text: 'release "1"\\ on srv1\nsrv2' })).toBe(
    'bartizan_event{kind="deploy",text="release  1   on srv1 srv2",at=""} 1\n',
  );
});

it("gets its time where it is stored, whatever this machine's clock says", () => {
  const input = eventSample({ kind: "converge", text: "srv1, srv2 changed" });
  const { stdout } = spawnSync("sh", ["-c", `date() { echo 1795388219; }; ${AT_ITS_TIME}`], { input, encoding: "utf8" });
  expect(stdout).toBe('bartizan_event{kind="converge",text="srv1, srv2 changed",at="1795388219"} 1\n');
});
