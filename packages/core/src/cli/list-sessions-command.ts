import { FILE_SYSTEM } from "../di/core-tokens.js";
import { messageOf } from "@rigline/foundation/errors";
import type { Launcher } from "../launcher/launcher.js";
import { renderSessions } from "../report/render-sessions.js";
import { listSessionsIn, type SessionSummary } from "../session/list-sessions.js";
import { listUnfinished } from "../session/unfinished-index.js";
import type { CommandContext, CommonOptions } from "./command-context.js";
import { describeListed } from "./describe-listed.js";
import { withLauncher } from "./open-launcher.js";

/** `rigline sessions`: what the journals say, and where each hand-off stands now, as its plugin reads it. */
export async function listSessionsCommand(
  context: CommandContext,
  options: CommonOptions & { readonly limit: number },
): Promise<void> {
  await withLauncher(context, options, async ({ launcher }, signal) => {
    const started = await tryStart(context, options, { launcher, signal });
    const summaries = withLost(listSessionsIn(launcher.services.resolve(FILE_SYSTEM), launcher.dataFolder), launcher);
    const shown = summaries.slice(0, options.limit);
    const listed = await Promise.all(shown.map((summary) => describeListed(summary, launcher, started)));
    const text =
      options.json === true
        ? JSON.stringify({ sessions: listed }, undefined, 2)
        : renderSessions(listed, summaries.length, launcher.dataFolder);
    context.io.out(`${text}\n`);
  });
}

/** With those whose own records are gone, and which the data folder still knows, first: they want to be seen. */
export function withLost(found: readonly SessionSummary[], launcher: Launcher): readonly SessionSummary[] {
  const fileSystem = launcher.services.resolve(FILE_SYSTEM);
  const lost = listUnfinished(fileSystem, launcher.dataFolder, launcher.rigName).filter(
    ({ problem, directory }) => problem !== undefined && fileSystem.exists(directory),
  );
  return [...lost, ...found.filter(({ name }) => !lost.some((other) => other.name === name))];
}

/** A rig that can't start, for example because it is running a session, can still tell what it has done. */
export async function tryStart(
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
