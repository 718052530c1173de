import { join } from "node:path";
import { OWN_FOLDER } from "../engine/own-folder.ts";
import { type BuildContext, knownRelease, leftOut, makeRelease, packedRelease } from "../engine/release.ts";
import type { Emit } from "../event/event.ts";
import { fail } from "../util/errors.ts";
import type { Target } from "./target.ts";

/** The id of the release that belongs on the hosts; `ships`: whether it goes to any of those that are looked at. */
export type ReleaseId = (ships: boolean) => Promise<string>;

/** In the place of an id that only a build can tell, for those who look and do not build. */
const UNBUILT = "to be built";

function workshopOf({ infra, loaded }: Target): BuildContext {
  if (infra.app === undefined) throw fail("BZ_INTERNAL", { found: "a release without an app" });
  return { app: infra.app, project: loaded.dir, config: loaded.path, cacheDir: join(loaded.dir, OWN_FOLDER, "releases") };
}

/** For commands that change nothing: what is known without a build. */
export function seenRelease(target: Target): ReleaseId {
  return async () => (await knownRelease(workshopOf(target))) ?? UNBUILT;
}

/** What of the app is not shipped. */
export function notShipped(target: Target): readonly string[] {
  return target.infra.app === undefined ? [] : leftOut(workshopOf(target));
}

/** For commands that change hosts: built first where that has to be, and once, however often it is asked for. */
export function builtRelease(target: Target, emit: Emit): ReleaseId {
  let built: Promise<string> | undefined;
  return (ships) => {
    if (!ships) return seenRelease(target)(ships);
    const shop = workshopOf(target);
    built ??= makeRelease(shop, ({ name, because }) =>
      emit({
        type: "build",
        command: shop.app.build ?? "",
        ...(name === undefined ? {} : { as: name }),
        ...(because === undefined ? {} : { because }),
      }),
    ).then((id) => {
      const paths = leftOut(shop);
      if (paths.length > 0) emit({ type: "left-out", paths });
      return id;
    });
    return built;
  };
}

/** For plans that are kept: built whether or not any host that is looked at gets it, as the monitor's page tells its id. */
export function everBuiltRelease(target: Target, emit: Emit): ReleaseId {
  const built = builtRelease(target, emit);
  return () => built(true);
}

/** Path of the packed release (tar.gz). */
export function packed(target: Target, id: string | undefined): Promise<string> {
  return packedRelease(workshopOf(target), id ?? "");
}
