import { FILE_SYSTEM, HAND_OFF_READER } from "../di/core-tokens.js";
import { readSessionIn } from "../session/read-session.js";
import { cliError } from "./cli-errors.js";
import type { CommandContext } from "./command-context.js";
import type { FlagValues } from "./open-launcher.js";
import { locateSession } from "./resume-session-command.js";
import { conduct, type RunSwitches } from "./run-session-command.js";

/** `rigline handoff SESSION`: takes back that it was declined, and resumes it. Throws HAND_OFF_BY_NOBODY. */
export async function handOffSessionCommand(
  context: CommandContext,
  options: RunSwitches,
  wanted: string,
  flags: FlagValues,
): Promise<void> {
  await conduct(context, options, flags, async ({ launcher }, signals) => {
    let directory: string | undefined;
    const find = (): string => (directory ??= locateSession(context, launcher, { wanted, skips: false }));
    await launcher.start("session", signals.session, { resumes: find });
    directory = find();
    const reader = launcher.services.tryResolve(HAND_OFF_READER);
    if (reader?.want === undefined)
      throw cliError("HAND_OFF_BY_NOBODY", { what: "no plugin of this rig says that it hands sessions off" });
    await reader.want(readSessionIn(launcher.services.resolve(FILE_SYSTEM), directory).session);
    const report = await launcher.run({ signals, resume: { directory, damaged: "refuse" } });
    if (report.session === undefined) throw report.error;
    return report;
  });
}
