import { EXIT_CODES } from "@rigline/foundation/errors";
import { userAt } from "@rigline/foundation/platform";
import { formatData, formatSessions } from "@rigline/foundation/quantities";
import { renderClean, type CleanRow } from "../clean/clean-row.js";
import { acquireCleanLock, performCleaning, planCleaning } from "../clean/clean-sessions.js";
import type { CleanWishes, PlannedClean } from "../clean/plan-clean.js";
import { CLOCK, FILE_SYSTEM, HAND_OFF_READER, LOCKS, MACHINE, UI } from "../di/core-tokens.js";
import { listSessionsIn } from "../session/list-sessions.js";
import type { CommandContext, CommonOptions } from "./command-context.js";
import { describeListed } from "./describe-listed.js";
import { withLost } from "./list-sessions-command.js";
import { type OpenedLauncher, type FlagValues, withLauncher } from "./open-launcher.js";

interface CleanOptions extends CommonOptions {
  readonly deletes: boolean;
  readonly asks: boolean;
  readonly flags: FlagValues;
}

/** `rigline clean`: says what stays and why, asks, deletes. Throws CLEAN_RUNNING and INPUT_NEEDED. */
export async function cleanSessionsCommand(
  context: CommandContext,
  options: CleanOptions,
  wishes: CleanWishes,
): Promise<void> {
  await withLauncher(context, options, async (opened, signal) => {
    const { launcher } = opened;
    await launcher.start("inspection", signal);
    const { services, dataFolder } = launcher;
    const clock = services.resolve(CLOCK);
    const lock = await acquireCleanLock(services.resolve(LOCKS), {
      dataFolder,
      pid: services.resolve(MACHINE).pid,
      clock,
    });
    try {
      await clean(context, options, { opened, signal, wishes });
    } finally {
      await lock.release();
    }
  });
}

async function clean(
  context: CommandContext,
  { json, deletes, asks }: CleanOptions,
  {
    opened,
    signal,
    wishes,
  }: { readonly opened: OpenedLauncher; readonly signal: AbortSignal; readonly wishes: CleanWishes },
): Promise<void> {
  const { io } = context;
  const { launcher, progress } = opened;
  const { services, dataFolder, rigName } = launcher;
  const fileSystem = services.resolve(FILE_SYSTEM);
  const parts = {
    fileSystem,
    clock: services.resolve(CLOCK),
    reader: services.tryResolve(HAND_OFF_READER),
    rigName,
    by: userAt(services.resolve(MACHINE).hostname),
    signal,
    describe: (summary: PlannedClean["summary"]) => describeListed(summary, launcher, true),
    onProgress: (text: string) => progress.update(text),
  };
  const { planned, gone } = await planCleaning(
    parts,
    withLost(listSessionsIn(fileSystem, dataFolder), launcher),
    wishes,
  );
  progress.finish({ keep: false });
  const rows = planned.map(({ row }) => row);
  if (json !== true) io.out(`${renderClean(rows, gone, dataFolder)}\n`);
  const wanted = planned.filter(({ row }) => row.decision === "delete");
  const isAgreed = deletes && wanted.length > 0 && (!asks || (await ask(opened, wanted)));
  const done = isAgreed
    ? await performCleaning(parts, wanted, wishes, (row) => {
        progress.finish({ keep: false });
        if (json !== true) io.out(`${describeDone(row)}\n`);
      })
    : [];
  progress.finish({ keep: false });
  if (json === true) io.out(`${JSON.stringify(toJson(rows, done, gone), undefined, 2)}\n`);
  else if (wanted.length > 0) io.out(`${isAgreed ? describeTotal(done) : "Nothing was deleted."}\n`);
  if (done.some(({ decision }) => decision === "left")) context.exitCode = EXIT_CODES.storage;
}

function ask({ launcher }: OpenedLauncher, wanted: readonly PlannedClean[]): Promise<boolean> {
  const message = `Delete at the rig ${describeTotalOf(wanted.map(({ row }) => row))}?`;
  return launcher.services.resolve(UI).confirm({ key: "clean", message, initial: false, flag: "--yes" });
}

function describeDone({ name, decision, why, files, bytes, left }: CleanRow): string {
  if (decision === "deleted") return `${name}: deleted, ${formatData({ files, bytes })}`;
  if (decision !== "left") return `${name}: stays: ${why}`;
  const told = left.map(({ path, why: reason }) => `\n  left  ${path}: ${reason}`).join("");
  return `${name}: not all of it: ${formatData({ files, bytes })}; the rest stays, and the next \`rigline clean\` goes on${told}`;
}

function describeTotal(done: readonly CleanRow[]): string {
  return `Deleted ${describeTotalOf(done.filter(({ decision }) => decision !== "keep"))}.`;
}

function describeTotalOf(rows: readonly CleanRow[]): string {
  const { files, bytes } = sum(rows);
  return `${formatSessions(rows.length)}, ${formatData({ files, bytes })}`;
}

function sum(rows: readonly CleanRow[]): { readonly files: number; readonly bytes: number } {
  return rows.reduce((so, { files, bytes }) => ({ files: so.files + files, bytes: so.bytes + bytes }), {
    files: 0,
    bytes: 0,
  });
}

function toJson(rows: readonly CleanRow[], done: readonly CleanRow[], gone: number): object {
  const byFolder = new Map(done.map((row) => [row.directory, row]));
  const deleted = done.filter(({ decision }) => decision === "deleted" || decision === "left");
  return {
    sessions: rows.map((row) => byFolder.get(row.directory) ?? row),
    deleted: { sessions: deleted.length, ...sum(deleted) },
    nothingLeft: gone,
  };
}
