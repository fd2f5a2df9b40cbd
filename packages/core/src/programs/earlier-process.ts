import { join } from "node:path";
import { messageOf } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { readJson, removeQuietly } from "@rigline/foundation/platform";
import { z } from "zod";
import type { ProcessIdentity } from "../processes/process-identity.js";
import type { ProgramCall, ProgramParts } from "./program-call.js";

export function processFile(folder: string): string {
  return join(folder, "process.json");
}

const IdentitySchema = z.object({ pid: z.number(), started: z.string(), mark: z.string() });

/** Notes which process a program is, for the launcher that goes on with the session when this one is killed. */
export async function rememberProcess(
  { fileSystem }: Pick<ProgramParts, "fileSystem">,
  { folder, environment, log, who }: ProgramCall,
  identity: Promise<ProcessIdentity | undefined>,
): Promise<void> {
  const known = await identity;
  const file = processFile(folder);
  try {
    fileSystem.remove(file);
    if (known !== undefined)
      fileSystem.writeNew(file, Buffer.from(JSON.stringify({ ...known, mark: markOf(environment) })));
  } catch (error) {
    mark("program: one whose process can't be noted runs all the same");
    log.info(`the process of ${who} could not be noted: ${messageOf(error)}`);
  }
}

/** Ends what a launcher that was killed has left of the same program: two at once would write the same files. Never rejects. */
export async function endEarlier(
  { fileSystem, clock, config, machine }: ProgramParts,
  { folder, program, log, who }: ProgramCall,
): Promise<void> {
  const file = processFile(folder);
  try {
    if (!fileSystem.exists(file)) return;
    const { mark: variable, ...identity } = IdentitySchema.parse(readJson(fileSystem, file));
    const graceMs = program.grace_seconds * 1000;
    mark("program: what a killed launcher left of it is ended before it runs again");
    const search = { environment: config.environment, mark: variable };
    const left = await machine.endOutliving(identity, { ...search, clock, graceMs });
    if (left !== undefined)
      log.warning(`${who} still runs from an earlier launcher and can't be ended (pid ${left.pids.join(", ")})`);
  } catch (error) {
    mark("program: a note of its process that can't be read is passed over");
    log.info(`whether ${who} still runs from an earlier launcher is not known: ${messageOf(error)}`);
  } finally {
    removeQuietly(fileSystem, file);
  }
}

/** The variable that only the programs of one session have. */
function markOf(environment: Readonly<Record<string, string>>): string {
  return `RIGLINE_SESSION_NAME=${environment["RIGLINE_SESSION_NAME"] ?? ""}`;
}
