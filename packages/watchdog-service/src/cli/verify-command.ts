import { hostname } from "node:os";
import { nodeDisk } from "@rigline/foundation/disk";
import { EXIT_CODES, messageOf } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { isRemotePlace } from "@rigline/foundation/paths";
import { nodeFileSystem, systemClock, userAt } from "@rigline/foundation/platform";
import { formatBytes, formatFiles } from "@rigline/foundation/quantities";
import { showLocalTime } from "@rigline/foundation/time";
import { awaitWish, describeFound, readJobState } from "@rigline/manifest";
import type { Appended } from "../custody/append-generation.js";
import { CustodyReading } from "../verify/custody-reading.js";
import type { DaemonSettings } from "../config/daemon-settings.js";
import { loadSettings } from "../config/load-settings.js";
import { askOfListed } from "../jobs/ask-of-job.js";
import { findCopy, type ListedCopy, placeInStore } from "../verify/find-copy.js";
import { withoutLists } from "../verify/own-lists.js";
import { keepsNotes, keepVerification } from "../verify/verification-record.js";
import { createVerifyProgress } from "../verify/verify-progress.js";
import { countFound, isWhole, verifyFolder, type Verification } from "../verify/verify-folder.js";
import { openCopyInStore } from "./open-copy-in-store.js";
import { fitToShow, say, sayJson } from "./fit-to-show.js";
import { whoWatches } from "./who-watches.js";

const HEARD_MS = 15_000;
const MOST_NAMED = 20;

export interface VerifyFlags {
  readonly inventory?: string;
  readonly config?: string;
  readonly json?: boolean;
  /** What was read is added to the folder's history of ASC MHL. */
  readonly generation?: boolean;
}

/** `done`: it is in the job's journal; `asked`: the next daemon writes it there; null: no job that is known has this copy. */
type Recorded = "done" | "asked" | null;

/**
 * `rigline-watchdog verify FOLDER`: compares what was published with the list of what was handed off, and changes nothing there; with
 * `--generation` it adds one to the folder's history of ASC MHL.
 * `handOff` when a file is missing or changed, `storage` when one can't be read. A list of `sha256sum` that names a part of what is there
 * is told as partial. With a watch config what was found is recorded in
 * the journal of the job whose copy it is.
 */
export async function verifyCommand(wanted: string, flags: VerifyFlags): Promise<number> {
  const settings = flags.config === undefined ? undefined : loadSettings(flags.config);
  const parts = { disk: nodeDisk, fileSystem: nodeFileSystem };
  const request = { wanted, inventoryFile: flags.inventory, flagFolder: settings?.flagFolder };
  const place = placeInStore(parts, request);
  const inStore = place === undefined ? undefined : await openCopyInStore(parts, place, request, settings?.stores);
  const copy = inStore?.copy ?? findCopy(parts, request);
  const { count: ofFiles, bytes: ofBytes } = copy.list;
  const isTerminal = process.stderr.isTTY;
  const write = (text: string): void => void process.stderr.write(text);
  const line = createVerifyProgress({ clock: systemClock, isTerminal, write }, { ofFiles, ofBytes });
  const reading =
    flags.generation === true && inStore === undefined ? new CustodyReading(parts, copy.folder, hostname()) : undefined;
  const found =
    inStore === undefined
      ? withoutLists(nodeFileSystem, copy, verifyFolder(nodeDisk, copy.folder, copy.list, line.tell, reading?.hashes))
      : await inStore.verify(line.tell);
  line.end();
  const added = reading?.append() ?? (flags.generation === true ? NO_HISTORY : undefined);
  const by = userAt(hostname());
  const kept = keepBeside(copy, found, by);
  const recorded = settings === undefined ? null : await record(settings, copy, found, by);
  if (flags.json === true)
    sayJson({ ...toJson(copy, found, { recorded, ...kept }), ...(added === undefined ? {} : { generation: added }) });
  else say([...render(copy, found, { recorded, ...kept }), ...describeAdded(added)].join("\n"));
  if (found.missing.length > 0 || found.changed.length > 0) return EXIT_CODES.handOff;
  return found.unreadable.length > 0 || added?.file === null ? EXIT_CODES.storage : EXIT_CODES.success;
}

const NO_HISTORY: Appended = { file: null, why: "in a store there is no history" };

function describeAdded(added: Appended | undefined): readonly string[] {
  if (added === undefined) return [];
  if (added.file === null) return [`  generation none: ${added.why}`].map(fitToShow);
  const {
    file,
    said: { original, verified, failed },
  } = added;
  return [`  generation ${file}: ${verified} verified, ${failed} failed, ${original} new`].map(fitToShow);
}

/** Where it is told beside the data that they were read; null: nowhere, and why not. */
interface Kept {
  readonly record: string | null;
  readonly notKept: string | null;
}

/** Whoever may not write there has read it all the same. */
function keepBeside({ folder, list }: ListedCopy, found: Verification, by: string): Kept {
  const digest = list.head?.digest ?? null;
  const { algorithm, count: files, bytes } = list;
  const at = systemClock.now().toISOString();
  const { readBack } = found;
  const line = { format: "rigline-verification-1", at, by, digest, algorithm, files, bytes, readBack } as const;
  try {
    // In a store, what stands beside a session is another's place.
    if (isRemotePlace(folder)) return { record: null, notKept: null };
    if (!keepsNotes(nodeFileSystem, folder)) return { record: null, notKept: null };
    return { record: keepVerification(nodeFileSystem, folder, { ...line, found: countFound(found) }), notKept: null };
  } catch (error) {
    mark("verify: a reading that can't be recorded beside the data is told and counts all the same");
    return { record: null, notKept: messageOf(error) };
  }
}

async function record(
  settings: DaemonSettings,
  { job, list }: ListedCopy,
  found: Verification,
  by: string,
): Promise<Recorded> {
  const digest = list.head?.digest;
  const { algorithm } = list;
  if (
    job === undefined ||
    digest === undefined ||
    readJobState(nodeFileSystem, settings.flagFolder, job.file)?.digest !== digest
  )
    return null;
  const parts = { disk: nodeDisk, fileSystem: nodeFileSystem, clock: systemClock, settings };
  const deed = { do: "verify", digest, algorithm, found: countFound(found) } as const;
  const { file } = askOfListed(parts, job, deed, by);
  const { watcher } = await whoWatches(settings);
  const isHeard = file !== undefined && watcher !== undefined && (await awaitWish(parts, file, HEARD_MS));
  return isHeard ? "done" : "asked";
}

/** `partial`: what its list names is whole, and there is more in the folder that the list does not name. */
type Result = "whole" | "partial" | "damaged" | "unreadable";

function resultOf({ list }: ListedCopy, found: Verification): Result {
  if (!isWhole(found)) return found.missing.length + found.changed.length > 0 ? "damaged" : "unreadable";
  return list.kind === "sums" && found.extra.length > 0 ? "partial" : "whole";
}

function toJson(
  copy: ListedCopy,
  found: Verification,
  { recorded, record }: Kept & { readonly recorded: Recorded },
): object {
  const { folder, listFile, list } = copy;
  const { kind, head, algorithm, count, bytes } = list;
  const { name = null, madeBy = null, at = null } = head ?? {};
  return {
    folder,
    result: resultOf(copy, found),
    ...found,
    files: count,
    bytes,
    algorithm,
    inventory: listFile,
    list: kind,
    name,
    madeBy,
    at,
    recorded,
    record,
  };
}

function render(
  copy: ListedCopy,
  found: Verification,
  { recorded, record, notKept }: Kept & { readonly recorded: Recorded },
): string[] {
  const { folder, listFile, list } = copy;
  const { missing, changed, unreadable, extra } = found;
  const { kind, count, bytes, algorithm, head } = list;
  const how =
    algorithm === null
      ? "names and sizes, for nobody has their hashes"
      : `every byte, by ${algorithm}${found.readBack === "device" ? ", read past this machine's cache" : ""}`;
  const isSums = kind === "sums";
  const isOfBag = listFile.endsWith("manifest-sha256.txt");
  const when =
    head === undefined ? (isOfBag ? ", of a bag" : ", a list of sha256sum") : `, of ${showLocalTime(head.at)}`;
  return [
    `${folder}: ${describeVerdict(copy, found)}`,
    `  compared   ${formatFiles(count)}, ${formatBytes(bytes)}: ${how}`,
    `  ${isSums ? "list      " : "inventory "} ${listFile}${when}`,
    ...missing.map((path) => `  missing    ${path}`),
    ...changed.map(({ path, why }) => `  changed    ${path}: ${why}`),
    ...unreadable.map(({ path, why }) => `  unreadable ${path}: ${why}`),
    ...nameSome(extra).map((what) => `  ${isSums ? "not listed" : "extra     "} ${what}`),
    ...(record === null ? [] : [`  record     ${record}`]),
    ...(notKept === null ? [] : [`  record     none beside the data: ${notKept}`]),
    ...(recorded === null ? [] : [`  recorded   ${RECORDED[recorded]}`]),
  ].map(fitToShow);
}

/** What spoils nothing must not hide what is wrong behind thousands of lines. */
function nameSome(paths: readonly string[]): readonly string[] {
  const more = paths.length - MOST_NAMED;
  return more > 0 ? [...paths.slice(0, MOST_NAMED), `${more} more; --json names all`] : paths;
}

function describeVerdict(copy: ListedCopy, found: Verification): string {
  const counts = countFound(found);
  const { list } = copy;
  if (list.kind === "inventory" || counts.extra === 0)
    return [isWhole(found) ? "whole" : "", describeFound(counts)].filter(Boolean).join(", ");
  const what =
    resultOf(copy, found) === "partial" ? "whole as far as its list goes" : describeFound({ ...counts, extra: 0 });
  return `${what}; ${counts.extra} of its files ${counts.extra === 1 ? "is" : "are"} not in the list, and nothing is known of ${counts.extra === 1 ? "it" : "them"}`;
}

const RECORDED = {
  done: "in the job's journal",
  asked: "in the job's journal as soon as a daemon runs, or has time for it",
} as const;
