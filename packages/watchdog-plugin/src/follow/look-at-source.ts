import { basename, join, relative, resolve } from "node:path";
import type { FileSystem, ReleasedFile } from "@rigline/core";
import { isNothing } from "@rigline/foundation/platform";
import { isWithin } from "@rigline/foundation/paths";
import { mark } from "@rigline/foundation/marks";
import { Chooser, RIGLINE_FOLDER, type Ledger, type Selection, type SourceLook } from "@rigline/manifest";

import { isLeftReceipt } from "./is-left-receipt.js";

const NAMED = 3;
/** Asked for at once. */
const AT_ONCE = 64;

/** A folder or file that a manifest names, and where its content stands at the destination. */
export interface HandedSource {
  readonly source: string;
  /** The modality; empty: at the top. */
  readonly place: string;
}

export interface SourceRequest {
  /** The session's folder. */
  readonly directory: string;
  readonly sources: readonly HandedSource[];
  /** What was verified at the destination. It may know of files that the patterns left out by the time that all was published. */
  readonly ledger: Ledger;
  /** Which files of the modalities were handed off; all when undefined. */
  readonly selection: Selection | undefined;
  /** Rejects once aborted. */
  readonly signal: AbortSignal;
}

/** As the rule for "safe to delete" takes it, with what was found. */
type LookedAtSource = Extract<SourceLook, { readonly isHandedOff: false }> | HandedOff;

interface HandedOff {
  readonly isHandedOff: true;
  readonly files: readonly ReleasedFile[];
}

/**
 * Whether all that is in a session's folder now is what was handed off: each file by its place in the ledger, its size and its
 * time. The folder's own `.rigline` stays at the rig by design and is passed over. What can't be looked at, and a link, counts as
 * what is only there: nobody may delete it on our word.
 */
export async function lookAtSource(fileSystem: FileSystem, request: SourceRequest): Promise<LookedAtSource> {
  const only: string[] = [];
  const files: ReleasedFile[] = [];
  const { directory, signal } = request;
  const chooser = new Chooser(request.selection);
  const visit = async (folder: string): Promise<void> => {
    const names = await fileSystem.listNames(folder);
    for (let from = 0; from < names.length && only.length <= NAMED; from += AT_ONCE) {
      signal.throwIfAborted();
      const paths = names.slice(from, from + AT_ONCE).map((name) => join(folder, name));
      const entries = await Promise.all(paths.map((path) => inspectIfThere(fileSystem, path)));
      for (const [index, path] of paths.entries()) {
        const entry = entries[index];
        if (entry === undefined || path === join(directory, RIGLINE_FOLDER)) continue;
        if (entry.kind === "file" && isLeftReceipt(fileSystem, path)) continue;
        if (entry.kind === "folder" && !isLeft(path, chooser, request)) await visit(path);
        else if (entry.kind !== "file" || !isHandedOff(path, entry, chooser, request))
          only.push(relative(directory, path));
        else files.push(toReleased(relative(directory, path), entry));
      }
    }
  };
  try {
    await visit(directory);
  } catch (error) {
    signal.throwIfAborted();
    mark("follow: a source that can't be looked through is not said to be safe to delete");
    const what = error instanceof Error ? error.message : String(error);
    return { isHandedOff: false, why: `not all of it can be looked at: ${what}` };
  }
  if (only.length === 0) return { isHandedOff: true, files };
  const more = only.length > NAMED ? " and more" : "";
  return { isHandedOff: false, why: `only here, or changed since: ${only.slice(0, NAMED).join(", ")}${more}` };
}

type Entry = Awaited<ReturnType<FileSystem["inspect"]>>;

function toReleased(path: string, { size: bytes, modifiedNs }: Entry): ReleasedFile {
  return { path: path.replaceAll("\\", "/"), bytes, modifiedNs };
}

/** What goes away while it is looked for is not there to be lost. */
async function inspectIfThere(fileSystem: FileSystem, path: string): Promise<Entry | undefined> {
  try {
    return await fileSystem.inspect(path);
  } catch (error) {
    if (isNothing(error)) return undefined;
    throw error;
  }
}

/** A folder that the patterns left out stays, also where it is empty. */
function isLeft(path: string, chooser: Chooser, { sources }: SourceRequest): boolean {
  return sources.some(({ source, place }) => {
    const at = place === "" ? undefined : placeOf(path, resolve(source), place);
    return at !== undefined && chooser.leaves(at);
  });
}

function isHandedOff(
  path: string,
  { size, modifiedNs }: Entry,
  chooser: Chooser,
  { sources, ledger }: SourceRequest,
): boolean {
  return sources.some(({ source, place }) => {
    const at = placeOf(path, resolve(source), place);
    const copied = at === undefined ? undefined : ledger.get(at);
    if (at === undefined || copied?.modified === undefined) return false;
    // Metadata, which lies at the top, is always taken.
    if (place !== "" && !chooser.takes(at)) return false;
    return BigInt(copied.bytes) === size && BigInt(copied.modified) === modifiedNs;
  });
}

/** Where a file of a source stands at the destination; undefined: it is none of that source. */
function placeOf(path: string, source: string, place: string): string | undefined {
  const own = basename(source);
  if (path === source) return place === "" ? own : `${place}/${own}`;
  if (!isWithin(source, path)) return undefined;
  const inner = relative(source, path).replaceAll("\\", "/");
  return `${place === "" ? own : place}/${inner}`;
}
