import { FILE_SYSTEM, LOCKS, type KnownHandOff } from "../di/core-tokens.js";
import { messageOf } from "@rigline/foundation/errors";
import type { Launcher } from "../launcher/launcher.js";
import { renderSessions, type ListedSession, type SessionStanding } from "../report/render-sessions.js";
import { listSessionsIn, type SessionSummary } from "../session/list-sessions.js";
import { listUnfinished } from "../session/unfinished-index.js";
import { readSessionHolder } from "../session/session-lock.js";
import type { CommandContext, CommonOptions } from "./command-context.js";
import { withLauncher } from "./open-launcher.js";
import { quote } from "./name-command.js";

/** `rigline sessions`: what the journals say, and where each hand-off stands now, as its plugin reads it. */
export async function listSessionsCommand(
  context: CommandContext,
  options: CommonOptions & { readonly limit: number },
): Promise<void> {
  await withLauncher(context, options, async ({ launcher }, signal) => {
    const started = await tryStart(context, options, { launcher, signal });
    const summaries = withLost(listSessionsIn(launcher.services.resolve(FILE_SYSTEM), launcher.dataFolder), launcher);
    const shown = summaries.slice(0, options.limit);
    const listed = await Promise.all(shown.map((summary) => describeSession(summary, launcher, started)));
    const text =
      options.json === true
        ? JSON.stringify({ sessions: listed }, undefined, 2)
        : renderSessions(listed, summaries.length, launcher.dataFolder);
    context.io.out(`${text}\n`);
  });
}

/** With those whose own records are gone, and which the data folder still knows, first: they want to be seen. */
function withLost(found: readonly SessionSummary[], launcher: Launcher): readonly SessionSummary[] {
  const fileSystem = launcher.services.resolve(FILE_SYSTEM);
  const lost = listUnfinished(fileSystem, launcher.dataFolder, launcher.rigName).filter(
    ({ problem, directory }) => problem !== undefined && fileSystem.exists(directory),
  );
  return [...lost, ...found.filter(({ name }) => !lost.some((other) => other.name === name))];
}

/** A rig that can't start, for example because it is running a session, can still tell what it has done. */
async function tryStart(
  { io }: CommandContext,
  { quiet }: CommonOptions,
  { launcher, signal }: { readonly launcher: Launcher; readonly signal: AbortSignal },
): Promise<boolean> {
  try {
    await launcher.start("inspection", signal);
    return true;
  } catch (error) {
    if (signal.aborted) throw error;
    if (quiet !== true)
      io.err(`warning: ${messageOf(error)}; so the hand-offs are as they stood when each session ended\n`);
    return false;
  }
}

async function describeSession(summary: SessionSummary, launcher: Launcher, started: boolean): Promise<ListedSession> {
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
  return {
    name,
    subject,
    date: date ?? null,
    directory,
    standing,
    outcome: outcome ?? null,
    interrupted: standing === "unfinished" && !summary.ended,
    reason: problem ?? damage ?? reason ?? null,
    handOff: handOff === undefined ? null : { state: handOff.state, detail: handOff.detail },
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
