import type { Disk } from "@rigline/foundation/disk";
import { mark } from "@rigline/foundation/marks";
import type { RemoteStore, StoreFile } from "@rigline/foundation/stores";
import type { Proof, SourceRead } from "@rigline/manifest";
import type { CopyTask, OnBytes } from "../copy/copy-task.js";
import { requireAsWritten } from "../copy/find-difference.js";
import { isStillThere, openSourceOf, sourceChanged } from "../copy/planned-source.js";
import { hashFile, readInto } from "../copy/read-file.js";
import { copyError } from "../copy/copy-errors.js";
import { digestSource, type ReadSource } from "./digest-source.js";
import { differs } from "./store-errors.js";

/** A file that a store has, and by what that is known. */
export interface BroughtFile {
  readonly path: string;
  readonly bytes: number;
  /** sha256 of the source, lower-case hex. */
  readonly hash: string;
  readonly modified: string;
  /** Of the source whose bytes these are. */
  readonly identity: number;
  readonly proof: Exclude<Proof, "bytes">;
  /** As the store has it now; absent: it has no versions. */
  readonly version?: string | undefined;
  /** What its source was read from a second time; absent: it was read once. */
  readonly sourceRead?: SourceRead | undefined;
  /** False: it was there from an earlier attempt. */
  readonly copied: boolean;
}

export interface BringAsks {
  readonly tasks: readonly CopyTask[];
  /** Of their paths those under which something stands already. */
  readonly standing: readonly string[];
  /** Each source is read a second time, past the cache. */
  readonly verifySource?: boolean | undefined;
}

export interface BringPorts {
  readonly disk: Disk;
  readonly onBytes: OnBytes;
}

export type PreparedFile = StoreFile & { readonly task: CopyTask; readonly origin: ReadSource };

/**
 * Has a store hold files, each proven: by the sha256 that the store has computed itself of what it took, or, where it has none, by fetching it back.
 * What is there already and right is not sent again. Throws STORE_DIFFERS, and what is wrong with a source.
 */
export async function bringFiles(
  ports: BringPorts,
  store: RemoteStore,
  place: string,
  { tasks, standing, verifySource }: BringAsks,
): Promise<readonly BroughtFile[]> {
  const { disk, onBytes } = ports;
  const files = tasks.map((task) => prepareFile(ports, store, task));
  const there = new Set(standing);
  const before = await prove(
    store,
    files.filter(({ path }) => there.has(path)),
    onBytes,
  );
  const missing = files.filter(({ path }) => before.get(path)?.isRight !== true);
  if (before.size > 0 && missing.length < files.length)
    mark("store: what is there already and right is not sent again");
  await store.put(missing, onBytes);
  const after = await prove(store, missing, onBytes);
  return files.map((file): BroughtFile => {
    const { path, bytes, task, origin } = file;
    const copied = before.get(path)?.isRight !== true;
    const found = copied ? after.get(path) : before.get(path);
    if (found === undefined) throw differs(place, `${path} is not in the store although it took it`);
    if (!found.isRight) throw tellDifference(disk, place, file, found);
    const hash = origin.digest.sha256;
    const { proof, version } = found;
    const source = { task, digest: origin.digest, identity: origin.identity };
    const sourceRead = verifySource === true ? readAgain(disk, source, onBytes) : undefined;
    return {
      path,
      bytes,
      hash,
      modified: task.modified,
      identity: origin.identity,
      proof,
      version,
      sourceRead,
      copied,
    };
  });
}

/** Reads and hashes a source, and what reads it once more to be sent. Throws what is wrong with it. */
export function prepareFile(ports: BringPorts, store: Pick<RemoteStore, "partBytes">, task: CopyTask): PreparedFile {
  const { disk, onBytes } = ports;
  const source = digestSource(ports, store, task);
  const { digest, content, identity } = source;
  if (task.said !== undefined)
    requireAsWritten(
      disk,
      { task, algorithm: "sha256", hash: digest.sha256, identity, said: task.said },
      { path: task.source, side: "source" },
      onBytes,
    );
  const read = (from: number, bytes: number): Uint8Array =>
    content?.subarray(from, from + bytes) ?? readPiece(disk, task, from, bytes);
  return { path: task.path, source: task.source, bytes: task.bytes, digest, read, task, origin: source };
}

function readPiece(disk: Disk, task: CopyTask, from: number, bytes: number): Uint8Array {
  const descriptor = openSourceOf(disk, task);
  try {
    const into = new Uint8Array(bytes);
    const read = readInto(disk, descriptor, { path: task.source, side: "source" }, into, { from, wanted: bytes });
    if (read !== bytes) throw sourceChanged(task, "it has fewer bytes than when it was read first");
    return into;
  } finally {
    disk.close(descriptor);
  }
}

/** What is known of a file in a store. */
type Found =
  | { readonly isRight: true; readonly proof: BroughtFile["proof"]; readonly version?: string | undefined }
  | { readonly isRight: false; readonly why: string };

async function prove(
  store: RemoteStore,
  files: readonly PreparedFile[],
  onBytes: OnBytes,
): Promise<ReadonlyMap<string, Found>> {
  const found = new Map<string, Found>();
  if (files.length === 0) return found;
  const told = await store.tell(files);
  const unknown: PreparedFile[] = [];
  for (const file of files) {
    const one = told.get(file.path);
    if (one === undefined) continue;
    if (one.is === "unknown") unknown.push(file);
    else if (one.is === "same") found.set(file.path, { isRight: true, proof: "server-hash", version: one.version });
    else found.set(file.path, { isRight: false, why: `it has ${one.bytes} bytes, or another checksum` });
  }
  if (unknown.length === 0) return found;
  mark("store: what the store has no sha256 of is fetched back");
  const paths = unknown.map(({ path }) => path);
  const read = await store.readBack(paths, onBytes);
  for (const { path, bytes, digest } of unknown) {
    const one = read.get(path);
    if (one === undefined) continue;
    const isRight = one.bytes === bytes && one.sha256 === digest.sha256;
    const why = `sha256 of what came back is ${one.sha256} (${one.bytes} bytes)`;
    found.set(path, isRight ? { isRight, proof: "read-back", version: one.version } : { isRight, why });
  }
  return found;
}

/** What the store has may be right, and the source not what it was. */
function tellDifference(
  disk: Disk,
  place: string,
  file: PreparedFile,
  found: Found & { readonly isRight: false },
): Error {
  const { task, digest, origin } = file;
  mark("store: what arrived is not what was sent, and is not published");
  if (!isStillThere(disk, task, origin.identity)) return sourceChanged(task, "it changed while it was sent");
  const why = `sha256 of the source is ${digest.sha256} (${task.bytes} bytes); ${found.why}`;
  return differs(place, `${file.path} is not what was sent of ${task.source}`, why);
}

/** Throws SOURCE_READ_DIFFERS. */
export function readAgain(
  disk: Disk,
  { task, digest, identity }: Pick<PreparedFile, "task" | "digest"> & { readonly identity: number },
  onBytes: OnBytes,
): SourceRead {
  const again = hashFile(disk, "sha256", { path: task.source, side: "source", readBack: "device" }, onBytes);
  if (again.hash === digest.sha256) return again.readBack;
  if (!isStillThere(disk, task, identity)) throw sourceChanged(task, "it changed while it was sent");
  throw copyError("SOURCE_READ_DIFFERS", {
    what: `${task.source} gave other bytes when it was read a second time, and nobody changed it`,
    where: { file: task.source },
  });
}
