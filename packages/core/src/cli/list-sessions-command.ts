import { HAND_OFF_READER } from "../di/core-tokens.js";
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
    await launcher.start();
    const summaries = listSessions(launcher.dataFolder);
    const listed: ListedSession[] = [];
    for (const summary of summaries.slice(0, options.limit)) listed.push(await describeSession(summary, launcher));
    const text =
      options.json === true
        ? JSON.stringify({ sessions: listed }, undefined, 2)
        : renderSessions(listed, summaries.length, launcher.dataFolder);
    context.io.out(`${text}\n`);
  });
}

async function describeSession(summary: SessionSummary, launcher: Launcher): Promise<ListedSession> {
  const { name, subject, date, directory, outcome, reason, unfinished, problem } = summary;
  return {
    name,
    subject,
    date: date ?? null,
    directory,
    outcome: outcome ?? null,
    reason: problem ?? reason ?? null,
    handOff: (await readHandOff(summary, launcher)) ?? summary.handOff ?? null,
    unfinished,
  };
}

async function readHandOff({ session }: SessionSummary, launcher: Launcher): Promise<ListedSession["handOff"]> {
  const reader = launcher.services.tryResolve(HAND_OFF_READER);
  if (reader === undefined || session === undefined) return null;
  try {
    return (await reader.read(session)) ?? null;
  } catch (error) {
    return { state: "unknown", detail: messageOf(error) };
  }
}
