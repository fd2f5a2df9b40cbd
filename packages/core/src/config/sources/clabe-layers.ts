import path from "node:path";
import { LAUNCHER_KEYS } from "../launcher-config.js";
import { type ConfigLayer, placeOf } from "../layers/config-layer.js";
import { isTree } from "../layers/config-tree.js";
import { placeText } from "../problems/config-problem.js";
import { CLABE_PLACES, existing, existsAsFile, machineClabeFile, requireNamed } from "./config-files.js";
import { fileLayer } from "./file-layer.js";
import { parseYaml } from "./parse-yaml.js";
import { readText } from "./read-config-file.js";

/** clabe's launcher settings that mean the same here. */
const SHARED_KEYS = new Set(["data_dir", "temp_dir", "subject", "allow_dirty", "debug_mode"]);
/** clabe's launcher settings that have no part here: Rigline makes its folders itself, and a plugin that looks at a repository is told which. */
const CLABE_ALONE = new Set([
  "repository_dir",
  "create_directories",
  "skip_hardware_validation",
  "experiment_path",
  "repository_directory",
  "frontend",
  "verbose",
  "quiet",
  "single_session",
]);

export interface ClabeLayers {
  /** The winner first. */
  readonly layers: readonly ConfigLayer[];
  /** The strongest file of the folder itself: the machine's makes no folder a rig. */
  readonly file: string | undefined;
  readonly warnings: readonly string[];
}

/**
 * clabe's files: the machine's, then in the folder `clabe.yml`, `local/clabe.yml`, `.local/clabe.yml`; a later one wins,
 * key by key. `named` (clabe's own `--clabe-yml`) ranks between the first two of the folder. The files belong to clabe: of its own settings only the shared ones are read, and its sections are left
 * for plugins to claim. Top-level keys never stand in for a section that is missing.
 */
export function readClabeLayers(
  folder: string,
  environment: Readonly<Record<string, string>>,
  named?: string,
): ClabeLayers {
  if (named !== undefined) requireNamed(named, "--clabe-yml");
  const inFolder = CLABE_PLACES.flatMap((place, rank) => [
    ...existing(folder, [place]),
    ...(named !== undefined && rank === 0 ? [named] : []),
  ]);
  const machine = machineClabeFile(environment);
  const isApart = machine !== undefined && existsAsFile(machine) && !inFolder.some((file) => isSameFile(file, machine));
  const read = [...(isApart ? [machine] : []), ...inFolder].map((file) =>
    takeOurs(fileLayer(parseYaml(file, readText(file)), { spelling: "yaml-1.1", shared: true })),
  );
  return {
    layers: read.map(({ layer }) => layer).reverse(),
    file: inFolder.at(-1),
    warnings: read.flatMap(({ warnings }) => warnings),
  };
}

/** By the rules of the platform: on Windows in any case of letters. */
function isSameFile(one: string, other: string): boolean {
  return path.relative(one, other) === "";
}

function takeOurs(layer: ConfigLayer): { layer: ConfigLayer; warnings: readonly string[] } {
  const isSection = (key: string, value: unknown): boolean =>
    !LAUNCHER_KEYS.includes(key) && !CLABE_ALONE.has(key) && (isTree(value) || value === null);
  const entries = Object.entries(layer.tree);
  const ours = entries.filter(([key, value]) => SHARED_KEYS.has(key) || isSection(key, value));
  const misplaced = entries.filter(([key]) => LAUNCHER_KEYS.includes(key) && !SHARED_KEYS.has(key));
  return {
    layer: { ...layer, tree: Object.fromEntries(ours) },
    warnings: misplaced.map(
      ([key]) =>
        `${placeText(placeOf(layer, [key]))}: "${key}" is not read from clabe's file; write it in rigline.config.yaml`,
    ),
  };
}
