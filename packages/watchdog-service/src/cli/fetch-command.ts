import { basename, join, resolve } from "node:path";
import { nodeDisk } from "@rigline/foundation/disk";
import { EXIT_CODES } from "@rigline/foundation/errors";
import { nodeFileSystem, systemClock } from "@rigline/foundation/platform";
import { formatBytes, formatFiles } from "@rigline/foundation/quantities";
import { showLocalTime } from "@rigline/foundation/time";
import { loadSettings } from "../config/load-settings.js";
import { fetchCopy } from "../fetch/fetch-copy.js";
import type { Fetched } from "../fetch/fetched.js";
import { findCopy, type ListedCopy, placeInStore } from "../verify/find-copy.js";
import { createVerifyProgress } from "../verify/verify-progress.js";
import { openCopyInStore } from "./open-copy-in-store.js";
import { fitToShow, say, sayJson } from "./fit-to-show.js";

export interface FetchFlags {
  /** The folder in which the session's own is made. */
  readonly to: string;
  readonly inventory?: string;
  readonly config?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/**
 * `rigline-watchdog fetch FOLDER --to FOLDER`: brings a session back from its destination, verified, and changes nothing there.
 * `handOff` when a file is missing or changed at the destination, `refused` when something else is in the way at the rig, `storage` when
 * one can't be read or written.
 */
export async function fetchCommand(wanted: string, flags: FetchFlags): Promise<number> {
  const settings = flags.config === undefined ? undefined : loadSettings(flags.config);
  const parts = { disk: nodeDisk, fileSystem: nodeFileSystem };
  const request = { wanted, inventoryFile: flags.inventory, flagFolder: settings?.flagFolder };
  const place = placeInStore(parts, request);
  const inStore = place === undefined ? undefined : await openCopyInStore(parts, place, request, settings?.stores);
  const copy = inStore?.copy ?? findCopy(parts, request);
  const { folder, list } = copy;
  const target = join(resolve(flags.to), basename(folder));
  const isDry = flags.dryRun === true;
  const write = (text: string): void => void process.stderr.write(text);
  const progress = { clock: systemClock, isTerminal: process.stderr.isTTY, write };
  const line = createVerifyProgress(progress, { ofFiles: list.count, ofBytes: list.bytes });
  const asks = { target, isDry, onFetched: line.tell };
  const fetched = (await inStore?.fetch(asks)) ?? fetchCopy(parts, { ...asks, folder, list });
  line.end();
  if (flags.json === true) sayJson(toJson(copy, target, fetched, isDry));
  else say(render(copy, target, fetched, isDry).join("\n"));
  return exitCodeOf(fetched);
}

function exitCodeOf({ missing, changed, inTheWay, failed }: Fetched): number {
  if (missing.length + changed.length > 0) return EXIT_CODES.handOff;
  if (failed.length > 0) return EXIT_CODES.storage;
  return inTheWay.length > 0 ? EXIT_CODES.refused : EXIT_CODES.success;
}

function toJson({ folder, listFile, list }: ListedCopy, target: string, fetched: Fetched, isDry: boolean): object {
  const { count: files, bytes, algorithm } = list;
  const isWhole = exitCodeOf(fetched) === EXIT_CODES.success;
  return { folder, to: target, isWhole, isDry, ...fetched, files, bytes, algorithm, inventory: listFile };
}

function render({ folder, listFile, list }: ListedCopy, target: string, found: Fetched, isDry: boolean): string[] {
  const { fetched, kept, inTheWay, missing, changed, failed } = found;
  const counts = [
    `${formatFiles(fetched.length)} ${isDry ? "to be fetched" : "fetched"}`,
    ...(kept.length === 0 ? [] : [`${kept.length} there already`]),
    ...(inTheWay.length === 0 ? [] : [`${inTheWay.length} NOT FETCHED: something else is in the way`]),
    ...(missing.length === 0 ? [] : [`${missing.length} MISSING at the destination`]),
    ...(changed.length === 0 ? [] : [`${changed.length} CHANGED at the destination`]),
    ...(failed.length === 0 ? [] : [`${failed.length} FAILED`]),
  ];
  const how =
    list.algorithm === null
      ? "nobody has their hashes: each copy was compared with its source, and that by its size alone"
      : `every byte, by ${list.algorithm}, against the list of what was handed off`;
  const when = list.head === undefined ? "" : `, of ${showLocalTime(list.head.at)}`;
  return [
    `${target}: ${counts.join(", ")}`,
    `  from       ${folder}`,
    ...(isDry ? [] : [`  compared   ${formatFiles(list.count)}, ${formatBytes(list.bytes)}: ${how}`]),
    `  list       ${listFile}${when}`,
    ...inTheWay.map((path) => `  in the way ${path}`),
    ...missing.map((path) => `  missing    ${path}`),
    ...changed.map(({ path, why }) => `  changed    ${path}: ${why}`),
    ...failed.map(({ path, why }) => `  failed     ${path}: ${why}`),
  ].map(fitToShow);
}
