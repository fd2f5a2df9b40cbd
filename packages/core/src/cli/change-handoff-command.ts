import { describePid } from "@rigline/foundation/lock";
import { userAt } from "@rigline/foundation/platform";
import {
  CLOCK,
  FILE_SYSTEM,
  HAND_OFF_READER,
  LOCKS,
  MACHINE,
  type ChangedHandOff,
  type HandOffChange,
} from "../di/core-tokens.js";
import type { Launcher } from "../launcher/launcher.js";
import { planRelabel, relabelSession } from "../session/relabel-session.js";
import { readSessionIn } from "../session/read-session.js";
import { readSessionHolder } from "../session/session-lock.js";
import { addToSessionJournal } from "../session/session-journal.js";
import { sessionJournalPath } from "../session/session-places.js";
import type { Session } from "../session/session.js";
import { cliError } from "./cli-errors.js";
import type { CommandContext } from "./command-context.js";
import type { RunSwitches } from "./run-session-command.js";
import { handOffSessionCommand } from "./handoff-session-command.js";
import { type FlagValues, withLauncher } from "./open-launcher.js";
import { locateSession } from "./resume-session-command.js";

/**
 * `rigline handoff hold` and the like: changes what is to become of a session's hand-off, also while another session runs on the
 * rig. Throws HAND_OFF_BY_NOBODY, HAND_OFF_RUNNING, SESSION_SUBJECT_INVALID, SESSION_NAME_TAKEN and what the plugin refuses.
 */
export async function changeHandOffCommand(
  context: CommandContext,
  options: RunSwitches,
  wanted: string,
  change: HandOffChange,
  flags: FlagValues,
): Promise<void> {
  let changed: ChangedHandOff | undefined;
  let target = wanted;
  await withLauncher(context, options, async ({ launcher }, signal) => {
    await launcher.start("inspection", signal);
    const directory = locateSession(context, launcher, { wanted, skips: false });
    const fileSystem = launcher.services.resolve(FILE_SYSTEM);
    const { session } = readSessionIn(fileSystem, directory);
    const to = change.do === "relabel" ? planRelabel(fileSystem, session, change.subject) : session;
    changed = await changeOne(launcher, session, { change, to });
    target = directory;
    if (changed.resumes === true && (change.do !== "relabel" || options.json === true)) return;
    const { state, detail } = changed;
    const told = { session: to.name, state, detail };
    context.io.out(
      options.json === true ? `${JSON.stringify(told, undefined, 2)}\n` : `${to.name}: ${state}: ${detail}\n`,
    );
  });
  if (changed?.resumes === true) await handOffSessionCommand(context, options, target, flags);
}

/** `to`: as the session is called when it is done. */
async function changeOne(
  launcher: Launcher,
  session: Session,
  { change, to }: { readonly change: HandOffChange; readonly to: Session },
): Promise<ChangedHandOff> {
  const { services } = launcher;
  const reader = services.tryResolve(HAND_OFF_READER);
  if (reader?.change === undefined)
    throw cliError("HAND_OFF_BY_NOBODY", { what: "no plugin of this rig says that it hands sessions off" });
  const holder = await readSessionHolder(services.resolve(LOCKS), session.rigName);
  if (holder?.what === `session ${session.name}`)
    throw cliError("HAND_OFF_RUNNING", { what: `session ${session.name} runs now (${describePid(holder)})` });
  const parts = { fileSystem: services.resolve(FILE_SYSTEM), clock: services.resolve(CLOCK) };
  const by = userAt(services.resolve(MACHINE).hostname);
  const changed = await reader.change(session, change, by);
  if (change.do === "relabel") relabelSession(parts, { from: session, to, by });
  // One that is lost is not begun anew for it.
  else if (parts.fileSystem.exists(sessionJournalPath(session.directory)))
    addToSessionJournal(session, { type: "handOffChanged", by, change: change.do, detail: changed.detail }, parts);
  return changed;
}
