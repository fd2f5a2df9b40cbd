import { type AdviceBlanks, fillAdvice } from "./advice.js";
import { EXIT_CODES, type ExitName } from "./exit-codes.js";

/** Where a failure belongs: whatever of this is known is printed with the error. `line` and `column` count from 1. */
export interface ErrorPlace {
  readonly plugin?: string;
  readonly hook?: string;
  readonly runner?: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** The path inside a document, such as `plugins[1].with.destination`. */
  readonly path?: string;
}

export interface ErrorDetails {
  /** What failed, one sentence with the values in it. */
  readonly what: string;
  readonly where?: ErrorPlace;
  /** The reason, where the cause's own message does not say it. */
  readonly why?: string;
  /** What the reader should do, with blanks as fillAdvice has them; the code's own advice when absent. */
  readonly todo?: string;
  readonly cause?: unknown;
  /** The code's own when absent. */
  readonly exit?: ExitName;
}

/** An error that teaches: a stable code, what failed, where, why, what to do, and the cause. */
export class RiglineError extends Error {
  override readonly name = "RiglineError";
  readonly code: string;
  readonly exit: ExitName;
  readonly where: ErrorPlace;
  readonly why: string | undefined;
  /** What to do, in general words; adviceOf says it in those of a session. */
  readonly todo: string;
  /** The same with its blanks; absent in errors of other classes of this shape. */
  readonly advice?: string;

  constructor(code: string, definition: ErrorDefinition, details: ErrorDetails) {
    super(details.what, details.cause === undefined ? {} : { cause: details.cause });
    this.code = code;
    this.exit = details.exit ?? definition.exit;
    this.where = details.where ?? {};
    this.why = details.why;
    const advice = details.todo ?? definition.advice ?? definition.todo;
    this.advice = advice;
    this.todo = fillAdvice(advice, fileOf(this.where));
  }

  get exitCode(): number {
    return EXIT_CODES[this.exit];
  }

  /**
   * By shape, not by class: a plugin may bring its own copy of this package, and @rigline/manifest, which imports no other
   * package, has an error class of the same shape.
   */
  static override [Symbol.hasInstance](value: unknown): value is RiglineError {
    if (!(value instanceof Error)) return false;
    const { code, todo, exitCode, where } = value as Partial<RiglineError>;
    return (
      typeof code === "string" && typeof todo === "string" && typeof exitCode === "number" && typeof where === "object"
    );
  }
}

/** What to do about an error, where more is known than when it was made. */
export function adviceOf({ advice, todo, where }: RiglineError, blanks: Partial<AdviceBlanks>): string {
  // An error of another copy of this package, or of @rigline/manifest, has no blanks.
  return fillAdvice(advice ?? todo, { ...fileOf(where), ...blanks });
}

function fileOf({ file }: ErrorPlace): Partial<AdviceBlanks> {
  return file === undefined ? {} : { file };
}

/** The code of an error, and of the next one down its chain of causes that has another. */
export function codesOf(error: RiglineError): readonly string[] {
  for (let cause = error.cause; cause instanceof Error; cause = cause.cause)
    if (cause instanceof RiglineError && cause.code !== error.code) return [error.code, cause.code];
  return [error.code];
}

/** `HOOK_FAILED (RUNNER_INVALID)`: a code, and the code of what it wraps. */
export function nameCodes(code: string, inner: string | undefined): string {
  return inner === undefined ? code : `${code} (${inner})`;
}

export interface ErrorDefinition {
  readonly exit: ExitName;
  /** What the code means, for the reference page. */
  readonly meaning: string;
  /** May have blanks, as fillAdvice has them; in a factory's `table` they are filled in general words. */
  readonly todo: string;
  /** `todo` with its blanks, in a factory's `table`. */
  readonly advice?: string;
}

export interface ErrorFactory<Table extends Readonly<Record<string, ErrorDefinition>>> {
  (code: keyof Table & string, details: ErrorDetails): RiglineError;
  readonly table: Table;
}

/** One room's table of error codes, and the function that makes its errors. */
export function defineErrors<const Table extends Readonly<Record<string, ErrorDefinition>>>(
  table: Table,
): ErrorFactory<Table> {
  const make = (code: keyof Table & string, details: ErrorDetails): RiglineError =>
    new RiglineError(code, table[code] as ErrorDefinition, details);
  return Object.assign(make, { table: inGeneral(table) });
}

function inGeneral<Table extends Readonly<Record<string, ErrorDefinition>>>(table: Table): Table {
  const filled = Object.entries(table).map(([code, definition]) => [
    code,
    { ...definition, todo: fillAdvice(definition.todo), advice: definition.todo },
  ]);
  return Object.fromEntries(filled) as Table;
}
