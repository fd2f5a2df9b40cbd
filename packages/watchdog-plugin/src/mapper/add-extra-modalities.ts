import { resolvePath } from "@rigline/foundation/paths";
import type { SessionMapping } from "./session-mapping.js";

/** Adds the folders of the option `extra_modality_data`; relative ones start at `folder`. */
export function addExtraModalities(
  mapping: SessionMapping,
  extra: Readonly<Record<string, readonly string[]>> | null | undefined,
  folder: string,
): SessionMapping {
  const modalities: Record<string, string[]> = { ...mapping.modalities };
  for (const [name, paths] of Object.entries(extra ?? {}))
    modalities[name] = [...(modalities[name] ?? []), ...paths.map((path) => resolvePath(folder, path))];
  return { ...mapping, modalities };
}
