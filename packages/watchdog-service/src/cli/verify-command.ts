import { hostname } from "node:os";
import { nodeDisk } from "@rigline/foundation/disk";
import { EXIT_CODES } from "@rigline/foundation/errors";
import { nodeFileSystem, systemClock, userName } from "@rigline/foundation/platform";
import { formatBytes } from "@rigline/foundation/quantities";
import { showLocalTime } from "@rigline/foundation/time";
import { awaitWish, describeFound, readJobState } from "@rigline/manifest";
import type { DaemonSettings } from "../config/daemon-settings.js";
import { loadSettings } from "../config/load-settings.js";
import { askOfListed } from "../jobs/ask-of-job.js";
import { findCopy, type CopyWithInventory } from "../verify/find-copy.js";
import { createVerifyProgress } from "../verify/verify-progress.js";
import { countFound, isWhole, verifyFolder, type Verification } from "../verify/verify-folder.js";
import { fitToShow, say, sayJson } from "./fit-to-show.js";
import { whoWatches } from "./who-watches.js";

const HEARD_MS = 15_000;

export interface VerifyFlags {
  readonly inventory?: string;
  readonly config?: string;
  readonly json?: boolean;
}

/** `done`: it is in the job's journal; `asked`: the next daemon writes it there; null: no job that is known has this copy. */
type Recorded = "done" | "asked" | null;

/**
 * `rigline-watchdog verify FOLDER`: compares what was published with the list of what was handed off, and changes nothing there.
 * `handOff` when a file is missing or changed, `storage` when one can't be read. With a watch config what was found is recorded in
 * the journal of the job whose copy it is.
 */
export async function verifyCommand(wanted: string, flags: VerifyFlags): Promise<number> {
  const settings = flags.config === undefined ? undefined : loadSettings(flags.config);
  const parts = { disk: nodeDisk, fileSystem: nodeFileSystem };
  const copy = findCopy(parts, { wanted, inventoryFile: flags.inventory, flagFolder: settings?.flagFolder });
  const { count: ofFiles, bytes: ofBytes } = copy.inventory;
  const isTerminal = process.stderr.isTTY;
  const write = (text: string): void => void process.stderr.write(text);
  const line = createVerifyProgress({ clock: systemClock, isTerminal, write }, { ofFiles, ofBytes });
  const found = verifyFolder(nodeDisk, copy.folder, copy.inventory, line.tell);
  line.end();
  const recorded = settings === undefined ? null : await record(settings, copy, found);
  if (flags.json === true) sayJson(toJson(copy, found, recorded));
  else say(render(copy, found, recorded).join("\n"));
  if (found.missing.length > 0 || found.changed.length > 0) return EXIT_CODES.handOff;
  return found.unreadable.length > 0 ? EXIT_CODES.storage : EXIT_CODES.success;
}

async function record(
  settings: DaemonSettings,
  { job, inventory }: CopyWithInventory,
  found: Verification,
): Promise<Recorded> {
  const { digest, algorithm } = inventory;
  if (job === undefined || readJobState(nodeFileSystem, settings.flagFolder, job.file)?.digest !== digest) return null;
  const parts = { disk: nodeDisk, fileSystem: nodeFileSystem, clock: systemClock, settings };
  const deed = { do: "verify", digest, algorithm, found: countFound(found) } as const;
  const { file } = askOfListed(parts, job, deed, `${userName()}@${hostname()}`);
  const { watcher } = await whoWatches(settings);
  const isHeard = file !== undefined && watcher !== undefined && (await awaitWish(parts, file, HEARD_MS));
  return isHeard ? "done" : "asked";
}

function toJson(
  { folder, inventoryFile, inventory }: CopyWithInventory,
  found: Verification,
  recorded: Recorded,
): object {
  const { name, madeBy, at, algorithm, count, bytes } = inventory;
  const result = isWhole(found) ? "whole" : found.missing.length + found.changed.length > 0 ? "damaged" : "unreadable";
  return {
    folder,
    result,
    ...found,
    files: count,
    bytes,
    algorithm,
    inventory: inventoryFile,
    name,
    madeBy,
    at,
    recorded,
  };
}

function render(
  { folder, inventoryFile, inventory }: CopyWithInventory,
  found: Verification,
  recorded: Recorded,
): string[] {
  const { missing, changed, unreadable, extra } = found;
  const { count, bytes, algorithm, at } = inventory;
  const how =
    algorithm === null
      ? "names and sizes, for nobody has their hashes"
      : `every byte, by ${algorithm}${found.readBack === "device" ? ", read past this machine's cache" : ""}`;
  const verdict = [isWhole(found) ? "whole" : "", describeFound(countFound(found))].filter(Boolean);
  return [
    `${folder}: ${verdict.join(", ")}`,
    `  compared   ${count} files, ${formatBytes(bytes)}: ${how}`,
    `  inventory  ${inventoryFile}, of ${showLocalTime(at)}`,
    ...missing.map((path) => `  missing    ${path}`),
    ...changed.map(({ path, why }) => `  changed    ${path}: ${why}`),
    ...unreadable.map(({ path, why }) => `  unreadable ${path}: ${why}`),
    ...extra.map((path) => `  extra      ${path}`),
    ...(recorded === null ? [] : [`  recorded   ${RECORDED[recorded]}`]),
  ].map(fitToShow);
}

const RECORDED = {
  done: "in the job's journal",
  asked: "in the job's journal as soon as a daemon runs, or has time for it",
} as const;
