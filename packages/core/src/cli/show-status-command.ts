import { basename, resolve } from "node:path";
import { mark } from "@rigline/foundation/marks";
import { CLOCK, FILE_SYSTEM } from "../di/core-tokens.js";
import type { Launcher } from "../launcher/launcher.js";
import { renderStatus, toStatusRow } from "../report/render-status.js";
import type { ListedSession } from "../report/render-sessions.js";
import { keepSummaries } from "../session/kept-summaries.js";
import { findSession, listSessionFolders, listSessionsIn, type SessionSummary } from "../session/list-sessions.js";
import { describeFormerName } from "../session/relabel-session.js";
import { SESSION_FOLDER } from "../session/session-places.js";
import { createLiveBlock } from "../ui/live-block.js";
import type { CommandContext, CommonOptions } from "./command-context.js";
import { describeListed } from "./describe-listed.js";
import { tryStart, withLost } from "./list-sessions-command.js";
import { withLauncher } from "./open-launcher.js";
import { watchStatus, type Look } from "./watch-status.js";

interface StatusOptions extends CommonOptions {
  readonly limit: number;
  readonly watches: boolean;
  /** Goes on looking when all of them are at their end. */
  readonly forever: boolean;
  /** The session's name or folder; undefined: the newest ones. */
  readonly wanted: string | undefined;
}

/** `rigline status`: where the data of sessions stand, once or until they are at their end. Throws SESSION_NOT_FOUND. */
export async function showStatusCommand(context: CommandContext, options: StatusOptions): Promise<void> {
  const { io, redactor } = context;
  await withLauncher(context, { ...options, endsQuietly: options.watches }, async ({ launcher }, signal) => {
    const { wanted, limit, json, watches, forever } = options;
    const started = await tryStart(context, options, { launcher, signal });
    const find = finderOf(context, launcher, wanted);
    const describe = (summary: SessionSummary): Promise<ListedSession> => describeListed(summary, launcher, started);
    const { dataFolder } = launcher;
    if (!watches) {
      const { sessions, total } = await look(find(), describe, limit);
      const rows = sessions.map(toStatusRow);
      return io.out(
        `${json === true ? JSON.stringify({ sessions: rows, total }, undefined, 2) : renderStatus(rows, total, dataFolder, { showsGates: wanted !== undefined })}\n`,
      );
    }
    const unread = listenForClosed(io.output);
    const described = new Map<string, SessionSummary>();
    await watchStatus({
      clock: launcher.services.resolve(CLOCK),
      signal: AbortSignal.any([signal, unread.signal]),
      forever,
      look: (known) =>
        look(
          find(),
          async (summary) => {
            // One and the same for as long as its journal is.
            const isSame = described.get(summary.directory) === summary;
            described.set(summary.directory, summary);
            return (isSame ? known(summary.directory) : undefined) ?? describe(summary);
          },
          limit,
        ),
      ...(json === true
        ? { tell: "json", out: (text) => io.out(text) }
        : io.output.isTTY === true
          ? {
              tell: "block",
              show: createLiveBlock(io.output, (text) => redactor.show(text)),
              render: (rows, total) => renderStatus(rows, total, dataFolder),
            }
          : { tell: "lines", out: (text) => io.out(text) }),
    }).finally(unread.stop);
  });
}

/** A page that has ended, or a pipe that was closed, wants no more of it. */
function listenForClosed(output: NodeJS.WritableStream): { readonly signal: AbortSignal; readonly stop: () => void } {
  const control = new AbortController();
  const close = (): void => {
    mark("cli: a watch that nobody reads any more ends");
    control.abort();
  };
  output.on("error", close);
  return { signal: control.signal, stop: () => void output.off("error", close) };
}

async function look(
  summaries: readonly SessionSummary[],
  describe: (summary: SessionSummary) => Promise<ListedSession>,
  limit: number,
): Promise<Look> {
  return { sessions: await Promise.all(summaries.slice(0, limit).map(describe)), total: summaries.length };
}

/** What is to be shown, as it is on the disk at each call. */
function finderOf(
  { io }: CommandContext,
  launcher: Launcher,
  wanted: string | undefined,
): () => readonly SessionSummary[] {
  const fileSystem = launcher.services.resolve(FILE_SYSTEM);
  const { dataFolder } = launcher;
  const summarize = keepSummaries(fileSystem);
  if (wanted === undefined) {
    return () => withLost(listSessionsIn(fileSystem, dataFolder, summarize), launcher);
  }
  const given = resolve(io.folder, wanted);
  const isFolder = fileSystem.exists(resolve(given, SESSION_FOLDER));
  const directory = isFolder
    ? given
    : (listSessionFolders(fileSystem, dataFolder).find((folder) => basename(folder) === wanted) ??
      findSession(fileSystem, dataFolder, wanted).directory);
  const called = describeFormerName(fileSystem, directory, wanted);
  if (called !== undefined) io.err(`${called}\n`);
  return () => [summarize(directory)];
}
