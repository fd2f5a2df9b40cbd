import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { lockEndpoint } from "@rigline/foundation/lock";
import { sessionLockName } from "./session-lock.js";

/** The process of a session's experiment, as it was when it started. */
export interface StartedExperiment {
  /** The session's name. */
  readonly session: string;
  /** Of the session, absolute. */
  readonly directory: string;
  readonly pid: number;
  /** Names the process together with its id. */
  readonly started: string;
  /** The program itself has ended, and its launcher knew; what it has started may still run. */
  readonly settled?: boolean;
}

const StartedExperimentSchema = z.object({
  session: z.string(),
  directory: z.string(),
  pid: z.number(),
  started: z.string(),
  settled: z.boolean().optional(),
}) as z.ZodType<StartedExperiment>;

/**
 * Notes what runs on a rig where the rig's lock is: whoever comes next finds it, whatever its data folder, also when the
 * launcher that held the lock is dead. Best effort: the session's journal says it too.
 */
export function noteExperiment(rigName: string, experiment: StartedExperiment): void {
  const file = noteFile(rigName);
  try {
    writeFileSync(`${file}.${process.pid}`, JSON.stringify(experiment));
    renameSync(`${file}.${process.pid}`, file);
  } catch {
    rmSync(`${file}.${process.pid}`, { force: true });
  }
}

export function readExperimentNote(rigName: string): StartedExperiment | undefined {
  try {
    return StartedExperimentSchema.parse(JSON.parse(readFileSync(noteFile(rigName), "utf8")));
  } catch {
    return undefined;
  }
}

export function forgetExperiment(rigName: string): void {
  try {
    rmSync(noteFile(rigName), { force: true });
  } catch {
    // Another user's: it names a process that is gone, which the reader checks.
  }
}

function noteFile(rigName: string): string {
  return lockEndpoint(sessionLockName(rigName)).sidecar.replace(/\.holder\.json$/, ".experiment.json");
}
