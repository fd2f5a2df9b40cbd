import { createHash } from "node:crypto";
import type { GateName, StatusWord } from "@rigline/foundation/status";
import { describeDamage, describeJob, fillRedrive, redriveCommand } from "@rigline/manifest";
import type { PageRow } from "../wire/page-state.js";
import { compareRows } from "../wire/order-rows.js";
import type { RowAct } from "../wire/words.js";
import { nameWord } from "./name-word.js";
import type { LookedJob } from "./jobs-look.js";
import type { KnownSession } from "./known-session.js";

const SOURCE: GateName = "source still the same";

/** A row, with where it is from. */
export interface SourcedRow {
  readonly row: PageRow;
  readonly session: KnownSession | undefined;
  readonly job: LookedJob | undefined;
}

export interface RowFacts {
  readonly sessions: Iterable<KnownSession>;
  readonly jobs: readonly LookedJob[];
  readonly now: Date;
  /** When anything was last written of a session, milliseconds since the epoch. */
  readonly writtenAt: (session: KnownSession) => number | undefined;
  /** Of the daemon. */
  readonly configFile: string;
  /** Somebody does what the daemon has to. */
  readonly isWatched: boolean;
}

/** The rig's sessions, and the daemon's jobs that are of none of them; what needs somebody first, then the newest. */
export function makeRows(facts: RowFacts): readonly SourcedRow[] {
  const own = facts.jobs.filter(({ copyOf }) => copyOf === null);
  const byName = new Map(own.map((job) => [job.name, job]));
  // One whose folder was copied elsewhere in the data is told of once.
  const named = new Map([...facts.sessions].map((session) => [session.name, session]));
  const rows = [...named.values()].map((session) => rowOfSession(facts, session, byName.get(session.name)));
  const shown = new Set(rows.map(({ row }) => row.name));
  const others = own.filter(({ name }) => !shown.has(name)).map((job) => rowOfJob(facts, job));
  return [...rows, ...others].toSorted(({ row: one }, { row: other }) => compareRows(one, other));
}

function rowOfSession(facts: RowFacts, session: KnownSession, job: LookedJob | undefined): SourcedRow {
  const { name, subject, date, status } = session;
  const written = [facts.writtenAt(session), job?.writtenAt].filter((at) => at !== undefined);
  // The daemon may know more by now than the launcher when it looked.
  const damage = job?.verification?.isWhole === false ? describeDamage(job.verification) : undefined;
  const named = nameWord(damage === undefined ? status : { ...status, word: "stuck" }, job?.state);
  const row: PageRow = {
    key: keyOf(name),
    name,
    subject,
    ...named,
    at: written.length === 0 ? session.at : new Date(Math.max(...written)).toISOString(),
    began: date,
    why: damage ?? status.detail,
    todo: status.todo,
    copy: status.copy,
    ...(job === undefined ? NO_JOB : factsOf(job)),
    mayDelete: damage === undefined && status.word === "safe to delete",
    acts: [...(job?.acts ?? []), ...launcherActs(status.word, job)],
  };
  return { row, session, job };
}

function rowOfJob(facts: RowFacts, job: LookedJob): SourcedRow {
  const { word, copy, state, failure, name } = job;
  // Whether the source is still the same is not looked at here.
  const isSafe = job.gates.every(({ gate, needed, state: at }) => !needed || at === "passed" || gate === SOURCE);
  const todo = todoOf(job, facts);
  const named = nameWord({ word: isSafe ? "safe to delete" : word, todo, isOver: job.step === "complete" }, job.state);
  const why = isSafe
    ? `verified at ${job.destination ?? "its destination"}; whether it may be deleted, \`rigline status\` at the rig says`
    : job.verification?.isWhole === false
      ? describeDamage(job.verification)
      : (failure?.message ?? describeJob({ state, manifest: job.manifestThere ? "queued" : "gone" }, facts.now));
  const row: PageRow = {
    key: keyOf(name),
    name,
    subject: null,
    ...named,
    at: job.writtenAt === undefined ? null : new Date(job.writtenAt).toISOString(),
    began: job.writtenAt === undefined ? null : new Date(job.writtenAt).toISOString(),
    why,
    todo: named.group === "needs" ? todo : null,
    copy: copy ?? null,
    ...factsOf(job),
    mayDelete: false,
    acts: job.acts,
  };
  return { row, session: undefined, job };
}

const WAITS: readonly StatusWord[] = ["queued", "waiting for its time", "copying"];

function todoOf({ failure, file, name, word }: LookedJob, { configFile, isWatched }: RowFacts): string | null {
  if (!isWatched && WAITS.includes(word)) return `Start a daemon: \`rigline-watchdog -c "${configFile}"\``;
  if (failure?.todo === undefined || failure.todo === null) return null;
  return fillRedrive(failure.todo, redriveCommand(configFile, name === file ? undefined : name, file));
}

const NO_JOB = { code: null, bytes: null, files: null, destination: null, verified: false } as const;

function factsOf({ failure, bytes, files, destination, state, copy }: LookedJob): RowOfJob {
  const { published } = state;
  return {
    code: failure?.code ?? null,
    bytes: bytes ?? copy?.ofBytes ?? null,
    files: files ?? copy?.ofFiles ?? null,
    destination,
    verified: published !== undefined && published.flushed !== false,
  };
}

type RowOfJob = Pick<PageRow, "code" | "bytes" | "files" | "destination" | "verified">;

/** What the launcher's own commands change, before the copy has begun or of what was not to be handed off. */
function launcherActs(word: StatusWord, job: LookedJob | undefined): readonly RowAct[] {
  if (word === "cancelled" || word === "declined" || word === "discarded") return ["handoff"];
  if (job?.state.planned !== undefined || job?.state.published !== undefined) return [];
  const isBefore: readonly StatusWord[] = ["outbox", "queued", "held", "waiting for its time", "stuck"];
  if (!isBefore.includes(word)) return [];
  const withoutJob: readonly RowAct[] = job === undefined ? (word === "held" ? ["release"] : ["hold", "cancel"]) : [];
  return [...withoutJob, "relabel", "discard"];
}

/** Of a session and of its job the same; and nothing of a name that somebody chose is in an address. */
function keyOf(name: string): string {
  return createHash("sha256").update(name).digest("hex").slice(0, 16);
}
