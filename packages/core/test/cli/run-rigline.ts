import { PassThrough } from "node:stream";
import type { CommandIo } from "../../src/cli/command-io.js";
import { main } from "../../src/cli/index.js";

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
  const written = { out: "", err: "" };
  const io: CommandIo = {
    out: (text) => void (written.out += text),
    err: (text) => void (written.err += text),
    input: new PassThrough().end(),
    output: new PassThrough().resume(),
    errorOutput: new PassThrough().resume(),
    folder,
    environment,
    onInterrupt,
  };
  return { exitCode: await main(argv, io), ...written };
}
