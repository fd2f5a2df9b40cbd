import { agreeing, type CopyStanding, copiesOf, hasArrived } from "../further/further-copies.js";
import { whatCopiesLack } from "../gates/judge-deletion.js";
import type { Ledger } from "../job/job-fold.js";
import type { JobState } from "../job/job-state.js";

/** What stands behind a session's name where what came after its hand-off is published. */
export const LATE = "-late";

/** A session's manifest, or one of files that were sent after it, as far as it has come. */
export interface SentJob {
  readonly state: JobState | undefined;
  readonly copies?: readonly CopyStanding[] | undefined;
  readonly ledger: Ledger;
}

/** Where what was sent later lies: `<destination>/<name>-late`, its own first. */
export interface LatePlace {
  readonly destinations: readonly string[];
  readonly files: number;
  readonly bytes: number;
}

/** What of a session is safe elsewhere, by its path in the published folder. */
export interface SafeElsewhere<Late extends SentJob> {
  readonly ledger: Ledger;
  /** That which counts, in the order in which it was sent. */
  readonly sent: readonly Late[];
  readonly late: readonly LatePlace[];
}

/** The manifest of the nth time, from 1, that something is sent after a session: `manifest_x.yml` → `manifest_x-late.yml`, `manifest_x-late-2.yml`. */
export function lateManifest(manifest: string, number: number): string {
  const [, name = manifest, ending = ""] = /^(.*)(\.ya?ml)$/u.exec(manifest) ?? [];
  return `${name}${LATE}${number === 1 ? "" : `-${number}`}${ending}`;
}

/** The manifest of the session after which this one would be sent; undefined: its name says nothing of that. */
export function manifestBeforeLate(late: string): string | undefined {
  const [, name, ending = ""] = /^(.+)-late(?:-\d+)?(\.ya?ml)$/u.exec(late) ?? [];
  return name === undefined ? undefined : `${name}${ending}`;
}

/**
 * What was verified of a session at its own destination and at each that is needed, with what was sent after its hand-off (the earliest first), is at
 * the same places, and is verified and flushed there too. Of a file that was sent twice, as it was sent last.
 */
export function findSafeElsewhere<Late extends SentJob>(
  session: SentJob,
  sentLater: readonly Late[],
): SafeElsewhere<Late> {
  const needed = copiesOf(session).filter((copy) => copy.needed);
  const sent = sentLater.filter(
    (one) => one.state?.step === "complete" && whatCopiesLack(one) === undefined && isAtAll(copiesOf(one), needed),
  );
  const ledgers = [session, ...sent].map((one) => agreeing(one.ledger, copiesOf(one)));
  return { ledger: new Map(ledgers.flatMap((ledger) => [...ledger])), sent, late: sent.flatMap(toPlace) };
}

/** Beside each copy that the session needs. */
function isAtAll(copies: readonly CopyStanding[], needed: readonly CopyStanding[]): boolean {
  const there = copies.filter((copy) => copy.needed && hasArrived(copy)).map(({ destination }) => above(destination));
  return needed.every(({ destination }) => there.includes(above(destination)));
}

function above(destination: string): string {
  return destination.replace(/[\\/][^\\/]*$/u, "");
}

function toPlace(job: SentJob): readonly LatePlace[] {
  const { destination, published } = job.state ?? {};
  if (destination === undefined || published === undefined) return [];
  const further = copiesOf(job).flatMap((copy) => (hasArrived(copy) ? [copy.destination] : []));
  return [{ destinations: [destination, ...further], files: published.files, bytes: published.bytes }];
}
