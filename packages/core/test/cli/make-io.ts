import { PassThrough } from "node:stream";
import type { CommandIo } from "../../src/cli/command-io.js";

/** A process of which nothing is real but its working folder, and what it wrote. */
export function makeIo(
  folder: string,
  environment: Readonly<Record<string, string>>,
  onInterrupt: CommandIo["onInterrupt"],
): { readonly io: CommandIo; readonly written: { out: string; err: string } } {
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
  return { io, written };
}
