import { userAt } from "@rigline/foundation/platform";
import { CLOCK, FILE_SYSTEM, LOCKS, MACHINE } from "../di/core-tokens.js";
import type { Launcher } from "../launcher/launcher.js";
import { isWishTaken, leaveWish, takeWishBack } from "../pause/pause-wish.js";
import { summarizeSession } from "../session/list-sessions.js";
import { readSessionHolder } from "../session/session-lock.js";
import { sessionFilePath } from "../session/session-places.js";
import { findMarked } from "../session/unfinished-index.js";
import { cliError } from "./cli-errors.js";
import type { CommandContext, CommonOptions } from "./command-context.js";
import { tryStart } from "./list-sessions-command.js";
import { withLauncher } from "./open-launcher.js";

/** A launcher looks twice a second; a hook that pauses hardware may keep it for a while. */
const HEARD_MS = 10_000;
const LOOK_MS = 100;

/** Asks the launcher of the session that runs on this rig. Throws SESSION_NOT_RUNNING and PAUSE_NOT_OFFERED. */
export async function pauseSessionCommand(
  context: CommandContext,
  options: CommonOptions & { readonly reason?: string },
  wish: "pause" | "continue",
): Promise<void> {
  await withLauncher(context, options, async ({ launcher }, signal) => {
    // What plugins make of the config says where sessions are.
    await tryStart(context, options, { launcher, signal });
    const directory = await findRunning(launcher);
    const by = userAt(launcher.services.resolve(MACHINE).hostname);
    const fileSystem = launcher.services.resolve(FILE_SYSTEM);
    leaveWish(fileSystem, directory, { wish, by, reason: options.reason });
    if (!(await isHeard(launcher, directory))) {
      takeWishBack(fileSystem, directory);
      throw cliError("PAUSE_NOT_OFFERED", {
        what: `the session ${directory} does not say that it can be paused: its experiment has no pause_file, has not begun or is over`,
        where: { file: sessionFilePath(directory) },
      });
    }
    const { name } = summarizeSession(fileSystem, directory);
    const text = wish === "pause" ? `${name} is asked to pause.` : `${name} goes on.`;
    context.io.out(`${options.json === true ? JSON.stringify({ session: name, wish, by }, undefined, 2) : text}\n`);
  });
}

async function findRunning({ services, rigName, dataFolder }: Launcher): Promise<string> {
  const holder = await readSessionHolder(services.resolve(LOCKS), rigName);
  const name = holder?.what.replace(/^session /, "");
  const directory = name === undefined ? undefined : findMarked(services.resolve(FILE_SYSTEM), dataFolder, name);
  if (directory !== undefined) return directory;
  const where = name === undefined ? "" : `; ${name}, which holds it, is not in ${dataFolder}`;
  throw cliError("SESSION_NOT_RUNNING", { what: `no session runs on rig ${rigName}${where}` });
}

async function isHeard({ services }: Launcher, directory: string): Promise<boolean> {
  const clock = services.resolve(CLOCK);
  const fileSystem = services.resolve(FILE_SYSTEM);
  const end = clock.monotonic() + HEARD_MS;
  while (!isWishTaken(fileSystem, directory)) {
    if (clock.monotonic() > end) return false;
    await clock.sleep(LOOK_MS);
  }
  return true;
}
