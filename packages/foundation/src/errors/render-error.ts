import { escapeControl } from "../redaction/escape-control.js";
import { codesOf, type ErrorPlace, nameCodes, RiglineError } from "./rigline-error.js";
import { sourceStack } from "./source-stack.js";

export interface RenderOptions {
  /** Adds stack traces and the chain of causes. */
  readonly verbose?: boolean;
}

/** An error as a person reads it at the terminal: no control characters, and never a stack trace unless verbose. */
export function renderError(error: unknown, options: RenderOptions = {}): string {
  const lines = error instanceof RiglineError ? renderCoded(error) : [`error: ${messageOf(error)}`];
  if (options.verbose === true) lines.push(...renderStacks(error));
  else if (!(error instanceof RiglineError))
    lines.push("  do:    run the same command with --verbose and report what it prints");
  return escapeControl(lines.join("\n"));
}

/** What a command ends with: an error, or that a person has stopped it, which is told and is none. */
export function renderFailure(error: unknown, options: RenderOptions = {}): string {
  if (!(error instanceof RiglineError) || error.exit !== "aborted") return renderError(error, options);
  const [, ...rest] = renderError(error, options).split("\n");
  return [`stopped: ${error.message} (${error.code})`, ...rest].join("\n");
}

/** The text of anything that was thrown, also of values that are no errors or refuse to be printed. Never throws. */
export function messageOf(thrown: unknown): string {
  try {
    // oxlint-disable-next-line typescript/no-unnecessary-type-conversion -- at run time a message may be anything
    if (thrown instanceof Error) return String(thrown.message || thrown.name);
    return typeof thrown === "string" ? thrown : `a value that is no error was thrown: ${String(thrown)}`;
  } catch {
    return "a value that is no error and can't be printed was thrown";
  }
}

/**
 * The stack of the first error in the chain of causes that has no code: a bug's own place, which no message says. Undefined
 * where all is said in Rigline's words.
 */
export function uncodedStackOf(thrown: unknown): string | undefined {
  for (let current = thrown; current instanceof Error; current = current.cause)
    if (!(current instanceof RiglineError)) return sourceStack(current);
  return undefined;
}

export function renderPlace(place: ErrorPlace): string {
  const position = [place.line, place.column].filter((part) => part !== undefined).join(":");
  const parts = [
    place.plugin === undefined ? "" : `plugin ${place.plugin}`,
    place.hook === undefined ? "" : `hook ${place.hook}`,
    place.runner === undefined ? "" : `runner ${place.runner}`,
    place.file === undefined ? "" : position === "" ? place.file : `${place.file}:${position}`,
    place.path === undefined ? "" : `at ${place.path}`,
  ];
  return parts.filter((part) => part !== "").join(", ");
}

/** The reason behind a coded error, its own or its cause's; undefined when the message says it already. */
export function whyOf(error: RiglineError): string | undefined {
  const cause = error.cause === undefined ? "" : messageOf(error.cause);
  // Most messages end in their cause's already.
  const why = error.why ?? (error.message.endsWith(cause) ? undefined : cause);
  return why === undefined || error.message.includes(why) ? undefined : why;
}

function renderCoded(error: RiglineError): string[] {
  const where = renderPlace(error.where);
  const why = whyOf(error);
  const lines = [`error ${nameCodes(error.code, codesOf(error)[1])}: ${error.message}`];
  if (where !== "") lines.push(`  where: ${where}`);
  if (why !== undefined) lines.push(`  why:   ${indent(why)}`);
  lines.push(`  do:    ${indent(error.todo)}`);
  return lines;
}

function renderStacks(error: unknown): string[] {
  const lines: string[] = [];
  for (let current: unknown = error; current instanceof Error; current = current.cause)
    lines.push(sourceStack(current) ?? String(current));
  return lines;
}

function indent(text: string): string {
  return text.replaceAll("\n", "\n         ");
}
