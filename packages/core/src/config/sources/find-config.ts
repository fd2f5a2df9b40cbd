import path from "node:path";
import { foldersUpward } from "@rigline/foundation/paths";
import { cosmiconfig } from "cosmiconfig";
import { listNames } from "@rigline/foundation/errors";
import { configError } from "../config-errors.js";
import { CLABE_PLACES, CONFIG_PLACES, existing } from "./config-files.js";
import type { ParsedFile } from "./parse-yaml.js";
import { readConfigFile, readText } from "./read-config-file.js";

/**
 * The nearest config from the folder upwards, read; undefined when there is none. A candidate that can't be read is an
 * error, because the next one further up would be somebody else's. Throws CONFIG_AMBIGUOUS too.
 */
export async function findConfig(folder: string): Promise<ParsedFile | undefined> {
  const start = path.resolve(folder);
  // clabe's own file makes a folder a rig: whatever lies above it belongs to something else.
  const stopDir = existing(start, CLABE_PLACES).length > 0 ? start : path.parse(start).root;
  refuseDoubt(start, stopDir);
  const result = await createExplorer(stopDir).search(start);
  if (result === null) return undefined;
  return (result.config as ParsedFile | undefined) ?? emptyFile(result.filepath);
}

/** cosmiconfig passes over what it can't read, and takes the first of several. */
function refuseDoubt(start: string, stopDir: string): void {
  for (const folder of foldersUpward(start)) {
    const candidates = existing(folder, CONFIG_PLACES);
    for (const candidate of candidates) readText(candidate);
    if (candidates.length > 1)
      throw configError("CONFIG_AMBIGUOUS", {
        what: `${folder} holds ${candidates.length} configurations: ${listNames(candidates.map((file) => path.relative(folder, file)))}`,
        where: { file: candidates[0] as string },
      });
    if (candidates.length > 0 || folder === stopDir) return;
  }
}

function createExplorer(stopDir: string): ReturnType<typeof cosmiconfig> {
  // Above all it also looks into the user's own settings, which say nothing of a rig.
  const load = (file: string): Promise<ParsedFile> | null => (isConfigPlace(file) ? readConfigFile(file) : null);
  const extensions = new Set(CONFIG_PLACES.map((place) => path.extname(place)));
  return cosmiconfig("rigline", {
    searchPlaces: [...CONFIG_PLACES],
    searchStrategy: "global",
    stopDir,
    ignoreEmptySearchPlaces: false,
    cache: false,
    loaders: Object.fromEntries([...extensions, "noExt"].map((extension) => [extension, load])),
  });
}

function isConfigPlace(file: string): boolean {
  return CONFIG_PLACES.some((place) => file.endsWith(path.sep + place));
}

function emptyFile(file: string): ParsedFile {
  return { file, values: {}, places: new Map(), texts: new Map() };
}
