import { basename, join } from "node:path";
import { messageOf } from "@rigline/foundation/errors";
import { readJournalIfThere } from "@rigline/foundation/journal";
import { mark } from "@rigline/foundation/marks";
import { isNothing, makeFolderDurably, readJson, writeDurably } from "@rigline/foundation/platform";
import { jobJournalPath, RIGLINE_FOLDER, toJobRecords } from "@rigline/manifest";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import { readHistory } from "../jobs/job-journal.js";
import { stagingOf } from "../jobs/job.js";
import { leasedWorker } from "./leased-worker.js";
import { scanFolder } from "../watch/scan-folder.js";

/**
 * Gives the unfinished copies of holders before the name of this one. They go on where they were, and a holder before that was paused
 * and wakes finds no folder any more that he could publish. Throws what the flag folder's disk says.
 */
export async function adoptLeased(
  parts: Pick<DaemonParts, "disk" | "fileSystem" | "settings" | "report">,
  lease: string,
  token: number,
): Promise<void> {
  const { disk, fileSystem, settings } = parts;
  const before = readTokens(parts, lease).filter((one) => one !== token);
  // All until it is done: a death in between leaves some adopted, and some not.
  writeTokens(parts, lease, [...before, token]);
  for (const { path } of scanFolder(disk, settings.flagFolder).found) {
    const found = readJournalIfThere(jobJournalPath(settings.flagFolder, path), { fileSystem });
    const records = toJobRecords(found?.records ?? []);
    for (const one of before) {
      const worker = leasedWorker(lease, one);
      const { unfinished } = readHistory(records, worker);
      if (unfinished === undefined) continue;
      await adopt(parts, stagingOf(unfinished, worker), stagingOf(unfinished, leasedWorker(lease, token)));
    }
  }
  writeTokens(parts, lease, [token]);
}

async function adopt(
  { fileSystem, report }: Pick<DaemonParts, "fileSystem" | "report">,
  from: string,
  to: string,
): Promise<void> {
  try {
    // Without holding up the process where the share is away.
    await fileSystem.inspect(from);
    fileSystem.rename(from, to);
    mark("lease: a copy of who held it before goes on under another name");
  } catch (error) {
    if (isNothing(error)) return;
    report({ event: "notice", message: `${basename(from)} can't be gone on with: ${messageOf(error)}` });
  }
}

type Place = Pick<DaemonParts, "fileSystem" | "settings">;

function tokensFile({ settings }: Place): string {
  return join(settings.flagFolder, RIGLINE_FOLDER, "lease.json");
}

/** Tokens of holders whose copies may still stand under their names. */
function readTokens(parts: Place, lease: string): readonly number[] {
  const file = tokensFile(parts);
  if (!parts.fileSystem.exists(file)) return [];
  const { name, tokens } = readJson(parts.fileSystem, file) as { readonly name?: string; readonly tokens?: unknown };
  return name === lease && Array.isArray(tokens) ? tokens.filter((token) => typeof token === "number") : [];
}

function writeTokens(parts: Place, lease: string, tokens: readonly number[]): void {
  const { fileSystem, settings } = parts;
  makeFolderDurably(fileSystem, join(settings.flagFolder, RIGLINE_FOLDER), { below: settings.flagFolder });
  writeDurably(tokensFile(parts), `${JSON.stringify({ name: lease, tokens })}\n`, { fileSystem });
}
