import { basename, join } from "node:path";
import { type FileSystem, type LauncherConfig, type ResolvedConfig, resolveFrom } from "@rigline/core";
import type { BonsaiOptions } from "./bonsai-options.js";

export interface BonsaiParts {
  readonly config: ResolvedConfig;
  readonly fileSystem: FileSystem;
}

/** Where clabe looks for it; on a disk that tells small letters from capitals, Bonsai's own installer has it otherwise. */
const EXECUTABLES = [".bonsai", "bonsai"].flatMap((folder) =>
  ["bonsai.exe", "Bonsai.exe"].map((name) => join(folder, name)),
);

/** Absolute; the first usual place where there is none. */
export function findBonsai({ config, fileSystem }: BonsaiParts, { executable }: BonsaiOptions): string {
  if (executable !== undefined) return resolveFrom(config, executable);
  const places = EXECUTABLES.map((place) => resolveFrom(config, place));
  return places.find((place) => fileSystem.exists(place)) ?? resolveFrom(config, EXECUTABLES[0] ?? "");
}

/** As Bonsai's own command line takes it: the workflow, then how, then its properties. Names in braces are still to be filled in. */
export function bonsaiCommand(
  parts: BonsaiParts,
  options: BonsaiOptions,
  layout: string | undefined,
): readonly string[] {
  return [
    findBonsai(parts, options),
    resolveFrom(parts.config, options.workflow),
    options.is_editor_mode ? "--start" : "--no-editor",
    ...(layout === undefined ? [] : [`--visualizer-layout:${layout}`]),
    ...Object.entries(propertiesOf(parts, options)).map(([name, value]) => `-p:${name}=${value}`),
  ];
}

function propertiesOf({ config }: BonsaiParts, options: BonsaiOptions): Readonly<Record<string, string>> {
  const given = { ...options.additional_properties, ...options.additional_externalized_properties };
  const { rig, task, session = typeof rig === "string" || typeof task === "string" } = options;
  const place = (path: string): string => (path.startsWith("{") ? path : resolveFrom(config, path));
  return {
    ...(typeof rig === "string" ? { RigPath: place(rig) } : {}),
    ...(session ? { SessionPath: join("{session_directory}", ".rigline", "aind_session.json") } : {}),
    ...(typeof task === "string" ? { [options.task_property]: place(task) } : {}),
    ...Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)])),
  };
}

export interface LayoutChoice {
  readonly layout?: string;
  /** Why none was chosen, one sentence. */
  readonly why?: string;
}

/** The layout that is named, the only one of the folder, or the one that was answered beforehand. */
export function chooseLayout(
  { config, fileSystem }: BonsaiParts,
  { layout, layout_dir: folder }: BonsaiOptions,
  answers: LauncherConfig["answers"],
): LayoutChoice {
  if (typeof layout === "string") return { layout: resolveFrom(config, layout) };
  if (typeof folder !== "string") return {};
  const home = resolveFrom(config, folder);
  if (!fileSystem.exists(home)) return { why: `the folder of layouts ${home} is not there` };
  const layouts = fileSystem.list(home).flatMap(({ name }) => (name.endsWith(".bonsai.layout") ? [name] : []));
  const wanted = answers["bonsai.layout"];
  const isWanted = (name: string): boolean => name === wanted || basename(name, ".bonsai.layout") === wanted;
  const chosen = wanted === undefined ? layouts[0] : layouts.find(isWanted);
  if (chosen !== undefined && (wanted !== undefined || layouts.length === 1)) return { layout: join(home, chosen) };
  if (layouts.length === 0) return { why: `${home} has no layout (*.bonsai.layout)` };
  const names = layouts.map((name) => basename(name, ".bonsai.layout")).join(", ");
  return { why: `${home} has several layouts, so none is used: --answer bonsai.layout= names one of ${names}` };
}
