import { isAbsolute, resolve } from "node:path";
import { z } from "zod";
import { fillConfigPlaceholders, type Placeholder } from "../config/placeholders.js";
import { hideSecrets } from "../config/problems/hide-secrets.js";
import { resolveFrom, type ResolvedConfig } from "../config/resolved-config.js";
import type { EventBus } from "../events/launcher-events.js";
import type { RiglineError } from "@rigline/foundation/errors";
import type { ProcessIdentity } from "../processes/process-identity.js";
import type { ProcessExit, ProcessRunner } from "../processes/process-exit.js";
import type { RunnerContext, RunnerDefinition, RunnerNeeds } from "../runners/runner-handle.js";
import { STILL_RUNNING } from "../session/list-sessions.js";
import type { Session } from "../session/session.js";
import { launcherError } from "./launcher-errors.js";

export const EXPERIMENT = "experiment";

/** From the kill of the program's process tree to the last of it, in milliseconds. */
const KILL_MS = 5000;

/** So many lines of the program's standard error go into the report. */
const LAST_WORDS = 8;

const ProcessExitSchema: z.ZodType<ProcessExit> = z.object({
  reason: z.enum(["exit", "signal", "timeout", "cancelled", "not-found", "failed-to-start"]),
  code: z.number().optional(),
  signal: z.string().optional(),
  milliseconds: z.number(),
  stderrTail: z.array(z.string()),
  summary: z.string(),
  leftRunning: z.boolean().optional(),
  left: z.array(z.string()).optional(),
}) as z.ZodType<ProcessExit>;

export interface ExperimentParts {
  readonly resolved: ResolvedConfig;
  readonly processes: ProcessRunner;
  readonly events: EventBus;
  /** Told which process it is, as soon as there is one. */
  readonly onStart?: (session: Session, started: ExperimentProcess) => void;
  readonly onEnd?: (session: Session, exit: ProcessExit) => void;
}

export interface ExperimentProcess {
  readonly pid: number;
  /** Undefined where the system does not tell it. */
  readonly identity: Promise<ProcessIdentity | undefined>;
}

/** What an experiment, and all that it starts, has in its environment, and no other process. */
export function sessionMark(session: string): string {
  return `RIGLINE_SESSION_NAME=${session}`;
}

/** The experiment of the config as a runner of the phase `session`; undefined when the config names none. */
export function defineExperiment(parts: ExperimentParts): RunnerDefinition<ProcessExit> | undefined {
  const experiment = parts.resolved.values.experiment;
  if (experiment === undefined) return undefined;
  return {
    name: EXPERIMENT,
    phase: "session",
    result: ProcessExitSchema,
    graceMs: experiment.grace_seconds * 1000 + KILL_MS,
    run: async (context) => {
      const exit = await startExperiment(parts, experiment, context);
      parts.onEnd?.(context.session, exit);
      if (exit.leftRunning === true) {
        context.log.warning(explainLeft(exit).message);
        context.report(STILL_RUNNING, nameLeft(exit));
      }
      if (exit.reason === "exit" && isSuccess(exit.code, experiment.success_exit_codes)) return exit;
      if (exit.stderrTail.length > 0) context.report("last words", exit.stderrTail.slice(-LAST_WORDS).join("\n"));
      throw explainExit(exit, experiment.command[0] ?? "");
    },
  };
}

/**
 * Exit codes are 32 bits on Windows: what a shell shows there as -1, Node reports as 4294967295. Elsewhere they are 8 bits, and
 * a program that ends with -1 is seen to end with 255. No code is no success.
 */
function isSuccess(code: number | undefined, successCodes: readonly number[]): boolean {
  return code !== undefined && successCodes.some((success) => success >>> 0 === code >>> 0 || asByte(success) === code);
}

function asByte(code: number): number | undefined {
  return process.platform !== "win32" && code < 0 && code >= -128 ? code & 0xff : undefined;
}

type Experiment = NonNullable<ResolvedConfig["values"]["experiment"]>;

function startExperiment(
  { resolved, processes, events, onStart }: ExperimentParts,
  experiment: Experiment,
  { session, signal, log, progress }: RunnerContext<RunnerNeeds>,
): Promise<ProcessExit> {
  const values = valuesOf(session);
  const [program = "", ...rest] = experiment.command.map((part) => fillConfigPlaceholders(part, values));
  const added = Object.entries(experiment.environment).map(([name, text]) => [
    name,
    fillConfigPlaceholders(text, values),
  ]);
  const directory = resolveFrom(resolved, experiment.directory ?? ".");
  const command: [string, ...string[]] = [locateProgram(program, resolved.folder), ...rest];
  log.info(`starting: ${showCommand(command)} (in ${directory})`);
  return processes.run({
    command,
    directory,
    environment: { ...resolved.environment, ...describeSession(session), ...Object.fromEntries(added) },
    signal,
    ...(experiment.timeout_seconds === undefined ? {} : { timeoutMs: experiment.timeout_seconds * 1000 }),
    graceMs: experiment.grace_seconds * 1000,
    // What still writes when the data is handed off is missing there.
    lingerMs: experiment.grace_seconds * 1000,
    onLinger: (left) => {
      const waits = `waiting up to ${experiment.grace_seconds} s for what the experiment has started and left running`;
      log.warning(`${waits}: ${left.join(", ")}`);
      progress(waits);
    },
    onStart: (pid, identity) => onStart?.(session, { pid, identity }),
    onLine: (line, stream) => {
      log.info(stream === "stderr" ? `stderr: ${line}` : line);
      events.emit("experiment.line", { line, stream });
    },
    onBlock: (lines, stream) => {
      log.info(stream === "stderr" ? `stderr: ${lines}` : lines);
      // Of a flood, a screen shows the last line.
      const last = lines.slice(lines.lastIndexOf("\n") + 1);
      const told = events.isEachExpected?.("experiment.line") === true ? lines.split("\n") : [last];
      for (const line of told) events.emit("experiment.line", { line, stream });
    },
  });
}

/** What the experiment's program finds in its environment. */
function describeSession(session: Session): Record<string, string> {
  return {
    RIGLINE_SESSION_DIRECTORY: session.directory,
    RIGLINE_SESSION_NAME: session.name,
    RIGLINE_SESSION_DATE: session.date,
    RIGLINE_SUBJECT: session.subject,
    // JSON, as every list in a variable of Rigline's: names have commas.
    RIGLINE_EXPERIMENTERS: JSON.stringify(session.experimenters),
    RIGLINE_RIG_NAME: session.rigName,
  };
}

function valuesOf(session: Session): Record<Placeholder, string> {
  return {
    session_directory: session.directory,
    session_name: session.name,
    subject: session.subject,
    rig_name: session.rigName,
  };
}

/** `./bonsai/bonsai.exe` is meant from the config file; a bare `node` is looked up on the PATH. */
export function locateProgram(program: string, folder: string): string {
  const isPath = program.includes("/") || program.includes("\\");
  if (program === "node" || (process.platform === "win32" && /^node(?:\.exe)?$/iu.test(program)))
    return process.execPath;
  return isPath && !isAbsolute(program) ? resolve(folder, program) : program;
}

/** Told, and no failure by itself: only what the source comes to afterwards says whether anything is missing. */
export function explainLeft(exit: Pick<ProcessExit, "left">): RiglineError {
  return launcherError("EXPERIMENT_LEFT_RUNNING", {
    what: `processes that the experiment started still run (${nameLeft(exit)}): what they write now may be missing from the hand-off`,
    where: { runner: EXPERIMENT },
  });
}

function nameLeft({ left = [] }: Pick<ProcessExit, "left">): string {
  return left.length === 0 ? "processes without a name" : left.join(", ");
}

function explainExit(exit: ProcessExit, program: string): Error {
  const isStarted = exit.reason !== "not-found" && exit.reason !== "failed-to-start";
  const details = {
    what: `the experiment (${program}) ${exit.summary}`,
    where: { runner: EXPERIMENT },
    ...(isStarted ? {} : { todo: "Mend what is named; `rigline doctor` looks whether it can be started." }),
  };
  return launcherError(exit.reason === "cancelled" ? "EXPERIMENT_ABORTED" : "EXPERIMENT_FAILED", details);
}

/** A command as it may be logged: what follows `--token` and the like is left out. */
export function showCommand(command: readonly string[]): string {
  return (hideSecrets(command) as string[]).join(" ");
}
