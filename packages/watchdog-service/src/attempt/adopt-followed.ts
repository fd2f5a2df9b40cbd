import { mark } from "@rigline/foundation/marks";
import type { Ledger } from "@rigline/manifest";
import type { HeldCopy } from "../copy/copy-task.js";
import type { FollowedCopy, FollowedFile, FollowedSessions } from "../follow/followed-copy.js";
import { isUntouched } from "../follow/whole-files.js";
import type { CopyPlan, PlannedFile } from "../plan/copy-plan.js";
import type { KnownDestination } from "../publish/look-at-destination.js";
import { planAsks, type Attempt } from "./step.js";

/** The attempt with what was copied of its session while that ran; the same where nothing was, or its copy is a further one. */
export async function withFollowed(attempt: Attempt, sessions: FollowedSessions): Promise<Attempt> {
  const { parts, job, signal } = attempt;
  if (job.copyOf !== undefined) return attempt;
  const { modalities, schemas } = job.request;
  const followed = await sessions.takeOver([...Object.values(modalities).flat(), ...schemas]);
  if (followed === undefined) return attempt;
  const { until, files } = followed;
  if (until === undefined) return { ...attempt, followed };
  const ended: Attempt = { ...attempt, followed, job: { ...job, request: { ...job.request, until } } };
  const late = await parts.pool.run({ kind: "plan", ...planAsks(ended) }, { signal }).then(
    (plan) => plan.late,
    // Of what is published already the sources need not be there any more; whoever plans next tells.
    () => [],
  );
  // Whoever edits a file mostly puts another one in its place: it is the session's all the same.
  const notLate = late.filter((source) => files.has(source));
  if (notLate.length === 0) return ended;
  mark("follow: a file of the session that was replaced after its end is handed off");
  return { ...ended, job: { ...job, request: { ...job.request, until, notLate } } };
}

/** What the job's ledger and its copies gain by it. */
interface Adopted {
  readonly held: ReadonlyMap<string, HeldCopy>;
  readonly timesKept: boolean;
}

/**
 * Makes what was copied while the session ran the job's own: its folder is renamed to the job's, and its files stand in the job's
 * ledger. Nothing of it is believed: of each the source has to be as it was, and its copy too, or it is copied or read again.
 */
export async function adoptFollowed(
  { parts, job, journal, signal }: Attempt,
  followed: FollowedCopy,
  plan: CopyPlan,
  staging: string,
  at: KnownDestination,
): Promise<Adopted | undefined> {
  const { algorithm } = parts.settings;
  const { ledger } = journal.history();
  const { files, news } = chooseFiles(plan, followed, ledger);
  if (files.length === 0) return undefined;
  const { folders, traits } = plan;
  const moves = files.map(({ file, copied: { place: from, copy } }) => ({ from, to: file.path, copy }));
  const asks = { from: followed.folder, staging, folders, traits, moves, at };
  const copies = await parts.pool.run({ kind: "adoptCopies", ...asks }, { signal });
  if (news.length > 0) {
    mark("follow: what was copied while the session ran is its job's");
    for (const readBack of ["device", "cache"] as const) {
      const verified = news.filter(({ copied }) => copied.readBack === readBack).map(recordOf);
      if (verified.length > 0) journal.note({ type: "verified", algorithm, readBack, files: verified });
    }
    const bytes = news.reduce((sum, { file }) => sum + file.bytes, 0);
    parts.report({ event: "followed", job: job.label, files: news.length, bytes });
  }
  const held = files.flatMap(({ file, copied }, index): [string, HeldCopy][] => {
    const identity = copies[index] ?? 0;
    return identity === 0 ? [] : [[file.path, { identity, readBack: copied.readBack }]];
  });
  return { held: new Map(held), timesKept: followed.timesKept };
}

interface Chosen {
  readonly file: PlannedFile;
  readonly copied: FollowedFile;
}

/** Files that are as they were when they were copied; `news`: of those, what the ledger does not have. */
function chooseFiles(
  { files }: CopyPlan,
  followed: FollowedCopy,
  ledger: Ledger,
): { readonly files: readonly Chosen[]; readonly news: readonly Chosen[] } {
  const chosen = files.flatMap((file): Chosen[] => {
    const copied = followed.files.get(file.source);
    return copied !== undefined && isUntouched(copied, file) ? [{ file, copied }] : [];
  });
  return { files: chosen, news: chosen.filter(({ file }) => !ledger.has(file.path)) };
}

function recordOf({ file: { path }, copied: { bytes, hash, modified, identity } }: Chosen): {
  readonly path: string;
  readonly bytes: number;
  readonly hash: string;
  readonly modified: string;
  readonly identity: number;
} {
  return { path, bytes, hash, modified, identity };
}
