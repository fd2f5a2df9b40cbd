import { escapeControl } from "@rigline/foundation/redaction";

/** The exit codes of the commands that this package's errors can end with; the same numbers as core's table. */
const EXIT_CODES = { config: 3, handOff: 9 } as const;

export type ManifestErrorExit = keyof typeof EXIT_CODES;

/** `line` and `column` count from 1; `path` is a path inside the document, such as `modalities.behavior[0]`. */
export interface DocumentPlace {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly path?: string;
}

/** One thing that is wrong with a document. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly where: DocumentPlace;
  readonly todo: string;
}

export interface ErrorDefinition {
  readonly exit: ManifestErrorExit;
  /** What the code means, for the reference page. */
  readonly meaning: string;
  readonly todo: string;
}

export interface ManifestErrorDetails {
  /** What failed, one sentence with the values in it. */
  readonly what: string;
  readonly where?: DocumentPlace;
  readonly why?: string;
  readonly todo?: string;
  readonly cause?: unknown;
  /** Everything found wrong, the first of which is what the error says; just that one when absent. */
  readonly problems?: readonly Problem[];
}

/**
 * An error about a document or a name: a stable code, what failed, where, why, what to do. Has the fields of core's
 * RiglineError, so that whatever renders those can render these; this package imports no other.
 */
export class ManifestError extends Error {
  override readonly name = "ManifestError";
  readonly code: string;
  readonly exit: ManifestErrorExit;
  readonly where: DocumentPlace;
  readonly why: string | undefined;
  readonly todo: string;
  readonly problems: readonly Problem[];

  constructor(code: string, definition: ErrorDefinition, details: ManifestErrorDetails) {
    super(escapeControl(details.what), details.cause === undefined ? {} : { cause: details.cause });
    this.code = code;
    this.exit = definition.exit;
    this.where = details.where ?? {};
    this.why = details.why === undefined ? undefined : escapeControl(details.why);
    this.todo = details.todo ?? definition.todo;
    const problems = details.problems ?? [{ code, message: details.what, where: this.where, todo: this.todo }];
    this.problems = problems.map((problem) => ({ ...problem, message: escapeControl(problem.message) }));
  }

  get exitCode(): number {
    return EXIT_CODES[this.exit];
  }
}

export interface ManifestErrorFactory<Table extends Readonly<Record<string, ErrorDefinition>>> {
  (code: keyof Table & string, details: ManifestErrorDetails): ManifestError;
  readonly table: Table;
}

/** One room's table of error codes, and the function that makes its errors. */
export function defineErrors<const Table extends Readonly<Record<string, ErrorDefinition>>>(
  table: Table,
): ManifestErrorFactory<Table> {
  const make = (code: keyof Table & string, details: ManifestErrorDetails): ManifestError =>
    new ManifestError(code, table[code] as ErrorDefinition, details);
  return Object.assign(make, { table });
}
