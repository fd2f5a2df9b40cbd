import { resolve } from "node:path";
import { z } from "zod";
import type { ResolvedConfig } from "../config/resolved-config.js";
import type { EventBus } from "../events/launcher-events.js";
import type { RiglineError } from "@rigline/foundation/errors";
import type { ProcessIdentity } from "../processes/process-identity.js";
import { createLineTail, type LineTail } from "../processes/read-output.js";
import type { ProcessExit, ProcessRunner } from "../processes/process-exit.js";
import { describeSession } from "../programs/describe-session.js";
import {
  type FilledProgram,
  fillProgram,
  fillText,
  isSuccess,
  placeholdersOfSession,
  showCommand,
} from "../programs/program.js";
import { PROGRAM_KILL_MS } from "../programs/program-call.js";
import type { RunnerContext, RunnerDefinition, RunnerNeeds } from "../runners/runner-handle.js";
import type { PausableExperiment } from "../pause/heed-wishes.js";
import { STILL_RUNNING } from "../session/list-sessions.js";
import type { Session } from "../session/session.js";
import { EXPERIMENT, type ExperimentProgram, type ExperimentStage } from "./experiment-stages.js";
import { simulatedCommand } from "../simulated/simulated-program.js";
import { USUAL_SIMULATION } from "../simulated/simulation-schema.js";
import { launcherError } from "./launcher-errors.js";

/** So many lines of what the program printed last go into the report of a failure. */
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
  /** Has it wait and go on as people wish, until it has ended. Never rejects. */
  readonly heed?: (experiment: PausableExperiment) => Promise<void>;
}

export interface ExperimentProcess {
  readonly pid: number;
  /** Undefined where the system does not tell it. */
  readonly identity: Promise<ProcessIdentity | undefined>;
}

/** A program of the experiment as a runner of the phase `session`. */
export function defineExperiment(parts: ExperimentParts, stage: ExperimentStage): RunnerDefinition<ProcessExit> {
  const { name, program } = stage;
  return {
    name,
    phase: "session",
    result: ProcessExitSchema,
    graceMs: program.grace_seconds * 1000 + PROGRAM_KILL_MS,
    run: async (context) => {
      const said = createLineTail();
      const exit = await heeding(parts, stage, context.session, () => startExperiment(parts, stage, context, said));
      parts.onEnd?.(context.session, exit);
      if (exit.leftRunning === true) {
        context.log.warning(explainLeft(exit).message);
        context.report(STILL_RUNNING, nameLeft(exit));
      }
      if (exit.reason === "exit" && isSuccess(exit.code, program.success_exit_codes)) return exit;
      // A program that says on standard output what is wrong has said it too.
      const words = exit.stderrTail.length > 0 ? exit.stderrTail : said.lines;
      if (words.length > 0) context.report("last words", words.slice(-LAST_WORDS).join("\n"));
      throw explainExit(exit, stage);
    },
  };
}

function locatePauseFile(pauseFile: string, resolved: ResolvedConfig, session: Session): string {
  return resolve(session.directory, fillText(pauseFile, resolved, session));
}

/** What is started in the program's place. */
function simulateProgram({ pause_file }: ExperimentProgram, resolved: ResolvedConfig, session: Session): FilledProgram {
  const pauseFile = pause_file && locatePauseFile(pause_file, resolved, session);
  const { simulation: steps = USUAL_SIMULATION } = resolved.values;
  const command = simulatedCommand({ steps, folder: session.directory, pauseFile });
  return { command, directory: resolved.folder, environment: {} };
}

/** While the program runs, it is paused as people wish, where it offers that. */
async function heeding<Result>(
  { resolved, heed }: ExperimentParts,
  { program: { pause_file } }: ExperimentStage,
  session: Session,
  work: () => Promise<Result>,
): Promise<Result> {
  const file = pause_file && locatePauseFile(pause_file, resolved, session);
  if (file === undefined || heed === undefined) return work();
  const over = new AbortController();
  const heeded = heed({ session, file, ended: over.signal });
  try {
    return await work();
  } finally {
    over.abort();
    await heeded;
  }
}

function startExperiment(
  { resolved, processes, events, onStart }: ExperimentParts,
  { program }: ExperimentStage,
  { session, signal, log, progress }: RunnerContext<RunnerNeeds>,
  said: Pick<LineTail, "add" | "addAll">,
): Promise<ProcessExit> {
  const { command, directory, environment } =
    session.simulated === true
      ? simulateProgram(program, resolved, session)
      : fillProgram(program, resolved, placeholdersOfSession(resolved, session));
  if (session.simulated === true) log.info("the experiment is simulated");
  else log.info(`starting: ${showCommand(command)} (in ${directory})`);
  return processes.run({
    command,
    directory,
    environment: { ...resolved.environment, ...describeSession(session), ...environment },
    signal,
    ...(program.timeout_seconds === undefined ? {} : { timeoutMs: program.timeout_seconds * 1000 }),
    graceMs: program.grace_seconds * 1000,
    // What still writes when the data is handed off is missing there.
    lingerMs: program.grace_seconds * 1000,
    onLinger: (left) => {
      const waits = `waiting up to ${program.grace_seconds} s for what the experiment has started and left running`;
      log.warning(`${waits}: ${left.join(", ")}`);
      progress(waits);
    },
    onStart: (pid, identity) => onStart?.(session, { pid, identity }),
    onLine: (line, stream) => {
      if (stream === "stdout") said.add(line);
      log.info(stream === "stderr" ? `stderr: ${line}` : line);
      events.emit("experiment.line", { line, stream });
    },
    onBlock: (lines, stream) => {
      if (stream === "stdout") said.addAll(lines);
      log.info(stream === "stderr" ? `stderr: ${lines}` : lines);
      // Of a flood, a screen shows the last line.
      const last = lines.slice(lines.lastIndexOf("\n") + 1);
      const told = events.isEachExpected?.("experiment.line") === true ? lines.split("\n") : [last];
      for (const line of told) events.emit("experiment.line", { line, stream });
    },
  });
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

function explainExit(exit: ProcessExit, { name, who, program }: ExperimentStage): Error {
  const isStarted = exit.reason !== "not-found" && exit.reason !== "failed-to-start";
  const details = {
    what: `${who} (${program.command[0] ?? ""}) ${exit.summary}`,
    where: { runner: name },
    ...(isStarted ? {} : { todo: "Fix what is named; `rigline doctor` looks whether it can be started." }),
  };
  return launcherError(exit.reason === "cancelled" ? "EXPERIMENT_ABORTED" : "EXPERIMENT_FAILED", details);
}
