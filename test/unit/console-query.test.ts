import { expect, test } from "vitest";
import { statusQuery } from "../../src/observe/queries.ts";
import { REQUEST_LINE_KIB } from "../../src/parts/console/server.ts";
import { fortress } from "../fixtures/fortress.ts";
import { whiteboard } from "../fixtures/whiteboard.ts";

test.each([whiteboard, fortress])("what the page asks in one line leaves half of what the monitor takes to what is to come", (infra) => {
  const line = `GET /api/query?query=${encodeURIComponent(statusQuery(infra))} HTTP/1.1`;
  expect(line.length).toBeGreaterThan(1024);
  expect(line.length).toBeLessThan((REQUEST_LINE_KIB * 1024) / 2);
});
