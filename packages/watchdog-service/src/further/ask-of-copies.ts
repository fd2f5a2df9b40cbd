import { mark } from "@rigline/foundation/marks";
import {
  decideWish,
  dropWish,
  foldJobState,
  foreseeWishes,
  readJobState,
  readWishes,
  type JobDeed,
} from "@rigline/manifest";
import type { DaemonParts } from "../jobs/daemon-parts.js";

type AskParts = Pick<DaemonParts, "fileSystem" | "settings" | "clock">;

/**
 * Asks of the further copies of a session what was asked of the session, as far as it can be done where each stands: what is there
 * already stays, what is not parked needs no redrive. As wishes, which the daemon hears like a person's; asked again after a crash,
 * what is so already asks for nothing. `copies`: file names of their manifests; `by`: the daemon itself when absent. True: something
 * is to be heard.
 */
export function askOfCopies(
  { fileSystem, settings, clock }: AskParts,
  copies: readonly string[],
  deed: JobDeed,
  by = `rigline-watchdog@${settings.hostname}`,
): boolean {
  const { flagFolder } = settings;
  const at = clock.now().toISOString();
  let asked = false;
  for (const manifest of copies) {
    const found = readJobState(fileSystem, flagFolder, manifest);
    // One that is back is a new job as soon as it is taken.
    const isOver = found?.archivedTo !== undefined || found?.cancelled !== undefined;
    const state = found === undefined || isOver ? foldJobState([]) : found;
    const verdict = decideWish(foreseeWishes(state, manifest, readWishes(fileSystem, flagFolder)), {
      manifest,
      deed,
      by,
      at,
    });
    if ("refused" in verdict || verdict.records.length === 0) continue;
    mark("further: what is asked of a session is asked of its further copies");
    dropWish(fileSystem, flagFolder, { manifest, deed, by, at });
    asked = true;
  }
  return asked;
}
