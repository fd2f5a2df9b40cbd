import { resolve } from "node:path";
import { EXIT_CODES, formatPath, messageOf, renderError, RiglineError } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { nodeFileSystem, systemClock } from "@rigline/foundation/platform";
import { openStarterUi } from "../init/open-starter-ui.js";
import { openProgress, type QueueProgress, type QueueRow } from "../queue/queue-progress.js";
import { type QueuedSession, readQueue } from "../queue/read-queue.js";
import { nameQueued, renderQueue } from "../queue/render-queue.js";
import type { SessionReport, ToldHandOff } from "../report/session-report.js";
import type { Ui } from "../ui/ui.js";
import { renderStatus, type SessionStatusRow, toStatusRow } from "../report/render-status.js";
import { summarizeSession } from "../session/list-sessions.js";
import { type CommandContext, type CommonOptions, contextAside } from "./command-context.js";
import { describeListed } from "./describe-listed.js";
import { tryStart } from "./list-sessions-command.js";
import { type FlagValues, withLauncher } from "./open-launcher.js";
import { runSessionCommand, type RunSwitches } from "./run-session-command.js";

/**
 * `rigline run --queue FILE`: one session after the other, each as `rigline run` runs it, but that none waits for the hand-off of the one
 * before. A person is asked before each; where nobody is, the first that does not go well ends it, and the next call goes on behind it. Where
 * the data of all of them stand is told at the end. The exit code is that of the first that did not go well.
 */
export async function runQueueCommand(
  context: CommandContext,
  options: RunSwitches & { readonly dryRun?: boolean },
  { queue, flags }: { readonly queue: string; readonly flags: FlagValues },
  ui: Ui = openStarterUi({
    input: context.io.input,
    output: context.io.errorOutput,
    noInput: flags["input"] === false,
  }),
): Promise<void> {
  const { io } = context;
  const file = resolve(io.folder, queue);
  const read = (): readonly QueuedSession[] => readQueue(nodeFileSystem, file);
  read();
  const progress = openProgress(file, { fileSystem: nodeFileSystem, clock: systemClock });
  const reports: SessionReport[] = [];
  try {
    if (options.dryRun !== true) await runAll(context, { options, flags, ui, progress, read, reports });
    const rows = progress.rows(read());
    const standing = await readStanding(context, options, reports);
    const told =
      options.json === true
        ? JSON.stringify({ queue: file, sessions: rows.map(toJson), reports, standing }, undefined, 2)
        : [renderQueue(rows), ...renderStanding(standing)].join("\n");
    io.out(`${told}\n`);
  } finally {
    progress.close();
  }
}

interface Queue {
  readonly options: RunSwitches;
  readonly flags: FlagValues;
  readonly ui: Ui;
  readonly progress: QueueProgress;
  /** The file as it is now: its order may be changed while a session runs. */
  readonly read: () => readonly QueuedSession[];
  readonly reports: SessionReport[];
}

async function runAll(context: CommandContext, queue: Queue): Promise<void> {
  const { progress, read, ui, reports } = queue;
  let worst: number = EXIT_CODES.success;
  for (;;) {
    const rows = progress.rows(read());
    const at = rows.findIndex(({ record }) => record === undefined);
    const queued = rows[at]?.queued;
    const wish =
      queued !== undefined && ui.interactive ? await askAbout(ui, queued, `${at + 1} of ${rows.length}`) : "run";
    context.exitCode = worst;
    if (queued === undefined || wish === "stop") return;
    if (wish === "skip") {
      progress.note(queued, { type: "skipped" });
      continue;
    }
    const isNextWaiting = rows.slice(at + 1).some(({ record }) => record === undefined);
    const report = await runOne(context, { ...queue, options: { ...queue.options, isNextWaiting } }, queued);
    if (report !== undefined) reports.push(report);
    if (report?.session !== undefined)
      progress.note(queued, { type: "ran", session: report.session.name, outcome: report.outcome });
    if (context.exitCode === EXIT_CODES.aborted) return;
    if (worst === EXIT_CODES.success) worst = context.exitCode;
    if (worst !== EXIT_CODES.success && !ui.interactive) return;
  }
}

function askAbout(ui: Ui, queued: QueuedSession, place: string): Promise<string> {
  return ui.pick({
    key: "queue",
    message: `Next of the queue (${place}): ${nameQueued(queued)}`,
    remember: "never",
    choices: [
      { value: "run", label: "Run it" },
      { value: "skip", label: "Skip it" },
      { value: "stop", label: "Stop here; the next call goes on with it" },
    ],
  });
}

/** What is wrong with one session is told, and the queue is asked about again. */
async function runOne(
  context: CommandContext,
  { options, flags, ui }: Queue,
  queued: QueuedSession,
): Promise<SessionReport | undefined> {
  const { io } = context;
  context.exitCode = EXIT_CODES.success;
  const aside = contextAside(context, options.json === true ? () => undefined : (text) => io.out(text));
  try {
    return await runSessionCommand(aside, options, { ...flags, ...toFlags(queued) });
  } catch (error) {
    if (!ui.interactive) throw error;
    mark("queue: a session that is refused is told, and the person decides what comes next");
    io.err(`${renderError(error, { verbose: options.verbose === true })}\n`);
    aside.exitCode = error instanceof RiglineError ? error.exitCode : EXIT_CODES.internal;
    return undefined;
  } finally {
    context.exitCode = aside.exitCode;
  }
}

function renderStanding(rows: readonly SessionStatusRow[]): readonly string[] {
  if (rows.length === 0) return [];
  return [
    "",
    "Where the data stand by now of those before the last, which were not waited for:",
    renderStatus(rows, rows.length, ""),
  ];
}

function isUnderWay({ state, status }: ToldHandOff): boolean {
  return status === undefined ? state === "pending" : !status.isOver;
}

/**
 * Where the data of those stand now that were not waited for. One that is stuck by now counts in the exit code, as it would have had
 * somebody waited.
 */
async function readStanding(
  context: CommandContext,
  options: CommonOptions,
  reports: readonly SessionReport[],
): Promise<readonly SessionStatusRow[]> {
  const left = reports
    .slice(0, -1)
    .flatMap(({ session, handOff }) => (session === undefined || !isUnderWay(handOff) ? [] : [session.directory]));
  if (left.length === 0 || context.exitCode === EXIT_CODES.aborted) return [];
  const rows: SessionStatusRow[] = [];
  const aside = contextAside(context, () => undefined);
  try {
    await withLauncher(aside, options, async ({ launcher }, signal) => {
      const started = await tryStart(context, options, { launcher, signal });
      for (const directory of left) {
        const summary = summarizeSession(nodeFileSystem, directory);
        rows.push(toStatusRow(await describeListed(summary, launcher, started)));
      }
    });
  } catch (error) {
    mark("queue: where data stand that can't be looked at is told by `rigline status`");
    context.io.err(`warning: where the data stand could not be looked at: ${messageOf(error)}\n`);
  }
  const isStuck = rows.some(({ status }) => status.word === "stuck");
  if (isStuck && context.exitCode === EXIT_CODES.success) context.exitCode = EXIT_CODES.handOff;
  return rows;
}

function toFlags({ subject, experiment, experimenters, notes, answers = {} }: QueuedSession): FlagValues {
  return {
    subject,
    ...(experiment === undefined ? {} : { experiment }),
    ...(experimenters === undefined ? {} : { experimenters }),
    ...(notes === undefined ? {} : { notes }),
    ...Object.fromEntries(Object.entries(answers).map(([key, value]) => [formatPath(["answers", key]), value])),
  };
}

function toJson({ queued, record }: QueueRow): object {
  const { type, session = null, outcome = null } = record ?? {};
  return { ...queued, state: type ?? "waits", session, outcome };
}
