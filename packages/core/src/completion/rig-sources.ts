import path from "node:path";
import type { InspectedPlugin } from "../config/configured-plugin.js";
import type { LoadConfigOptions } from "../config/load-config-options.js";
import { resolveFrom, type ResolvedConfig } from "../config/resolved-config.js";
import { inspectConfig } from "../config/tell/inspect-config.js";
import { traceConfig } from "../config/tell/trace-config.js";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { mark } from "@rigline/foundation/marks";
import { listFolders } from "../session/list-sessions.js";
import type { Completion, CompletionSources } from "./complete-words.js";

/** More than anybody reads. */
const MOST_SESSIONS = 100;

export type LoadDefinitions = (resolved: ResolvedConfig) => Promise<readonly InspectedPlugin[]>;

/** What the rig of a working folder knows; nothing where it can't be read, because a shell can't show why. */
export function rigSources(request: LoadConfigOptions, loadDefinitions: LoadDefinitions): CompletionSources {
  return {
    keys: () => orNone(() => completeKeys(request, loadDefinitions)),
    sections: () => orNone(() => completeSections(request, loadDefinitions)),
    subjects: () => orNone(async () => (await subjectFolders(request)).map((folder) => plain(path.basename(folder)))),
    sessions: () => orNone(async () => (await subjectFolders(request)).flatMap(sessionsOf).slice(-MOST_SESSIONS)),
  };
}

async function orNone(answer: () => Promise<readonly Completion[]>): Promise<readonly Completion[]> {
  try {
    return await answer();
  } catch {
    mark("completion: of a rig that can't be read nothing is completed");
    return [];
  }
}

async function completeKeys(request: LoadConfigOptions, loadDefinitions: LoadDefinitions): Promise<Completion[]> {
  const { resolved, plugins } = await readPlugins(request, loadDefinitions);
  return inspectConfig(resolved, plugins).keys.map(({ path: value, description = "" }) => ({ value, description }));
}

async function completeSections(request: LoadConfigOptions, loadDefinitions: LoadDefinitions): Promise<Completion[]> {
  const { plugins } = await readPlugins(request, loadDefinitions);
  return plugins.flatMap(({ definition: { name, section } }) =>
    section === undefined ? [] : [{ value: section, description: `all options of the plugin ${name}` }],
  );
}

async function readPlugins(
  request: LoadConfigOptions,
  loadDefinitions: LoadDefinitions,
): Promise<{ readonly resolved: ResolvedConfig; readonly plugins: readonly InspectedPlugin[] }> {
  const { resolved } = await traceConfig(request);
  return { resolved, plugins: await loadDefinitions(resolved).catch(() => []) };
}

async function subjectFolders(request: LoadConfigOptions): Promise<string[]> {
  const { resolved } = await traceConfig(request);
  return visibleFolders(resolveFrom(resolved, resolved.values.data_dir));
}

/** `<data_dir>/<subject>/<subject>_<date>`. */
function sessionsOf(subjectFolder: string): Completion[] {
  const start = `${path.basename(subjectFolder)}_`;
  return visibleFolders(subjectFolder)
    .map((folder) => path.basename(folder))
    .filter((name) => name.startsWith(start))
    .map(plain);
}

function visibleFolders(folder: string): string[] {
  return listFolders(nodeFileSystem, folder)
    .filter((name) => !name.startsWith("."))
    .map((name) => path.join(folder, name))
    .sort();
}

function plain(value: string): Completion {
  return { value, description: "" };
}
