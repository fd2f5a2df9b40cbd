import type { FileSystem } from "@rigline/core";
import { daemonError } from "./daemon-errors.js";

/** The program that the environment's WATCHDOG_EXE names, which is to be there. Throws WATCHDOG_EXE_MISSING. */
export function requireExecutable({
  program,
  fileSystem,
}: {
  readonly program: string | undefined;
  readonly fileSystem: FileSystem;
}): string {
  if (program === undefined) throw daemonError("WATCHDOG_EXE_MISSING", { what: "the environment has no WATCHDOG_EXE" });
  if (!fileSystem.exists(program))
    throw daemonError("WATCHDOG_EXE_MISSING", {
      what: `there is no program ${program} (WATCHDOG_EXE)`,
      where: { file: program },
    });
  return program;
}

/**
 * Whether it is Rigline's own daemon that WATCHDOG_EXE names, as a rig has it on which clabe hands off too. Then its lock says
 * which folder it watches, and neither its name in the list of programs nor what it answers to `--version` counts.
 */
export function isOwnProgram(program: string): boolean {
  return /^rigline-watchdog(?:\.\w+)?$/i.test(program.split(/[\\/]/).at(-1) ?? "");
}
