import path from "node:path";
import { cosmiconfig } from "cosmiconfig";
import { listNames } from "@rigline/foundation/errors";
import { configError } from "../config-errors.js";
import { CLABE_PLACES, CONFIG_PLACES, existing, foldersUpward } from "./config-files.js";
import type { ParsedFile } from "./parse-yaml.js";
import { readConfigFile, readText } from "./read-config-file.js";

/**
 * The nearest config from the folder upwards, read; undefined when there is none. A candidate that can't be read is an
 * error, because the next one further up would be somebody else's. Throws CONFIG_AMBIGUOUS too.
 */
export async function findConfig(folder: string): Promise<ParsedFile | undefined> {
  for (const current of foldersUpward(folder)) {
    const found = await searchFolder(current);
    if (found !== undefined) return found;
    // clabe's own file makes a folder a rig: whatever lies above it belongs to something else.
    if (current === path.resolve(folder) && existing(current, CLABE_PLACES).length > 0) return undefined;
  }
  return undefined;
}

async function searchFolder(folder: string): Promise<ParsedFile | undefined> {
  const candidates = existing(folder, CONFIG_PLACES);
  // cosmiconfig passes over what it can't read.
  for (const candidate of candidates) readText(candidate);
  if (candidates.length > 1)
    throw configError("CONFIG_AMBIGUOUS", {
      what: `${folder} holds ${candidates.length} configurations: ${listNames(candidates.map((file) => path.relative(folder, file)))}`,
      where: { file: candidates[0] as string },
    });
  const result = await createExplorer().search(folder);
  if (result === null) return undefined;
  return (result.config as ParsedFile | undefined) ?? emptyFile(result.filepath);
}

function createExplorer(): ReturnType<typeof cosmiconfig> {
  const load = (file: string): Promise<ParsedFile> => readConfigFile(file);
  const extensions = new Set(CONFIG_PLACES.map((place) => path.extname(place)));
  return cosmiconfig("rigline", {
    searchPlaces: [...CONFIG_PLACES],
    searchStrategy: "none",
    ignoreEmptySearchPlaces: false,
    cache: false,
    loaders: Object.fromEntries([...extensions].map((extension) => [extension, load])),
  });
}

function emptyFile(file: string): ParsedFile {
  return { file, values: {}, places: new Map(), texts: new Map() };
}
