import type { App } from "../../../src/parts/app/language.ts";
import { whiteboard } from "../../fixtures/whiteboard.ts";
import type { CheckCase } from "./case.ts";

export const fires: readonly CheckCase[] = [
  { name: "a program's source", infra: whiteboard, leftToApp: ["index.php"], entities: ["site"] },
  {
    name: "more than anybody reads",
    infra: whiteboard,
    leftToApp: Array.from({ length: 40 }, (_, at) => `old/${at}.sql`),
    entities: ["site"],
  },
];

const { static: _, ...rest } = whiteboard.app as App;

export const silent: readonly CheckCase[] = [
  { name: "files for browsers", infra: whiteboard },
  { name: "no folder of static files", infra: { ...whiteboard, app: rest }, leftToApp: ["index.php"] },
];
