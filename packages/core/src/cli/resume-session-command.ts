import { basename, resolve } from "node:path";
import { EXIT_CODES, RiglineError } from "@rigline/foundation/errors";
import { FILE_SYSTEM } from "../di/core-tokens.js";
import type { Launcher } from "../launcher/launcher.js";
import { findSession, findUnfinished, listSessionFolders } from "../session/list-sessions.js";
import { describeFormerName } from "../session/relabel-session.js";
import { SESSION_FOLDER } from "../session/session-places.js";
import { findMarked } from "../session/unfinished-index.js";
import type { CommandContext } from "./command-context.js";
import { quote } from "./name-command.js";
import type { FlagValues } from "./open-launcher.js";
import { conduct, type RunSwitches } from "./run-session-command.js";

/** `rigline resume [SESSION]`. That there is nothing to resume is what a person and a script hope for: exit code 0. */
export async function resumeSessionCommand(
  context: CommandContext,
  options: RunSwitches & { readonly skipDamaged?: boolean },
  wanted: string | undefined,
  flags: FlagValues,
): Promise<void> {
  await conduct(context, options, flags, async ({ launcher }, signals) => {
    const skips = options.skipDamaged === true;
    let directory: string | undefined;
    const find = (): string | undefined =>
      (directory ??= wanted === undefined ? findNewest(launcher) : locateSession(context, launcher, { wanted, skips }));
    try {
      // What plugins make of the config says where sessions are.
      await launcher.start("session", signals.session, { resumes: find });
      directory = find();
      if (directory !== undefined) {
        const resume = { directory, damaged: skips ? "skip" : "refuse" } as const;
        const report = await launcher.run({ signals, resume });
        if (report.session === undefined) throw report.error;
        return report;
      }
    } catch (error) {
      throw skips ? error : adviseSkipping(error, basename(directory ?? wanted ?? "NAME"));
    }
    const message = `Nothing to resume: no session of rig ${launcher.rigName} in ${launcher.dataFolder} is unfinished.`;
    const text = options.json === true ? JSON.stringify({ session: null, message }, undefined, 2) : message;
    context.io.out(`${text}\n`);
    context.exitCode = EXIT_CODES.success;
    return undefined;
  });
}

/** Nobody has a backup of a journal: what is left of it is enough to hand the data off. */
function adviseSkipping(error: unknown, name: string): unknown {
  if (!(error instanceof RiglineError) || !SKIPPABLE.includes(error.code)) return error;
  const { code, exit, message: what, where, why, cause } = error;
  const todo = `\`rigline resume ${quote(name)} --skip-damaged\` goes on with what is left of it and hands the data off: the experiment is not run, and a step that was done may be repeated. Then check the disk.`;
  return new RiglineError(code, { exit, meaning: what, todo }, { what, where, ...(why && { why }), cause });
}

const SKIPPABLE = ["JOURNAL_DAMAGED", "SESSION_UNREADABLE"];

function findNewest(launcher: Launcher): string | undefined {
  return findUnfinished(launcher.services.resolve(FILE_SYSTEM), launcher.dataFolder, launcher.rigName)?.directory;
}

/** A folder, also of another data_dir than the config's, or a name; also one that it had before it was relabelled. */
export function locateSession(
  context: CommandContext,
  launcher: Launcher,
  request: { readonly wanted: string; readonly skips: boolean },
): string {
  const directory = findFolder(context, launcher, request);
  const called = describeFormerName(launcher.services.resolve(FILE_SYSTEM), directory, request.wanted);
  if (called !== undefined) context.io.err(`${called}\n`);
  return directory;
}

function findFolder(
  { io }: CommandContext,
  launcher: Launcher,
  { wanted, skips }: { readonly wanted: string; readonly skips: boolean },
): string {
  const fileSystem = launcher.services.resolve(FILE_SYSTEM);
  const folder = resolve(io.folder, wanted);
  if (fileSystem.exists(resolve(folder, SESSION_FOLDER))) return folder;
  // Its own records may be gone: then the data folder still knows it.
  const marked = findMarked(fileSystem, launcher.dataFolder, wanted);
  if (marked !== undefined && fileSystem.exists(marked)) return marked;
  const named = listSessionFolders(fileSystem, launcher.dataFolder).find((directory) => basename(directory) === wanted);
  return skips && named !== undefined ? named : findSession(fileSystem, launcher.dataFolder, wanted).directory;
}
