import { basename, dirname, join } from "node:path";
import type { Clock, FileSystem } from "@rigline/core";
import { formatFiles } from "@rigline/foundation/quantities";
import { Chooser, parseManifest, type LedgerEntry } from "@rigline/manifest";
import { within } from "./in-time.js";
import { isLeftReceipt } from "./is-left-receipt.js";
import type { HandedSource } from "./look-at-source.js";
import { readLateJobs } from "./late-jobs.js";
import type { JobView } from "./read-job.js";

const NAMED = 3;
/** Of a session of so many files that it takes longer, nothing is told. */
const IN_TIME_MS = 5000;

/**
 * What of a session's source is not what was handed off: changed or made since. One phrase; undefined when nothing is, when
 * the job is not done, or when it can't be told in time. Against the daemon's ledger where there is one; of another service it
 * is known when the manifest was published. Rejects once `signal` is aborted.
 */
export async function findChanges(
  fileSystem: FileSystem,
  view: JobView,
  flagFolder: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (view.manifest !== "archived") return undefined;
  const changed = await listChanges(fileSystem, view, flagFolder, signal);
  if (changed.length === 0) return undefined;
  const more = changed.length > NAMED ? ` and ${changed.length - NAMED} more` : "";
  const files = `${formatFiles(changed.length)} ${changed.length === 1 ? "was" : "were"}`;
  return `${files} written after the hand-off, and the copy does not have that: ${changed.slice(0, NAMED).join(", ")}${more}`;
}

/** The same; undefined also where it can't be told soon. */
export function findChangesInTime(
  { fileSystem, clock }: { readonly fileSystem: FileSystem; readonly clock: Pick<Clock, "sleep"> },
  view: JobView,
  flagFolder: string,
): Promise<string | undefined> {
  return within((signal) => findChanges(fileSystem, view, flagFolder, signal), clock, IN_TIME_MS);
}

/**
 * As paths relative to the published folder, `/` between folders, without those that were sent after it (`sendLate`). The
 * manifest is archived.
 */
export async function listChanges(
  fileSystem: FileSystem,
  view: JobView,
  flagFolder: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const sources = readSources(fileSystem, view);
  const chooser = new Chooser(view.state?.selected?.selection);
  const isOther = judgeBy(fileSystem, view);
  // What the patterns left at the rig is no part of the copy; of metadata, which lies at the top, they say nothing.
  const isChanged: IsChanged = (file) => (!file.place.includes("/") || chooser.takes(file.place)) && isOther(file);
  const changed: FoundFile[] = [];
  for (const { source, place } of sources) await collect({ fileSystem, signal, isChanged, changed }, source, place);
  if (changed.length === 0) return [];
  const sent = readLateJobs(fileSystem, { flagFolder, completeFolder: dirname(view.archivePath) }, view.archivePath);
  return changed
    .filter(({ place, ...found }) => sent.every(({ ledger }) => differs(ledger.get(place), found)))
    .map(({ place }) => place);
}

interface FoundFile {
  /** Relative to the published folder, `/` between folders. */
  readonly place: string;
  readonly bytes: bigint;
  readonly modifiedNs: bigint;
}

type IsChanged = (file: FoundFile) => boolean;

function judgeBy(fileSystem: FileSystem, { ledger, archivePath }: JobView): IsChanged {
  if (ledger.size > 0) return ({ place, ...found }) => differs(ledger.get(place), found);
  // A rename keeps the time, so it is that of the publication wherever the manifest is now.
  const published = BigInt(Math.ceil(fileSystem.stat(archivePath).modified)) * 1_000_000n;
  return ({ modifiedNs }) => modifiedNs > published;
}

function differs(copied: LedgerEntry | undefined, found: Omit<FoundFile, "place">): boolean {
  if (copied === undefined || BigInt(copied.bytes) !== found.bytes) return true;
  return copied.modified !== undefined && BigInt(copied.modified) !== found.modifiedNs;
}

/** What an archived manifest names. Throws what the system says, and the errors of `parseManifest`. */
export function readSources(
  fileSystem: FileSystem,
  { archivePath }: Pick<JobView, "archivePath">,
): readonly HandedSource[] {
  const { modalities, schemas } = parseManifest(fileSystem.read(archivePath)).manifest;
  const ofModalities = Object.entries(modalities).flatMap(([modality, sources]) =>
    sources.map((source) => ({ source, place: modality })),
  );
  return [...ofModalities, ...schemas.map((source) => ({ source, place: "" }))];
}

interface Search {
  readonly fileSystem: FileSystem;
  readonly signal: AbortSignal;
  readonly isChanged: IsChanged;
  /** Filled with what is found. */
  readonly changed: FoundFile[];
}

/** A source that is gone was deleted after its copy was verified, or is away: then nothing can be said of it. */
async function collect(search: Search, source: string, place: string): Promise<void> {
  const { fileSystem, signal, isChanged, changed } = search;
  signal.throwIfAborted();
  const found = await fileSystem.inspect(source).catch(() => undefined);
  if (found === undefined) return;
  const { kind, size: bytes, modifiedNs } = found;
  if (kind !== "folder") {
    if (isLeftReceipt(fileSystem, source)) return;
    const path = place === "" ? basename(source) : `${place}/${basename(source)}`;
    const file = { place: path, bytes, modifiedNs };
    if (kind === "file" && isChanged(file)) changed.push(file);
    return;
  }
  for (const name of await fileSystem.listNames(source).catch(() => [])) {
    const path = join(source, name);
    const inner = await fileSystem.inspect(path).catch(() => undefined);
    await collect(search, path, inner?.kind === "folder" ? `${place}/${name}` : place);
  }
}
