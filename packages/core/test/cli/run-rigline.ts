import type { CommandIo } from "../../src/cli/command-io.js";
import { main } from "../../src/cli/index.js";
import { makeIo } from "./make-io.js";

export interface RiglineResult {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

/** The command in this process, in a folder, with nobody at the terminal. */
export async function runRigline(
  folder: string,
  argv: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  /** Given what a Ctrl+C calls, each time there is somebody to hear it. */
  onInterrupt: CommandIo["onInterrupt"] = () => () => undefined,
): Promise<RiglineResult> {
  const { io, written } = makeIo(folder, environment, onInterrupt);
  const exitCode = await main(argv, io);
  return { exitCode, ...written };
}
