import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

export interface Step {
  /** Waited for in what the program has printed since the last step. */
  readonly expect: string;
  readonly send?: string;
  readonly signal?: string;
  /** Closes the terminal, as the window's cross does. */
  readonly hangUp?: boolean;
}

export interface Driven {
  readonly output: string;
  readonly code: number | null;
  /** The text that never came. */
  readonly missing: string | null;
}

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Why there can be no terminal for tests here; undefined when there can. */
export function whyNoTerminal(): string | undefined {
  if (process.platform === "win32") return "Windows has no pseudo-terminals that Python can open";
  try {
    execFileSync("python3", ["-c", "import pty, os; os.waitstatus_to_exitcode"], { stdio: "ignore" });
    return undefined;
  } catch {
    return "python3 (3.9 or newer) is not installed";
  }
}

/** Runs `ask.mjs` in a terminal and types into it. */
export function askInTerminal(plan: object, steps: readonly Step[]): Driven {
  const command = [process.execPath, here("ask.mjs"), JSON.stringify(plan)];
  const result = execFileSync("python3", [here("drive-terminal.py")], {
    input: JSON.stringify({ command, steps }),
    encoding: "utf8",
  });
  return JSON.parse(result) as Driven;
}
