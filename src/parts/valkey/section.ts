import * as z from "zod";
import { MEMORY_MIB } from "../../kit/faces/memory.ts";
import { integer, oneOf } from "../../language/field.ts";
import { section } from "../../language/section.ts";

/** MiB: less is of no use to Valkey's own buffers, and more is a mistake in the unit. */

export const cacheSection = section({
  key: "cache",
  place: 45,
  schema: () =>
    z
      .strictObject({
        engine: oneOf(["valkey"]),
        persistence: oneOf(["none", "append-only"]).optional(),
        memory: integer(MEMORY_MIB.least, MEMORY_MIB.most).optional(),
      })
      .optional(),
  defaults: { "cache.persistence": { value: "none", reason: "what is cached can be made again" } },
  askedFor: { cache: "must be said when a host runs `cache`" },
  resolve: (config, _site, { file, optional, orDefault }) =>
    config && {
      engine: file("cache.engine", config.engine),
      persistence: orDefault("cache.persistence", config.persistence),
      ...optional("cache", "memory", config.memory),
    },
  synonyms: [
    [/^redis$/i, "valkey"],
    [/^(?:aof|appendonly|disk)$/i, "append-only"],
  ],
});
