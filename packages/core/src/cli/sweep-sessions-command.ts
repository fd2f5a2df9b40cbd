import { resolve } from "node:path";
import { EXIT_CODES, messageOf, renderError, RiglineError } from "@rigline/foundation/errors";
import { userAt, userName } from "@rigline/foundation/platform";
import { mark } from "@rigline/foundation/marks";
import { formatSessions } from "@rigline/foundation/quantities";
import { CLOCK, FILE_SYSTEM, HAND_OFF_READER, LOCKS, MACHINE, UI } from "../di/core-tokens.js";
import type { Launcher } from "../launcher/launcher.js";
import type { SessionReport } from "../report/session-report.js";
import { noteElsewhere } from "../session/elsewhere.js";
import { summarizeSession } from "../session/list-sessions.js";
import { refuseTakenRig } from "../session/session-lock.js";
import { adoptSession } from "../sweep/adopt-session.js";
import { type NightWishes, planNights } from "../sweep/plan-nights.js";
import {
  keepNamesApart,
  leaveOut,
  listOwnFolders,
  type PlannedSweep,
  planFound,
  planOwn,
} from "../sweep/plan-sweep.js";
import { SESSION_FINDER } from "../sweep/session-finder.js";
import { askAboutSweep, renderSweep, type SweepRow } from "../sweep/sweep-row.js";
import { cliError } from "./cli-errors.js";
import { type CommandContext, type CommonOptions, contextAside } from "./command-context.js";
import { describeListed } from "./describe-listed.js";
import { type FlagValues, type OpenedLauncher, withLauncher } from "./open-launcher.js";
import { conduct } from "./run-session-command.js";

type SweepOptions = CommonOptions & { readonly flags: FlagValues };

interface SweepWishes {
  /** As it was typed; undefined: the data folder. */
  readonly folder: string | undefined;
  readonly nights: NightWishes;
  /** Names of sessions that stay. */
  readonly except: readonly string[];
  readonly acts: boolean;
  readonly asks: boolean;
}

/**
 * `rigline sweep`: says what was never handed off and why the rest stays, asks once, and hands off by the ordinary way, the oldest
 * first, a few in each night. Throws HAND_OFF_BY_NOBODY, SWEEP_NO_FOLDER, SESSION_NOT_FOUND, INPUT_NEEDED, and SESSION_RUNNING where the rig is in use.
 */
export async function sweepSessionsCommand(
  context: CommandContext,
  options: SweepOptions,
  wishes: SweepWishes,
): Promise<void> {
  const { io } = context;
  let planned: readonly PlannedSweep[] = [];
  let folder = "";
  let isAgreed = false;
  await withLauncher(context, options, async (opened, signal) => {
    const { launcher, progress } = opened;
    await launcher.start("inspection", signal);
    folder = wishes.folder === undefined ? launcher.dataFolder : resolve(io.folder, wishes.folder);
    planned = await plan(opened, folder, wishes, signal);
    progress.finish({ keep: false });
    const rows = planned.map(({ row }) => row);
    if (options.json !== true) io.out(`${renderSweep(rows, folder)}\n`);
    const offered = rows.filter(({ decision }) => decision === "hand off");
    if (!wishes.acts || offered.length === 0) return;
    await refuseTakenRig(launcher.services.resolve(LOCKS), launcher.rigName);
    isAgreed = !wishes.asks || (await ask(launcher, offered));
  });
  const done = isAgreed ? await handOffAll(context, options, planned) : [];
  tell(context, options, { planned, done, folder });
}

async function plan(
  { launcher, progress }: OpenedLauncher,
  folder: string,
  { folder: named, nights, except }: SweepWishes,
  signal: AbortSignal,
): Promise<readonly PlannedSweep[]> {
  const { services, rigName } = launcher;
  const finder = services.tryResolve(SESSION_FINDER);
  if (finder === undefined || services.tryResolve(HAND_OFF_READER)?.change === undefined)
    throw cliError("HAND_OFF_BY_NOBODY", { what: "no plugin of this rig finds sessions and hands them off" });
  const clock = services.resolve(CLOCK);
  const fileSystem = services.resolve(FILE_SYSTEM);
  if (!fileSystem.exists(folder) || !fileSystem.stat(folder).isFolder) {
    // The data folder is made by the first session.
    if (named === undefined) return [];
    throw cliError("SWEEP_NO_FOLDER", { what: `${folder} is no folder`, where: { file: folder } });
  }
  const onProgress = (text: string): void => progress.update(text);
  const found = (await finder.find(folder, { signal, onProgress })).map((one) => planFound(one, clock.now().getTime()));
  const parts = {
    fileSystem,
    rigName,
    describe: (summary: Parameters<typeof describeListed>[0]) => describeListed(summary, launcher, true),
    findLiving: (summary: Parameters<typeof describeListed>[0]) => launcher.describeLiving(summary),
  };
  const own: PlannedSweep[] = [];
  for (const directory of listOwnFolders(fileSystem, folder)) {
    signal.throwIfAborted();
    onProgress(`looking at ${directory}`);
    own.push(await planOwn(directory, parts));
  }
  const all = leaveOut(keepNamesApart([...own, ...found]), except).toSorted(
    (left, right) => timeOf(left.row) - timeOf(right.row),
  );
  const offered = all.filter(({ row }) => row.decision === "hand off");
  const times = planNights(offered.length, nights, { now: clock.now(), zone: clock.zone() });
  const timeOfRow = new Map(offered.map(({ row }, index) => [row, times[index]?.toISOString() ?? null]));
  return all.map((one) => ({ ...one, row: { ...one.row, at: timeOfRow.get(one.row) ?? null } }));
}

function timeOf({ date }: SweepRow): number {
  return date === null ? 0 : Date.parse(date);
}

function ask({ services }: Launcher, offered: readonly SweepRow[]): Promise<boolean> {
  return services.resolve(UI).confirm({ key: "sweep", message: askAboutSweep(offered), initial: false, flag: "--yes" });
}

/** One after the other, each as `rigline handoff` does it; one that fails does not keep the others. */
async function handOffAll(
  context: CommandContext,
  options: SweepOptions,
  planned: readonly PlannedSweep[],
): Promise<readonly SweepRow[]> {
  const done: SweepRow[] = [];
  for (const one of planned.filter(({ row }) => row.decision === "hand off")) {
    if (context.exitCode === EXIT_CODES.aborted) break;
    const row = await handOffOne(context, options, one);
    done.push(row);
    if (options.json !== true) context.io.out(`${row.name}: ${row.decision}: ${row.why}\n`);
  }
  return done;
}

async function handOffOne(context: CommandContext, options: SweepOptions, planned: PlannedSweep): Promise<SweepRow> {
  const { row } = planned;
  // What is told of it is one line.
  const quietly = { ...options, json: false, quiet: options.verbose !== true };
  const aside = contextAside(context, () => undefined);
  let report: SessionReport | undefined;
  try {
    await conduct(aside, quietly, options.flags, async ({ launcher }, signals) => {
      await launcher.start("session", signals.session, { resumes: () => row.directory });
      await prepare(launcher, planned);
      const resume = { directory: row.directory, damaged: "refuse" } as const;
      report = await launcher.run({ signals, resume });
      if (report.session === undefined) throw report.error;
      return report;
    });
  } catch (error) {
    mark("sweep: a session that can't be handed off does not keep the others");
    aside.exitCode = error instanceof RiglineError ? error.exitCode : EXIT_CODES.internal;
    if (options.verbose === true) context.io.err(`${renderError(error, { verbose: true })}\n`);
    context.exitCode = worse(context.exitCode, aside.exitCode);
    return { ...row, decision: "failed", why: messageOf(error) };
  }
  context.exitCode = worse(context.exitCode, aside.exitCode);
  const failed = report?.runners.find(({ state, tolerated }) => state === "failed" && tolerated !== true);
  if (failed !== undefined) return { ...row, decision: "failed", why: failed.reason ?? `${failed.name} failed` };
  const { state = "unknown", detail = "" } = report?.handOff ?? {};
  return { ...row, decision: "handed off", why: detail === "" ? state : `${state}: ${detail}` };
}

/** Makes it a session where it is none yet, and says when it is to begin. */
async function prepare(launcher: Launcher, { row, found }: PlannedSweep): Promise<void> {
  const { services, rigName } = launcher;
  const fileSystem = services.resolve(FILE_SYSTEM);
  const clock = services.resolve(CLOCK);
  const { hostname, pid } = services.resolve(MACHINE);
  const user = userName();
  const by = userAt(hostname);
  const session =
    found === undefined
      ? summarizeSession(fileSystem, row.directory).session
      : adoptSession({ fileSystem, clock, pid, rigName, user, by }, found);
  if (session === undefined || row.at === null) return;
  noteElsewhere(fileSystem, launcher.dataFolder, row.directory);
  await services.resolve(HAND_OFF_READER).change?.(session, { do: "reschedule", to: row.at }, by);
}

/** The first that went wrong is told; that somebody stopped it goes before. */
function worse(before: number, now: number): number {
  return now === EXIT_CODES.aborted || before === EXIT_CODES.success ? now : before;
}

function tell(
  { io }: CommandContext,
  { json }: SweepOptions,
  {
    planned,
    done,
    folder,
  }: { readonly planned: readonly PlannedSweep[]; readonly done: readonly SweepRow[]; readonly folder: string },
): void {
  const handedOff = done.filter(({ decision }) => decision === "handed off").length;
  if (json === true) {
    const byFolder = new Map(done.map((row) => [row.directory, row]));
    const sessions = planned.map(({ row }) => byFolder.get(row.directory) ?? row);
    io.out(`${JSON.stringify({ folder, sessions, handedOff }, undefined, 2)}\n`);
    return;
  }
  if (!planned.some(({ row }) => row.decision === "hand off")) return;
  const rest = done.length - handedOff;
  io.out(
    done.length === 0
      ? "Nothing was handed off.\n"
      : `Handed off ${formatSessions(handedOff)}${rest === 0 ? "" : `, ${rest} failed`}.\n`,
  );
}
