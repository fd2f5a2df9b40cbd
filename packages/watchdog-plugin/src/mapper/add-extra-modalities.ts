import { fillText, type ResolvedConfig, type Session } from "@rigline/core";
import { resolvePath } from "@rigline/foundation/paths";
import type { WatchdogOptions } from "../options/watchdog-options.js";
import type { SessionMapping } from "./session-mapping.js";

interface ExtraParts {
  readonly options: Pick<WatchdogOptions, "extra_modality_data">;
  readonly config: Pick<ResolvedConfig, "values" | "folder">;
}

/** The folders of the option `extra_modality_data` for one session, absolute; relative ones start at the config's folder. */
export function extraSources({ options, config }: ExtraParts, session: Session): Readonly<Record<string, string[]>> {
  const place = (path: string): string => resolvePath(config.folder, fillText(path, config, session));
  return Object.fromEntries(
    Object.entries(options.extra_modality_data ?? {}).map(([name, paths]) => [name, paths.map(place)]),
  );
}

/** Adds the folders of the option `extra_modality_data`. */
export function addExtraModalities(mapping: SessionMapping, parts: ExtraParts, session: Session): SessionMapping {
  const modalities: Record<string, string[]> = { ...mapping.modalities };
  for (const [name, paths] of Object.entries(extraSources(parts, session)))
    modalities[name] = [...(modalities[name] ?? []), ...paths];
  return { ...mapping, modalities };
}
