import { type LoadedConfig, loadInfrastructure } from "../config/load.ts";
import { keepTypes } from "./editor-types.ts";

/** The file that is named, or the one here or above; its folder's types for editors are made those of this version. */
export async function openConfig(named: string | undefined): Promise<LoadedConfig> {
  const loaded = await loadInfrastructure(named, process.cwd());
  keepTypes(loaded.dir);
  return loaded;
}
