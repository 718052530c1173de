import { expect, it } from "vitest";
import { eventSample } from "./note-event.ts";

it("writes a sample whose words end nothing early", () => {
  expect(eventSample({ kind: "deploy", text: 'release "1"\\ on srv1\nsrv2' }, 1_795_388_219.5)).toBe(
    'bartizan_event{kind="deploy",text="release  1   on srv1 srv2",at="1795388219"} 1\n',
  );
});
