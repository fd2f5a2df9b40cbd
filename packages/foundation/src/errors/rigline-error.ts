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

/** One thing that is wrong with a document. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly where: ErrorPlace;
  readonly todo: string;
}

/**
 * What becomes of work that fails so and can be tried again: `never`: only a person can help; `few`: tried a few times with
 * growing waits; `always`: tried again until it succeeds, with growing waits.
 */
export type RetryRule = "never" | "few" | "always";

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
  /** Everything found wrong, the first of which is what the error says; just that one when absent. */
  readonly problems?: readonly Problem[];
}

/**
 * An error that teaches: a stable code, what failed, where, why, what to do, and the cause. It holds what files and other
 * programs said as they said it: whoever shows it escapes it, as renderError does.
 */
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
  /** What becomes of work that fails so; undefined where nothing tries again by itself. */
  readonly retry: RetryRule | undefined;
  readonly #problems: readonly Problem[] | undefined;

  constructor(code: string, definition: ErrorDefinition, details: ErrorDetails) {
    super(details.what, details.cause === undefined ? {} : { cause: details.cause });
    this.code = code;
    this.exit = details.exit ?? definition.exit;
    this.where = details.where ?? {};
    this.why = details.why;
    const advice = details.todo ?? definition.advice ?? definition.todo;
    this.advice = advice;
    this.todo = fillAdvice(advice, fileOf(this.where));
    this.retry = definition.retry;
    this.#problems = details.problems;
  }

  /** Everything found wrong; the error itself when it is all. */
  get problems(): readonly Problem[] {
    const { code, message, where, todo } = this;
    return this.#problems ?? [{ code, message, where, todo }];
  }

  get exitCode(): number {
    return EXIT_CODES[this.exit];
  }

  /** By shape, not by class: a plugin may bring its own copy of this package. */
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
  // An error of an older copy of this package has no blanks.
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
  /** Of what can be tried again by itself. */
  readonly retry?: RetryRule;
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
