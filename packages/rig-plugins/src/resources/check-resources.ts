import {
  type Clock,
  type FileSystem,
  type Finding,
  type FreeSpace,
  messageOf,
  type ResolvedConfig,
  resolveFrom,
} from "@rigline/core";
import { whyAway } from "../places/why-away.js";
import type { ResourcesOptions } from "./resources-options.js";

export interface ResourceParts {
  readonly fileSystem: FileSystem;
  readonly freeSpace: FreeSpace;
  readonly clock: Clock;
  readonly config: ResolvedConfig;
}

interface Wanted {
  readonly folder: string;
  readonly gb: number;
  readonly level: "error" | "warning";
  /** The key that says it. */
  readonly key: string;
}

const GIGABYTE = 1e9;

/** One finding for each folder and each disk, in the order of the config. */
export async function checkResources(
  parts: ResourceParts,
  options: ResourcesOptions,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const { config } = parts;
  const data = { folder: resolveFrom(config, config.values.data_dir), level: "error", key: "data_gb" } as const;
  const wanted: Wanted[] = [
    ...(options.data_gb === undefined ? [] : [{ ...data, gb: options.data_gb }]),
    ...options.space.map((one, at) => ({ ...one, folder: resolveFrom(config, one.folder), key: `space[${at}]` })),
  ];
  const folders = options.folders.map((folder) => resolveFrom(config, folder));
  // Side by side: each share that is away takes its whole time.
  return Promise.all([
    ...folders.map((folder) => checkFolder(parts, folder, options, signal)),
    ...wanted.map((one) => checkRoom(parts, one, options, signal)),
  ]);
}

async function checkFolder(
  parts: ResourceParts,
  folder: string,
  options: ResourcesOptions,
  signal: AbortSignal,
): Promise<Finding> {
  const why = await whyAway(parts, folder, options.answer_seconds, signal);
  if (why === undefined) return { level: "ok", subject: "folder", message: `${folder} is there` };
  return { level: "error", subject: "folder", message: `${folder} ${why}`, todo: adviceFor("folders") };
}

async function checkRoom(
  parts: ResourceParts,
  { folder, gb, level, key }: Wanted,
  options: ResourcesOptions,
  signal: AbortSignal,
): Promise<Finding> {
  // The question of how much is free can't be given up, so it is not put to a share that is away.
  const why = await whyAway(parts, folder, options.answer_seconds, signal);
  if (why !== undefined) return { level, subject: "room", message: `${folder} ${why}`, todo: adviceFor(key) };
  try {
    const free = parts.freeSpace(folder) / GIGABYTE;
    const message = `${inWords(free)} GB free for ${folder}, ${inWords(gb)} wanted`;
    if (free >= gb) return { level: "ok", subject: "room", message };
    const todo = `Make room there (\`rigline clean\` deletes sessions that are safe), or correct ${keyOf(key)}.`;
    return { level, subject: "room", message, todo };
  } catch (error) {
    return { level, subject: "room", message: `how much is free for ${folder} can't be told: ${messageOf(error)}` };
  }
}

function adviceFor(key: string): string {
  return `Connect it, or correct ${keyOf(key)}.`;
}

function keyOf(key: string): string {
  return `\`${key}\` of @rigline/rig-plugins/resources`;
}

function inWords(gigabytes: number): string {
  return gigabytes >= 10 ? gigabytes.toFixed(0) : gigabytes.toFixed(1);
}
