import path from "node:path";
import { readEnvironment } from "../environment.js";
import type { ConfigLayer } from "../layers/config-layer.js";
import type { LoadConfigOptions } from "../load-config-options.js";
import { readClabeLayers } from "./clabe-layers.js";
import { folderOfFile, isClabeFile, requireNamed } from "./config-files.js";
import { readDotenv } from "./dotenv-layer.js";
import { environmentLayer, settingsOf } from "./environment-layer.js";
import { fileLayer } from "./file-layer.js";
import { findConfig } from "./find-config.js";
import { flagsLayer } from "./flags-layer.js";
import type { ParsedFile } from "./parse-yaml.js";
import { readConfigFile } from "./read-config-file.js";
import { readSecrets } from "./secrets-layer.js";

export interface ReadLayers {
  /** The strongest first. */
  readonly layers: readonly ConfigLayer[];
  readonly file: string | undefined;
  readonly folder: string;
  /** With the variables of `.env`. */
  readonly environment: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
}

/** Reads every source there is, each by itself. */
export async function readLayers({
  folder: start,
  file,
  clabeFile,
  flags,
  set,
  environment: given = readEnvironment(),
}: LoadConfigOptions): Promise<ReadLayers> {
  const named = file === undefined ? undefined : path.resolve(start, file);
  const main = await readMain(start, named);
  const read = main?.file ?? named;
  const folder = read === undefined ? path.resolve(start) : folderOfFile(read);
  const clabe = readClabeLayers(folder, given, clabeFile === undefined ? undefined : path.resolve(start, clabeFile));
  const dotenv = readDotenv(folder);
  const environment = { ...dotenv.variables, ...given };
  const layers = [
    flagsLayer(flags ?? {}, set),
    main === undefined ? undefined : fileLayer(main),
    ...clabe.layers,
    environmentLayer("environment", "environment", settingsOf(given)),
    dotenv.layer,
    readSecrets(environment, folder),
  ].filter((layer) => layer !== undefined);
  return { layers, file: main?.file ?? clabe.file, folder, environment, warnings: clabe.warnings };
}

/** Rigline's own config file; clabe's are read after it whatever was named. */
async function readMain(start: string, named: string | undefined): Promise<ParsedFile | undefined> {
  if (named === undefined) return findConfig(start);
  requireNamed(named, "--config");
  return isClabeFile(named) ? undefined : readConfigFile(named);
}
