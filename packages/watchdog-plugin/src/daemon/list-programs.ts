import { basename, win32 } from "node:path";
import type { ProcessRunner } from "@rigline/core";

const LISTING_MS = 10_000;

export interface ProgramLister {
  readonly processes: ProcessRunner;
  readonly environment: Readonly<Record<string, string>>;
  /** A folder that exists; nothing is done in it. */
  readonly directory: string;
  readonly platform: NodeJS.Platform;
}

/**
 * Whether a process of this program runs, as the system's own list tells: `tasklist` on Windows, `ps` elsewhere. It can't
 * tell which folder that process watches, nor whether it hangs. Undefined: the list could not be had.
 */
export async function isProgramRunning(lister: ProgramLister, program: string): Promise<boolean | undefined> {
  const windows = lister.platform === "win32";
  const name = program.split(/[\\/]/).at(-1) ?? program;
  const lines: string[] = [];
  const exit = await lister.processes.run({
    command: windows
      ? [tasklist(lister.environment), "/FO", "CSV", "/NH", "/FI", `IMAGENAME eq ${name}`]
      : ["ps", "-A", "-o", "args="],
    directory: lister.directory,
    environment: lister.environment,
    input: "",
    timeoutMs: LISTING_MS,
    graceMs: 0,
    onLine: (line, stream) => void (stream === "stdout" && lines.push(line)),
  });
  if (exit.reason !== "exit" || exit.code !== 0) return undefined;
  return lines.some((line) => (windows ? isTask(line, name) : isCommandLine(line.trim(), program)));
}

/** Windows looks into the working folder first: the system's own, whatever lies there. */
function tasklist(environment: Readonly<Record<string, string>>): string {
  const key = Object.keys(environment).find((name) => name.toUpperCase() === "SYSTEMROOT");
  return key === undefined ? "tasklist" : win32.join(environment[key] ?? "", "System32", "tasklist.exe");
}

/** Without a match tasklist prints a sentence in the system's language, so only a row that begins with the name counts. */
function isTask(row: string, imageName: string): boolean {
  return row.toLowerCase().startsWith(`"${imageName.toLowerCase()}"`);
}

/** The program itself, or a script that an interpreter was given. */
function isCommandLine(line: string, program: string): boolean {
  if (` ${line} `.includes(` ${program} `)) return true;
  return basename(line.split(" ")[0] ?? "") === basename(program);
}
