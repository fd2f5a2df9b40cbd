import { createHash } from "node:crypto";
import { basename, join } from "node:path";
import { mark } from "@rigline/foundation/marks";
import { placeIn } from "@rigline/foundation/paths";
import { flushFound, standsAt, writeDurably } from "@rigline/foundation/platform";
import { nextOccurrence } from "@rigline/foundation/time";
import { stagingFolder, type FurtherCopy, type JobState } from "@rigline/manifest";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import { jobError } from "../jobs/job-errors.js";
import { describe } from "../jobs/park.js";
import type { JobJournal } from "../jobs/job-journal.js";
import type { Job } from "../jobs/job.js";
import { askOfCopies } from "./ask-of-copies.js";
import { copyFile, isDerived, standingCopies } from "./standing-copies.js";

type DeriveParts = Pick<DaemonParts, "fileSystem" | "settings" | "clock">;

/**
 * Puts one plain manifest for each further destination of a session into the flag folder, beside the session's own: each has a job, a
 * journal and retries of its own, and whoever watches the folder does the right thing with it. Once for each job: killed before the
 * record, it is done again, and what stands by then is left as it is or, where it says something else, replaced. Throws
 * FURTHER_NAME_TAKEN and what the disk says.
 */
export function deriveCopies(parts: DeriveParts, job: Job, journal: JobJournal): void {
  const { state } = journal.history();
  if (job.alsoTo.length === 0 || state.further !== undefined) return;
  const { flagFolder } = parts.settings;
  const isToCome = (time: string | undefined): boolean =>
    time !== undefined && new Date(time).getTime() > parts.clock.now().getTime();
  const hours = { schedule: isToCome(state.scheduledUntil), later: isToCome(state.restFrom) };
  const copies = job.alsoTo.map((further, index): FurtherCopy => {
    const manifest = copyFile(job.manifest, index);
    const text = job.derive(further, hours);
    putManifest(parts, join(flagFolder, manifest), text, job.manifest);
    const destination = placeIn(further.destination, job.request.name);
    return { manifest, digest: digestOf(text), destination, needed: further.needed };
  });
  keepChosenHour(parts, job, state, copies);
  journal.append({ type: "further", digest: job.digest, copies });
}

/** The session's own copy waits for no other: before its end it is tried again. */
export function tryDeriving(parts: DeriveParts & Pick<DaemonParts, "report">, journal: JobJournal, job: Job): void {
  try {
    deriveCopies(parts, job, journal);
  } catch (error) {
    mark("further: a manifest that can't be derived now is derived later, and that is told");
    const message = `its copy to a further destination can't be begun yet: ${describe(error)}`;
    parts.report({ event: "notice", job: job.label, message });
  }
}

/** Cancels what was derived from an earlier manifest of this name for destinations that this one does not name any more. */
export function giveUpCopies(parts: DeriveParts, job: Job): void {
  const names = job.alsoTo.map((_, index) => copyFile(job.manifest, index));
  const others = standingCopies(parts, job.manifest).filter((manifest) => !names.includes(manifest));
  const reason = `${basename(job.manifest)} does not name its destination any more`;
  askOfCopies(parts, others, { do: "cancel", reason });
}

function putManifest({ fileSystem, settings }: DeriveParts, path: string, text: string, session: string): void {
  if (standsAt(fileSystem, path)) {
    const bytes = fileSystem.read(path);
    if (Buffer.from(bytes).equals(Buffer.from(text, "utf8"))) {
      mark("further: a manifest that was derived before its record was written is left as it stands");
      return flushFound(fileSystem, path);
    }
    if (!isDerived(bytes, session)) refuseName(path, session);
    mark("further: a manifest that was derived from an earlier one is replaced");
  }
  // From another folder, as launchers do: that is what watchers see.
  writeDurably(path, text, { fileSystem, staging: stagingFolder(settings.flagFolder) });
}

/** Nothing is ever written over that somebody else has put there. */
function refuseName(path: string, session: string): never {
  throw jobError("FURTHER_NAME_TAKEN", {
    what: `${path} is not derived from ${basename(session)}, and has the name of the manifest for a further destination of it`,
    where: { file: path },
  });
}

/** A person may have chosen another hour before anybody had read the manifest: it is that of the copies too. */
function keepChosenHour(parts: DeriveParts, job: Job, state: JobState, copies: readonly FurtherCopy[]): void {
  const { clock } = parts;
  const now = clock.now();
  const { scheduledUntil } = state;
  if (scheduledUntil === undefined || new Date(scheduledUntil) <= now) return;
  const own = job.schedule === undefined ? undefined : nextOccurrence(job.schedule, now, clock.zone());
  if (own?.getTime() === new Date(scheduledUntil).getTime()) return;
  mark("further: an hour that a person chose before is that of the copies too");
  const names = copies.map(({ manifest }) => manifest);
  askOfCopies(parts, names, { do: "reschedule", until: scheduledUntil });
}

function digestOf(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}
