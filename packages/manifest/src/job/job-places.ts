import { createHash } from "node:crypto";
import { basename, dirname, join } from "node:path";
import { isOwnName } from "@rigline/foundation/names";

/** Everything of Rigline's own in a flag folder lives in this sub-folder, which aind-watchdog-service does not look into. */
export const RIGLINE_FOLDER = ".rigline";

/** What a destination's owner puts there to hold what goes to it. */
export const HOLD_FILE = ".rigline-hold";

/** A larger one is no such file. */
export const LARGEST_HOLD_BYTES = 65_536;

/** Manifests are written here and then renamed into the flag folder: a rename from another folder is what watchers see. */
export function stagingFolder(flagFolder: string): string {
  return join(flagFolder, RIGLINE_FOLDER, "staging");
}

/** Where the journal of a manifest's job lives, whether or not the manifest has since been archived. */
export function jobJournalPath(flagFolder: string, manifestPath: string): string {
  return join(flagFolder, RIGLINE_FOLDER, "jobs", `${basename(manifestPath)}.jsonl`);
}

/** The flag folder in which a job's journal lies. */
export function flagFolderOf(journalPath: string): string {
  return dirname(dirname(dirname(journalPath)));
}

/**
 * Where it is written what a manifest's job handed off, file by file: beside the manifest, in a folder that other daemons
 * don't look into. By the manifest's digest too, for a corrected manifest of the same name is another hand-off.
 */
export function inventoryPath(
  { flagFolder, manifest, digest }: { readonly flagFolder: string; readonly manifest: string; readonly digest: string },
  kind: "json" | "sha256",
): string {
  return join(flagFolder, RIGLINE_FOLDER, "inventories", `${basename(manifest)}.${digest.slice(0, 12)}.${kind}`);
}

/**
 * Where the same is kept for whoever asks years later, at the destination: `<destination>/.rigline/inventories/<name>.json`. Beside
 * the published folder, for what is in it is the manifest's and is uploaded; the folder with a dot, into which nobody else looks.
 */
export function publishedInventoryPath(published: string, kind: "json" | "sha256"): string {
  return join(inventoriesBeside(published), `${basename(published)}.${kind}`);
}

/**
 * Where those of the parts of a session are kept that several computers hand off, of each by the first of its modalities:
 * `<destination>/.rigline/inventories/<name>.parts/<modality>.json`.
 */
export function partInventories(published: string): string {
  return join(inventoriesBeside(published), `${basename(published)}.parts`);
}

/** Where it is kept who has had a published copy read again, and what was found: `<destination>/.rigline/verified/<name>.jsonl`. */
export function verificationsPath(published: string): string {
  return join(dirname(published), RIGLINE_FOLDER, "verified", `${basename(published)}.jsonl`);
}

function inventoriesBeside(published: string): string {
  return join(dirname(published), RIGLINE_FOLDER, "inventories");
}

/** Where it is kept how the room of a share or disk goes down, by the root of its file system. */
export function roomJournalPath(flagFolder: string, root: string): string {
  const name = createHash("sha256").update(root).digest("hex").slice(0, 12);
  return join(roomFolder(flagFolder), `${name}.jsonl`);
}

export function roomFolder(flagFolder: string): string {
  return join(flagFolder, RIGLINE_FOLDER, "room");
}

/** What the destinations of a flag folder's jobs were found to be, as JSON lines: a share that is away is known by it. */
export function destinationsJournalPath(flagFolder: string): string {
  return join(flagFolder, RIGLINE_FOLDER, "destinations.jsonl");
}

/** The name of the lock that the one daemon of a flag folder holds. `flagFolder`: absolute, links resolved. */
export function watchdogLockName(flagFolder: string): string {
  return `rigline-watchdog:${process.platform === "win32" ? flagFolder.toLowerCase() : flagFolder}`;
}

/** What is left in the place of a folder whose data were handed off and deleted; of a file beside it, `<file>.HANDED_OFF.json`. */
export const RECEIPT_FILE = "HANDED_OFF.json";
export const RECEIPT_FORMAT = "rigline-receipt-1";

export function isReceiptName(name: string): boolean {
  return name === RECEIPT_FILE || name.endsWith(`.${RECEIPT_FILE}`);
}

/** One whose writer was killed before it had its name. */
export function isUnfinishedReceipt(name: string): boolean {
  return isOwnName(name) && name.endsWith(".part");
}

/** Whether a file of that name is one, and no data that happen to be called so. */
export function isReceiptText(text: string): boolean {
  return text.startsWith(`{\n  "format": "${RECEIPT_FORMAT}"`);
}
