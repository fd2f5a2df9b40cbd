import type { Redactor } from "@rigline/foundation/redaction";
import { EXIT_CODES } from "@rigline/foundation/errors";
import type { CommandContext } from "./command-context.js";
import type { CommandIo } from "./command-io.js";

/** What a command gets. The gate before what it prints is loaded with the command: help is our own words, and wants none. */
export class GatedContext implements CommandContext {
  exitCode: number = EXIT_CODES.success;
  #gate: { readonly io: CommandIo; readonly redactor: Redactor } | undefined;

  constructor(
    private readonly console: CommandIo,
    private readonly isJson: boolean,
  ) {}

  async open(): Promise<void> {
    const { openGate } = await import("./gate-output.js");
    this.#gate ??= openGate(this.console, this.isJson);
  }

  get io(): CommandIo {
    return this.#gate?.io ?? this.console;
  }

  get redactor(): Redactor {
    if (this.#gate === undefined) throw new Error("a command has begun before the gate was open");
    return this.#gate.redactor;
  }
}
