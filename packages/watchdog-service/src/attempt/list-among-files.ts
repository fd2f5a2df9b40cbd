import { join } from "node:path";
import { mark } from "@rigline/foundation/marks";
import { checksumListName, type ReadBack } from "@rigline/manifest";
import type { CopyPlan } from "../plan/copy-plan.js";
import { targetFolder } from "../plan/plan-copy.js";
import type { KnownDestination } from "../publish/look-at-destination.js";
import { type ListToWrite, packHashes } from "../publish/write-sums.js";
import type { Published } from "./accept-published.js";
import type { Attempt } from "./step.js";

/**
 * The list that is to lie among the files of a plan, all of which are in the ledger; undefined: none. One that the session
 * has itself is somebody's, and stays as it is.
 */
export function listToWrite(
  attempt: Attempt,
  { files, folders }: Pick<CopyPlan, "files" | "folders">,
  readBack: ReadBack,
): ListToWrite | undefined {
  const paths = files.map(({ path }) => path);
  const name = nameFor(attempt, [...paths, ...folders]);
  return name === undefined ? undefined : { name, hashes: hashesOf(attempt, paths), readBack };
}

/** Of what is published by the piece: all of it has its name by now, and the list gets its own. */
export async function listPieces(
  attempt: Attempt,
  { paths, readBack }: Pick<Published, "paths" | "readBack">,
  staging: string,
  at: KnownDestination,
): Promise<void> {
  const { parts, job, signal } = attempt;
  const sorted = [...paths].sort();
  const name = nameFor(attempt, [...sorted, ...Object.keys(job.request.modalities)]);
  if (name === undefined) return;
  const list = { name, hashes: hashesOf(attempt, sorted), readBack };
  const target = targetFolder(job.request);
  const isThere = await parts.pool.run({ kind: "publishList", staging, target, paths: sorted, list, at }, { signal });
  if (isThere) return;
  mark("publish: a list of a part that somebody else has written is left as it is");
  const message = `${join(target, name)} is there already and lists something else: it was left as it is`;
  parts.report({ event: "notice", job: job.label, message });
}

/** Undefined: there is to be none. Where several computers publish into one folder, each has a list of its own. `taken`: paths. */
function nameFor({ parts, job }: Attempt, taken: readonly string[]): string | undefined {
  const { checksums = false, algorithm } = parts.settings;
  // A list of nothing is none to the tool.
  if (!checksums || algorithm !== "sha256" || taken.length === Object.keys(job.request.modalities).length)
    return undefined;
  const own = Object.keys(job.request.modalities);
  const others = (job.parts ?? []).filter((part) => !own.includes(part));
  const name = checksumListName(others.length > 0 ? own[0] : undefined);
  // Also where a file system is blind to case.
  return taken.some((path) => path.toLowerCase() === name.toLowerCase()) ? undefined : name;
}

/** Throws where the ledger lacks one: a list must not be wrong. */
function hashesOf({ journal }: Attempt, paths: readonly string[]): Uint8Array {
  const { ledger } = journal.history();
  return packHashes(
    paths.map((path) => {
      const hash = ledger.get(path)?.hash;
      if (hash === undefined) throw new Error(`the journal does not know ${path}, which is about to be listed`);
      return hash;
    }),
  );
}
