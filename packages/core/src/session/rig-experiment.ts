import { z } from "zod";
import { lockEndpoint } from "@rigline/foundation/lock";
import { type FileSystem, readJson, removeQuietly } from "@rigline/foundation/platform";
import { mark } from "@rigline/foundation/marks";
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
export function noteExperiment(fileSystem: FileSystem, rigName: string, experiment: StartedExperiment): void {
  const place = noteFile(rigName);
  const unfinished = `${place}.${fileSystem.uniqueName()}`;
  try {
    // Not flushed: after a power cut nothing runs any more.
    const file = fileSystem.openAppend(unfinished);
    try {
      file.append(Buffer.from(JSON.stringify(experiment)));
    } finally {
      file.close();
    }
    fileSystem.rename(unfinished, place);
  } catch {
    mark("experiment: a note that can't be written is done without");
    removeQuietly(fileSystem, unfinished);
  }
}

export function readExperimentNote(fileSystem: FileSystem, rigName: string): StartedExperiment | undefined {
  try {
    return StartedExperimentSchema.parse(readJson(fileSystem, noteFile(rigName)));
  } catch {
    return undefined;
  }
}

export function forgetExperiment(fileSystem: FileSystem, rigName: string): void {
  try {
    fileSystem.remove(noteFile(rigName));
  } catch {
    mark("experiment: a note that can't be taken away is left to who reads it");
    // Another user's: it names a process that is gone, which the reader checks.
  }
}

function noteFile(rigName: string): string {
  return lockEndpoint(sessionLockName(rigName)).sidecar.replace(/\.holder\.json$/, ".experiment.json");
}
