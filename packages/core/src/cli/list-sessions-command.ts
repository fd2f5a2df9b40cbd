import type { KnownHandOff } from "../di/core-tokens.js";
import { messageOf } from "../errors/index.js";
import type { Launcher } from "../launcher/launcher.js";
import { renderSessions, type ListedSession } from "../report/render-sessions.js";
import { listSessions, type SessionSummary } from "../session/list-sessions.js";
import type { CommandContext, CommonOptions } from "./command-context.js";
import { withLauncher } from "./open-launcher.js";

/** `rigline sessions`: what the journals say, and where each hand-off stands now, as its plugin reads it. */
export async function listSessionsCommand(
  context: CommandContext,
  options: CommonOptions & { readonly limit: number },
): Promise<void> {
  await withLauncher(context, options, async ({ launcher }) => {
    const started = await tryStart(context, launcher);
    const summaries = listSessions(launcher.dataFolder);
    const shown = summaries.slice(0, options.limit);
    const listed = await Promise.all(shown.map((summary) => describeSession(summary, started ? launcher : undefined)));
    const text =
      options.json === true
        ? JSON.stringify({ sessions: listed }, undefined, 2)
        : renderSessions(listed, summaries.length, launcher.dataFolder);
    context.io.out(`${text}\n`);
  });
}

/** A rig that can't start, for example because it is running a session, can still tell what it has done. */
async function tryStart({ io }: CommandContext, launcher: Launcher): Promise<boolean> {
  try {
    await launcher.start("inspection");
    return true;
  } catch (error) {
    io.err(`warning: ${messageOf(error)}; so the hand-offs are as they stood when each session ended\n`);
    return false;
  }
}

async function describeSession(summary: SessionSummary, launcher: Launcher | undefined): Promise<ListedSession> {
  const { name, subject, date, directory, outcome, reason, problem } = summary;
  const known = await readHandOff(summary, launcher);
  return {
    name,
    subject,
    date: date ?? null,
    directory,
    outcome: outcome ?? null,
    reason: problem ?? reason ?? null,
    handOff: known === undefined ? (summary.handOff ?? null) : { state: known.state, detail: known.detail },
    unfinished: summary.unfinished && !isFinishedSince(summary, known),
  };
}

/** All that it owed came to its end without the launcher, as when the daemon did a job that had been parked. */
function isFinishedSince({ owed }: SessionSummary, known: KnownHandOff | undefined): boolean {
  return owed?.every((runner) => runner === known?.finishes) ?? false;
}

async function readHandOff(
  { session }: SessionSummary,
  launcher: Launcher | undefined,
): Promise<KnownHandOff | undefined> {
  if (launcher === undefined || session === undefined) return undefined;
  try {
    return await launcher.readHandOff(session);
  } catch (error) {
    return { state: "unknown", detail: messageOf(error) };
  }
}
