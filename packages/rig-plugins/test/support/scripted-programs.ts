import type { ProcessExit, ProcessRequest, ProcessRunner } from "@rigline/core";

/** How a program answers: what it prints, and with which code it exits; or undefined: it is not there. */
export type ScriptedAnswer =
  | string
  | { readonly output?: string; readonly error?: string; readonly code: number }
  | undefined;

export interface ScriptedPrograms extends ProcessRunner {
  /** Each request, in order. */
  readonly requests: readonly ProcessRequest[];
  /** Its commands, each in one text. */
  readonly commands: readonly string[];
}

/**
 * Programs for tests, by the beginning of their command line: the longest that fits answers. One that the script does not know
 * is not found.
 */
export function scriptPrograms(
  script: Readonly<Record<string, ScriptedAnswer | ((request: ProcessRequest) => ScriptedAnswer)>>,
): ScriptedPrograms {
  const requests: ProcessRequest[] = [];
  return {
    requests,
    get commands() {
      return requests.map(({ command }) => command.join(" "));
    },
    run: (request) => {
      requests.push(request);
      const text = request.command.join(" ");
      const [known] = Object.keys(script)
        .filter((begin) => text.startsWith(begin))
        .toSorted((one, other) => other.length - one.length);
      const scripted = known === undefined ? undefined : script[known];
      return Promise.resolve(answer(request, typeof scripted === "function" ? scripted(request) : scripted));
    },
  };
}

function answer(request: ProcessRequest, scripted: ScriptedAnswer): ProcessExit {
  const base = { signal: undefined, milliseconds: 1 };
  if (scripted === undefined) {
    const summary = `could not be found: ${request.command[0]}`;
    return { ...base, reason: "not-found", code: undefined, stderrTail: [], summary };
  }
  const { output = "", error = "", code } = typeof scripted === "string" ? { output: scripted, code: 0 } : scripted;
  request.onOutput?.(Buffer.from(output), "stdout");
  for (const line of output.split("\n").filter((one) => one !== "")) request.onLine?.(line, "stdout");
  for (const line of error.split("\n").filter((one) => one !== "")) request.onLine?.(line, "stderr");
  const stderrTail = error === "" ? [] : error.split("\n");
  return { ...base, reason: "exit", code, stderrTail, summary: `exited with code ${code}` };
}
