import { renameSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import type { JournalRecord } from "@rigline/foundation/journal";
import { findWatchPlaces } from "../../src/daemon/watch-places.js";
import { JobReader } from "../../src/follow/hand-off-reader.js";
import { makeTransfers } from "./hand-off.js";
import { accepted, planned, published, submitted, writeJob } from "./job-journal.js";
import { makeMapping, makeSession, SESSION_FILES } from "./make-session.js";
import { makeParts, type PartChanges } from "./make-parts.js";
import { temporaryFolder } from "./temporary-folder.js";
import { writeTree } from "./write-tree.js";

/** A session whose manifest is published, and what a daemon may do with it. */
export async function publishedRig(changes: PartChanges = {}) {
  const folder = temporaryFolder();
  const parts = makeParts(folder, changes);
  const session = makeSession(join(folder, "data"));
  writeTree(session.directory, { ...SESSION_FILES, ".rigline/journal.jsonl": "" });
  const places = findWatchPlaces(parts);
  const transfer = await makeTransfers(parts).open(session).publishManifest(makeMapping(session));
  if ("state" in transfer) throw new Error(transfer.reason);
  const { manifest, digest } = transfer;
  const at = (name: string): string => join(session.directory, name);
  const files = Object.keys(SESSION_FILES).map((path) => {
    const { size, mtimeNs } = statSync(at(path), { bigint: true });
    return { path, bytes: Number(size), hash: "00", modified: String(mtimeNs) };
  });
  const archive = join(places.completeFolder, basename(manifest));
  const record = (...records: readonly JournalRecord[]): void => writeJob(places, manifest, records);
  const status = async () => (await new JobReader(parts).read(session))?.status;
  return {
    parts,
    session,
    places,
    manifest,
    digest,
    files,
    at,
    record,
    status,
    archiveOnly: () => renameSync(manifest, archive),
    /** The same, where patterns had left these out by the time that all was published. */
    finishWithout: (...exclude: readonly string[]) => {
      renameSync(manifest, archive);
      const selected = { selection: [{ include: [], exclude }], leftOut: { files: 1, bytes: 1 } };
      record(
        accepted(manifest, digest),
        { type: "verified", algorithm: "sha256", files },
        { ...planned, ...selected },
        published,
        submitted,
        { type: "archived", to: archive },
      );
    },
    finish: (...more: readonly JournalRecord[]) => {
      renameSync(manifest, archive);
      const ledger = { type: "verified", algorithm: "sha256", files };
      record(
        accepted(manifest, digest),
        planned,
        ledger,
        published,
        submitted,
        { type: "archived", to: archive },
        ...more,
      );
    },
  };
}
