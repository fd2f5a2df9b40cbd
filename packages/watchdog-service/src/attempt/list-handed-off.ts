import { basename } from "node:path";
import { messageOf } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { isRemotePlace } from "@rigline/foundation/paths";
import { type InventoryFile, type InventoryHead, inventoryPath, strengthOf, writeInventory } from "@rigline/manifest";
import { inventoriesInStore, storeAt } from "../destinations/store-places.js";
import { targetFolder } from "../plan/plan-copy.js";
import { type Published, readFrom } from "./accept-published.js";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import type { Attempt, JobAttempt } from "./step.js";

/** Whose list it is. */
interface Listed extends Pick<JobAttempt, "job" | "journal"> {
  readonly parts: Pick<DaemonParts, "fileSystem" | "clock" | "report" | "settings">;
}

/** What is published just now. */
type HandedOff = Pick<Published, "paths" | "readBack" | "proof" | "sourceRead">;

const KINDS = ["json", "sha256"] as const;

/**
 * Writes the inventory of what was published, from the ledger of what was read back and compared: nothing is read again.
 * `now`: what is published just now, for the ledger may know of files that were gone before it was. Once; a job that an earlier
 * version published gets its own before it is archived. What can't be written is told and holds up nothing, for the journal
 * knows the same.
 */
export function listHandedOff({ parts, job, journal }: Listed, now?: HandedOff): void {
  const { fileSystem, report, settings } = parts;
  const { flagFolder } = settings;
  const { manifest, digest } = job;
  const place = { flagFolder, manifest, digest };
  try {
    // A launcher that took another service for the one that is to come has written names and sizes alone.
    if (KINDS.every((kind) => fileSystem.exists(inventoryPath(place, kind)))) return;
    const { head, files } = inventoryOf({ parts, job, journal }, now);
    writeInventory(fileSystem, place, head, files);
  } catch (error) {
    mark("attempt: an inventory that can't be written is told and holds up nothing");
    const message = `the list of what was handed off can't be written: ${messageOf(error)}`;
    report({ event: "notice", job: job.label, message });
  }
}

/** What was published, file by file, from the ledger. Throws where that does not know all of it. */
export function inventoryOf(
  {
    parts: { clock, settings },
    job,
    journal,
  }: Omit<Listed, "parts"> & { readonly parts: Pick<Listed["parts"], "clock" | "settings"> },
  now?: HandedOff,
): { readonly head: InventoryHead; readonly files: readonly InventoryFile[] } {
  const { manifest, digest, request } = job;
  const { state, ledger } = journal.history();
  const paths = now?.paths;
  const from = now === undefined ? state.published : readFrom(now);
  const sourceRead = now === undefined ? state.published?.sourceRead : now.sourceRead;
  const algorithm = state.published?.algorithm ?? settings.algorithm;
  const { readBack, proof } = from ?? {};
  const head = {
    manifest: basename(manifest),
    digest,
    name: request.name,
    destination: targetFolder(request),
    madeBy: "rigline-watchdog",
    at: clock.now().toISOString(),
    algorithm,
    ...(state.selected === undefined ? {} : { selected: state.selected }),
    ...(readBack === undefined ? {} : { readBack }),
    ...(proof === undefined ? {} : { proof }),
    ...(sourceRead === undefined ? {} : { sourceRead }),
    strength: strengthOf({ algorithm, readBack, proof }),
  } as const;
  const files = (paths ?? [...ledger.keys()]).flatMap((path) => {
    const entry = ledger.get(path);
    return entry === undefined ? [] : [{ path, bytes: entry.bytes, hash: entry.hash }];
  });
  requireAll(files.length, paths?.length ?? state.published?.files);
  return { head, files };
}

/**
 * Brings a copy of the inventory to the destination. It waits for its share like any other work there; what can't be brought is
 * told and holds up nothing: the one in the flag folder is the same.
 */
export async function keepAtDestination(attempt: Attempt): Promise<void> {
  const { parts, job, signal } = attempt;
  const { fileSystem, pool, report, settings } = parts;
  const { request, manifest, digest } = job;
  const place = { flagFolder: settings.flagFolder, manifest, digest };
  const from = Object.fromEntries(
    KINDS.map((kind) => [kind, inventoryPath(place, kind)] as const).filter(([, path]) => fileSystem.exists(path)),
  );
  const target = targetFolder(request);
  const part = job.parts === undefined ? undefined : Object.keys(request.modalities)[0];
  try {
    if (!isRemotePlace(target)) await pool.run({ kind: "keepInventory", target, from, part }, { signal });
    // In a store it is what has published it, but for one that several computers publish into.
    else if (part !== undefined && from["json"] !== undefined) await keepOfPart(attempt, part, from["json"]);
  } catch (error) {
    signal.throwIfAborted();
    mark("attempt: an inventory that can't be brought to the destination is told and holds up nothing");
    const message = `the list of what was handed off can't be written beside ${target}: ${messageOf(error)}`;
    report({ event: "notice", job: job.label, message });
  }
}

async function keepOfPart({ parts, job, signal }: Attempt, part: string, file: string): Promise<void> {
  const text = Buffer.from(parts.fileSystem.read(file)).toString("utf8");
  const store = storeAt(parts, inventoriesInStore(targetFolder(job.request)));
  const records = [{ name: `${part}.json`, text }];
  await parts.pool.run({ kind: "keepInStore", store, records, expected: [] }, { signal });
}

/** A list that is not of all that was published would be believed. */
function requireAll(listed: number, published: number | undefined): void {
  if (listed !== published) throw new Error(`of ${published} files that were published, the journal knows ${listed}`);
}
