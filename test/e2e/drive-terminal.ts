import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { execa } from "execa";

const DRIVER = fileURLToPath(new URL("../../packages/core/test/ui/terminal/drive-terminal.py", import.meta.url));

export interface Step {
  /** Waited for in what came since the last step. */
  readonly expect: string;
  /** What is typed then: `\r` is Enter, `\u0003` Ctrl+C. */
  readonly send?: string;
  /** Sent to the program itself. */
  readonly signal?: NodeJS.Signals;
}

export interface Driven {
  /** All that was on the screen, without colours and cursor movements. */
  readonly output: string;
  readonly code: number | null;
  /** The text that never came. */
  readonly missing: string | null;
}

/** Runs a Node program at a terminal of its own and types into it. The terminal sends Ctrl+C to the whole process group. */
export async function driveTerminal(
  script: readonly string[],
  folder: string,
  steps: readonly Step[],
  seconds = 60,
): Promise<Driven> {
  const plan = { command: [process.execPath, ...script], steps, seconds };
  const { stdout } = await execa("python3", [DRIVER], {
    input: JSON.stringify(plan),
    cwd: folder,
    // With a zone that is not UTC there is no warning about it.
    env: { TZ: "America/Los_Angeles" },
  });
  const driven = JSON.parse(stdout) as Driven;
  return { ...driven, output: stripVTControlCharacters(driven.output) };
}

/** Why there can be no terminal for tests here; undefined when there can. */
export async function whyNoTerminal(): Promise<string | undefined> {
  if (process.platform === "win32") return "Windows has no pseudo-terminals that Python can open";
  const { failed } = await execa("python3", ["-c", "import pty, os; os.waitstatus_to_exitcode"], { reject: false });
  return failed ? "python3 (3.9 or newer) is not installed" : undefined;
}
