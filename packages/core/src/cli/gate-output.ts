import { createRedactor, escapeControlInJson, type Redactor } from "@rigline/foundation/redaction";
import type { CommandIo } from "./command-io.js";

/** Whatever a command prints passes the gate: no secret is told and no control character done, whoever wrote the text. */
export function openGate(io: CommandIo, isJson: boolean): { readonly io: CommandIo; readonly redactor: Redactor } {
  const redactor = createRedactor();
  return { io: gateOutput(io, redactor, isJson), redactor };
}

function gateOutput(io: CommandIo, redactor: Redactor, isJson: boolean): CommandIo {
  return {
    out: (text) => io.out(isJson ? escapeControlInJson(redactor.hide(text)) : redactor.show(text)),
    err: (text) => io.err(redactor.show(text)),
    input: io.input,
    output: io.output,
    errorOutput: io.errorOutput,
    // Asked for when it is needed: it may be gone.
    get folder() {
      return io.folder;
    },
    environment: io.environment,
    onInterrupt: (callback) => io.onInterrupt(callback),
    ...(io.end === undefined ? {} : { end: io.end }),
  };
}
