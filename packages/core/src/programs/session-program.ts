import { join } from "node:path";
import type { RunnerContext, RunnerNeeds } from "../runners/runner-handle.js";
import type { Session } from "../session/session.js";
import { SESSION_FOLDER } from "../session/session-places.js";
import { describeSession, sessionAsJson } from "./describe-session.js";
import { placeholdersOfSession, type Program } from "./program.js";
import type { ProgramParts, ProgramResult } from "./program-call.js";
import { programError } from "./program-errors.js";
import { performProgram } from "./perform-program.js";

/** A program of the config that runs within a session. */
export interface SessionProgram {
  /** What it is there for: `step`, `mapper`. */
  readonly kind: string;
  /** Of its runner. */
  readonly name: string;
  readonly program: Program;
  /** What it gets on its standard input beside the session; plain data. */
  readonly input?: Readonly<Record<string, unknown>>;
  /** Whether its standard output is nothing but its result, so that it is neither logged nor shown. */
  readonly quiet?: boolean;
}

/** Of a runner's context, what a program within it needs. */
export type ProgramContext = Pick<
  RunnerContext<RunnerNeeds>,
  "session" | "outcome" | "signal" | "log" | "attempt" | "progress" | "report"
>;

/**
 * Runs a program by the contract of docs/programs: it gets the session on its standard input and in its environment, and its
 * result is read. Where it fails its last lines are in the report. Throws PROGRAM_FAILED, PROGRAM_ABORTED and
 * PROGRAM_RESULT_INVALID.
 */
export async function runSessionProgram(
  parts: ProgramParts,
  { session, outcome, signal, log, attempt, progress, report }: ProgramContext,
  { kind, name, program, input = {}, quiet = false }: SessionProgram,
): Promise<ProgramResult> {
  const who = kind === name ? `the ${kind}` : `${kind} ${name}`;
  requireFolder(parts, session, who);
  return performProgram(
    parts,
    {
      who,
      program,
      input: { kind, name, ...input, attempt, outcome: outcome ?? null, session: sessionAsJson(session) },
      placeholders: placeholdersOfSession(parts.config, session),
      environment: {
        ...describeSession(session),
        RIGLINE_NAME: name,
        RIGLINE_OUTCOME: outcome ?? "",
        RIGLINE_ATTEMPT: String(attempt),
      },
      folder: join(session.directory, SESSION_FOLDER, "programs", name),
      signal,
      log,
      quiet,
      onLine: progress,
    },
    ({ lastWords }) => report("last words", lastWords),
  );
}

/** Else it would be made anew for the program's input, and look like a session. */
function requireFolder({ fileSystem }: ProgramParts, { directory }: Session, who: string): void {
  if (fileSystem.exists(directory)) return;
  throw programError("PROGRAM_FAILED", {
    what: `${who} was not started: the session's folder ${directory} is gone`,
    todo: "Put the folder back where it was, then {resume}.",
  });
}
