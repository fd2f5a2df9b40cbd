import { join } from "node:path";
import { mark } from "@rigline/foundation/marks";
import { standsAt } from "@rigline/foundation/platform";
import { type CopyStanding, isGivenUp, hasArrived, readCopies } from "@rigline/manifest";
import type { Attempt } from "../attempt/step.js";
import { askOfCopies } from "./ask-of-copies.js";
import { deriveCopies } from "./derive-copies.js";

/**
 * Whether a session whose data are at its own destination, and submitted, may come to its end: its source be deleted, its manifest
 * archived. It waits for each further copy that is needed. For one that is not, it waits only where the source is to be deleted, and
 * only while nothing has failed of it; then that copy is given up, for nothing is left to make it from.
 */
export function haveCopiesArrived({ parts, job, journal }: Attempt): boolean {
  deriveCopies(parts, job, journal);
  const { fileSystem, settings, report } = parts;
  const { state } = journal.history();
  const missing = readCopies(fileSystem, settings.flagFolder, state).filter((copy) => !isOver(parts, copy));
  const deletes = job.deleteSource && !state.sourceDeleted;
  if (missing.some((copy) => copy.needed || (deletes && goesOn(copy)))) {
    mark("further: a session waits for its further copies");
    return false;
  }
  if (!deletes || missing.length === 0) return true;
  mark("further: a copy that is not needed and can't be made holds up no deletion");
  for (const { destination, state: its } of missing) {
    const why = its?.failure === undefined ? "it is held" : its.failure.message;
    const message = `not at ${destination}, where it is not needed, and given up now that its source is deleted: ${why}`;
    report({ event: "notice", job: job.label, message });
  }
  const names = missing.map(({ manifest }) => manifest);
  askOfCopies(parts, names, { do: "cancel", reason: "its source is deleted, and this copy is not needed" });
  return true;
}

/** It is there, or nobody will bring it there: cancelled, or its manifest was taken away before anybody had read it. */
function isOver({ fileSystem, settings }: Attempt["parts"], copy: CopyStanding): boolean {
  if (hasArrived(copy) || isGivenUp(copy)) return true;
  return copy.state === undefined && !standsAt(fileSystem, join(settings.flagFolder, copy.manifest));
}

/** It waits for its turn or its hour, or is being copied. */
function goesOn({ state }: CopyStanding): boolean {
  return state?.failure === undefined && state?.held === undefined;
}
