import { dirname } from "node:path";
import { parseJson } from "@rigline/foundation/documents";
import type { PluginParts } from "../parts.js";
import { executableOf } from "./create-daemon.js";
import { isOwnProgram } from "./service-program.js";

const GRACE_MS = 3000;

export interface WatchdogQuestion {
  /** `["verify", "-c", …]`; `--json` is added. */
  readonly args: readonly string[];
  readonly signal: AbortSignal;
  /** What it says to people meanwhile, a line each. */
  readonly onProgress: (text: string) => void;
}

export interface WatchdogAnswer {
  /** What it printed as JSON; undefined: nothing that can be read. */
  readonly document: unknown;
  readonly code: number | undefined;
  /** What it said last, or how it ended, one phrase. */
  readonly said: string;
}

/**
 * Asks one of `rigline-watchdog`'s own commands, a process of its own: a share that does not answer holds it up and nobody else.
 * Undefined: it is not installed here. Rejects once `signal` is aborted.
 */
export async function askWatchdog(
  parts: Pick<PluginParts, "host" | "config" | "environment" | "processes">,
  { args, signal, onProgress }: WatchdogQuestion,
): Promise<WatchdogAnswer | undefined> {
  const program = findProgram(parts);
  if (program === undefined) return undefined;
  const lines: string[] = [];
  const exit = await parts.processes.run({
    command: [...program.command, ...args, "--json"],
    directory: dirname(program.file),
    environment: parts.environment,
    input: "",
    signal,
    graceMs: GRACE_MS,
    onLine: (line, stream) => (stream === "stdout" ? void lines.push(line) : onProgress(line)),
  });
  signal.throwIfAborted();
  return { document: parseJson(lines.join("\n")), code: exit.code, said: exit.stderrTail[0] ?? exit.summary };
}

interface Program {
  readonly command: readonly [string, ...string[]];
  readonly file: string;
}

function findProgram({
  host,
  config,
  environment,
}: Pick<PluginParts, "host" | "config" | "environment">): Program | undefined {
  const given = executableOf(environment);
  if (given !== undefined && isOwnProgram(given)) return { command: [given], file: given };
  const file = host.findProgram(config.folder);
  return file === undefined ? undefined : { command: [process.execPath, file], file };
}
