import { type ProgramEnd, type ProgramPorts, askProgram } from "../programs/ask-program.js";

/** Git answers the same whoever asks, asks nobody, and writes nothing while it only looks. */
const ENVIRONMENT = { LC_ALL: "C", GIT_OPTIONAL_LOCKS: "0", GIT_TERMINAL_PROMPT: "0" };

/** Git in one folder. */
export interface Git {
  readonly directory: string;
  /** What it prints; undefined when it did not end well. */
  ask(...args: readonly string[]): Promise<string | undefined>;
  /** As it ended. `args` may hold paths, which are taken as they are. */
  run(...args: readonly string[]): Promise<ProgramEnd>;
}

export function openGit(ports: ProgramPorts, directory: string, signal?: AbortSignal): Git {
  const run = (...args: readonly string[]): Promise<ProgramEnd> =>
    askProgram(ports, {
      command: ["git", ...args],
      directory,
      environment: ENVIRONMENT,
      ...(signal === undefined ? {} : { signal }),
    });
  return {
    directory,
    run,
    ask: async (...args) => {
      const { ok, output } = await run(...args);
      return ok ? output : undefined;
    },
  };
}
