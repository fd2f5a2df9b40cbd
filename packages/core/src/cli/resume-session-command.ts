import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { EXIT_CODES } from "../errors/index.js";
import type { Launcher } from "../launcher/launcher.js";
import { findSession, findUnfinished } from "../session/find-session.js";
import { SESSION_FOLDER } from "../session/session-places.js";
import type { CommandContext } from "./command-context.js";
import type { FlagValues } from "./open-launcher.js";
import { conduct, type RunSwitches } from "./run-session-command.js";

/** `rigline resume [SESSION]`. That there is nothing to resume is what a person and a script hope for: exit code 0. */
export async function resumeSessionCommand(
  context: CommandContext,
  options: RunSwitches,
  wanted: string | undefined,
  flags: FlagValues,
): Promise<void> {
  await conduct(context, options, flags, async ({ launcher }, signals) => {
    const directory = wanted === undefined ? findNewest(launcher) : locate(context, launcher, wanted);
    if (directory !== undefined) {
      await launcher.resumeSession(directory, signals);
      return true;
    }
    const message = `Nothing to resume: no session of rig ${launcher.rigName} in ${launcher.dataFolder} is unfinished.`;
    const text = options.json === true ? JSON.stringify({ session: null, message }, undefined, 2) : message;
    context.io.out(`${text}\n`);
    context.exitCode = EXIT_CODES.success;
    return false;
  });
}

function findNewest(launcher: Launcher): string | undefined {
  return findUnfinished(launcher.dataFolder, launcher.rigName)?.directory;
}

/** A folder, also of another data_dir than the config's, or a name. */
function locate({ io }: CommandContext, launcher: Launcher, wanted: string): string {
  const folder = resolve(io.folder, wanted);
  return existsSync(resolve(folder, SESSION_FOLDER)) ? folder : findSession(launcher.dataFolder, wanted).directory;
}
