import { styleText } from "node:util";
import type { LogLevel, LogRecord, LogSink } from "@rigline/foundation/platform";
import { isAtLeast } from "./format-line.js";

/** `--quiet`, nothing, `--verbose`; `debug` is for programs alone. */
export type Verbosity = "quiet" | "default" | "verbose" | "debug";

const LEAST: Readonly<Record<Verbosity, LogLevel>> = {
  quiet: "error",
  default: "warning",
  verbose: "info",
  debug: "debug",
};

const STYLE: Readonly<Record<LogLevel, "red" | "yellow" | "dim" | undefined>> = {
  error: "red",
  warning: "yellow",
  info: undefined,
  debug: "dim",
};

interface ConsoleSinkOptions {
  /** Standard error: standard output belongs to what the command prints. */
  readonly stream: { write(text: string): unknown; readonly isTTY?: boolean };
  readonly verbosity: Verbosity;
  readonly environment: Readonly<Record<string, string>>;
  /** Called around each write; the progress line hides itself meanwhile. */
  readonly around?: (write: () => void) => void;
}

/** Prints records for the person at the rig: `warning (watchdog): the destination is slow`. */
export function createConsoleSink(options: ConsoleSinkOptions): LogSink {
  const { stream, environment } = options;
  const least = LEAST[options.verbosity];
  const colour = wantsColour(stream, environment);
  const around = options.around ?? ((write: () => void): void => write());
  return (record) => {
    if (!isAtLeast(record.level, least)) return;
    const style = colour ? STYLE[record.level] : undefined;
    const text = describe(record);
    around(() => stream.write(`${style === undefined ? text : styleText(style, text, { validateStream: false })}\n`));
  };
}

/** The places of a stack are for launcher.log, and for whoever mends the plugin. */
const STACK_LINES = /\n[ \t]+at .+/g;

function describe({ level, name, message }: LogRecord): string {
  const speaker = name.split(".").slice(1).join(".");
  return `${level}${speaker === "" ? "" : ` (${speaker})`}: ${message.replace(STACK_LINES, "").replaceAll("\n", "\n  ")}`;
}

/**
 * Whether to colour what goes to this stream: FORCE_COLOR decides, then NO_COLOR, then whether it is a terminal that can.
 */
export function wantsColour(
  stream: { readonly isTTY?: boolean },
  environment: Readonly<Record<string, string>>,
): boolean {
  const force = environment["FORCE_COLOR"];
  if (force !== undefined) return force !== "0" && force !== "false";
  if ((environment["NO_COLOR"] ?? "") !== "") return false;
  return stream.isTTY === true && environment["TERM"] !== "dumb";
}
