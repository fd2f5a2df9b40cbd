import { messageOf } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import type { FollowedStatus } from "@rigline/foundation/status";
import { HAND_OFF_READER, LOCKS, type KnownHandOff } from "../di/core-tokens.js";
import type { Launcher } from "../launcher/launcher.js";
import { sessionStatus, withCleaning } from "../report/session-status.js";
import type { ListedSession, SessionStanding } from "../report/render-sessions.js";
import type { SessionSummary } from "../session/list-sessions.js";
import { readSessionHolder } from "../session/session-lock.js";
import { quote } from "./name-command.js";

/** What is known of one session: by its journal, and of its hand-off by the plugin that hands off. `started`: plugins can be asked. */
export async function describeListed(
  summary: SessionSummary,
  launcher: Launcher,
  started: boolean,
): Promise<ListedSession> {
  const { name, subject, date, directory, problem, damage } = summary;
  const known = started ? await readHandOff(summary, launcher) : undefined;
  const standing = await standingOf(summary, known, launcher);
  // Of one that runs, or is not known, nothing can be said yet.
  const isTold = started && (standing === "finished" || standing === "unfinished");
  const handOff = known ?? summary.handOff ?? (isTold ? launcher.explainNoHandOff() : undefined);
  // What is concluded from the journal of a session that still runs is not so.
  const isOver = standing !== "running" || summary.ended;
  const { outcome, reason } = isOver ? summary : { outcome: undefined, reason: undefined };
  const living = standing === "unfinished" ? await launcher.describeLiving(summary) : undefined;
  const next = living ?? describeNext(summary, standing, { rigName: launcher.rigName, handOff: handOff?.detail ?? "" });
  const why = problem ?? damage ?? reason;
  return {
    name,
    subject,
    date: date ?? null,
    directory,
    standing,
    outcome: outcome ?? null,
    interrupted: standing === "unfinished" && !summary.ended,
    reason: why ?? null,
    handOff: handOff === undefined ? null : { state: handOff.state, detail: handOff.detail },
    status: withCleaning(
      sessionStatus({
        standing,
        known: isTold ? handOff : known,
        before: summary.handOff,
        why,
        next,
        paused: summary.paused,
        followed: standing === "running" && started ? readFollowed(summary, launcher) : undefined,
      }),
      summary.cleaning,
    ),
    notes: [...summary.notes.filter((note) => !isOutdated(note, known)), ...tellChanges(known)],
    unfinished: standing === "unfinished",
    next: next ?? null,
  };
}

/** What is known of the source now takes the place of what was known at the hand-off. */
function isOutdated(note: string, known: KnownHandOff | undefined): boolean {
  return known?.changed !== undefined && note.startsWith("changed since: ");
}

function tellChanges(known: KnownHandOff | undefined): readonly string[] {
  return known?.changed === undefined ? [] : [`changed since: ${known.changed}`];
}

async function standingOf(
  summary: SessionSummary,
  known: KnownHandOff | undefined,
  { services }: Launcher,
): Promise<SessionStanding> {
  const { session, unfinished, name, problem } = summary;
  if (session === undefined || problem !== undefined) return "unreadable";
  if (!unfinished || isFinishedSince(summary, known)) return "finished";
  const holder = await readSessionHolder(services.resolve(LOCKS), session.rigName);
  return holder?.what === `session ${name}` ? "running" : "unfinished";
}

/** All that it owed came to its end without the launcher, as when the daemon did a job that had been parked. */
function isFinishedSince({ owed }: SessionSummary, known: KnownHandOff | undefined): boolean {
  return owed?.every((runner) => runner === known?.finishes) ?? false;
}

async function readHandOff({ session }: SessionSummary, launcher: Launcher): Promise<KnownHandOff | undefined> {
  if (session === undefined) return undefined;
  try {
    return await launcher.readHandOff(session);
  } catch (error) {
    return { state: "unknown", detail: messageOf(error) };
  }
}

/** What can't be read of it is not told: it is only looked at. */
function readFollowed({ session }: SessionSummary, { services }: Launcher): FollowedStatus | undefined {
  if (session === undefined) return undefined;
  try {
    return services.tryResolve(HAND_OFF_READER)?.follow?.(session);
  } catch {
    mark("status: how far a session that runs is copied is not told where that can't be read");
    return undefined;
  }
}

/** What comes next for a session, one sentence with the command to type; undefined: nothing is left to do. */
export function describeNext(
  summary: SessionSummary,
  standing: SessionStanding,
  { rigName, handOff }: { readonly rigName: string; readonly handOff: string },
): string | undefined {
  if (standing === "running") return "it runs right now; nothing to do until it ends";
  const { damage, problem, session } = summary;
  const skip = `\`rigline resume ${quote(summary.name)} --skip-damaged\``;
  if (standing === "unreadable")
    return session === undefined
      ? `the data is untouched; look into ${summary.directory}, and copy it by hand`
      : `the data is untouched; ${skip} hands it off, without what its journal knew`;
  if (standing === "finished" || saysItself(summary, handOff)) return undefined;
  const other = session?.rigName;
  const where = other === undefined || other === rigName ? "" : `on rig ${other}, `;
  if (damage !== undefined || problem !== undefined)
    return `${where}${skip} goes on with what is left of its journal; the experiment is not run, and a step that was done may be repeated`;
  return `${where}\`rigline resume ${quote(summary.name)}\` ${describeLeft(summary)}`;
}

/** The plugin that hands off names the command itself, and there is no other step to resume. */
function saysItself({ owed }: SessionSummary, handOff: string): boolean {
  return owed !== undefined && owed.length <= 1 && handOff.includes("`");
}

function describeLeft({ owed, outcome }: SessionSummary): string {
  if (owed !== undefined) return `runs ${owed.join(", ")} again, and nothing that is done`;
  if (outcome === undefined) return "goes on where the launcher stopped, before or in the experiment";
  return "does what is left after the experiment; the launcher stopped before the end";
}
