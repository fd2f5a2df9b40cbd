import { mark } from "@rigline/foundation/marks";
import { resolveFrom } from "../config/resolved-config.js";
import { sessionMark } from "../programs/describe-session.js";
import type { ExperimentProcess } from "./experiment-runner.js";
import { stagesOf, stagesOfAll } from "./experiment-stages.js";
import type { Outliving } from "../processes/outliving.js";
import type { ProcessExit } from "../processes/process-exit.js";
import { summarizeSession, type SessionSummary } from "../session/list-sessions.js";
import {
  forgetExperiment,
  noteExperiment,
  readExperimentNote,
  type StartedExperiment,
} from "../session/rig-experiment.js";
import type { Session } from "../session/session.js";
import { listUnfinished } from "../session/unfinished-index.js";
import { LAUNCHER_QUESTIONS } from "../ui/given-answers.js";
import { launcherError } from "./launcher-errors.js";
import type { LauncherParts } from "./launcher-parts.js";

/** An experiment whose launcher is gone, or whose session is over, and that still runs. */
export interface LivingExperiment {
  readonly experiment: StartedExperiment;
  readonly found: Outliving;
  /** Only what it has started is left, and its session knows of it: no second experiment is refused for that. */
  readonly over: boolean;
}

type Parts = Pick<LauncherParts, "resolved" | "rigName" | "fileSystem" | "machine">;

const END_EXPERIMENT = LAUNCHER_QUESTIONS.endExperiment;

/** Writes down, for whoever comes after this launcher, which process the experiment is. Never rejects. */
export async function noteStart(
  { recorder, log, fileSystem }: Pick<LauncherParts, "recorder" | "log" | "fileSystem">,
  { rigName, name, directory }: Session,
  { pid, identity }: ExperimentProcess,
  stillRuns: () => boolean,
): Promise<void> {
  const known = await identity;
  if (known === undefined) {
    // One that has ended by now nobody needs to know.
    if (!stillRuns()) return;
    mark("experiment: one whose start the system does not say is told to be unknown later");
    log.warning(
      `the system does not say when the experiment (pid ${pid}) started, so a later launcher will not know it`,
    );
    return;
  }
  recorder.record({ type: "experimentStarted", ...known });
  noteExperiment(fileSystem, rigName, { session: name, directory, ...known });
}

/** The program has ended. What it has started and left behind stays known: a second experiment may get in its way. */
export function noteEnd(
  { fileSystem }: Pick<LauncherParts, "fileSystem">,
  { rigName }: Session,
  { leftRunning }: Pick<ProcessExit, "leftRunning">,
): void {
  const note = readExperimentNote(fileSystem, rigName);
  if (leftRunning === true && note !== undefined) noteExperiment(fileSystem, rigName, { ...note, settled: true });
  else forgetExperiment(fileSystem, rigName);
}

/** Undefined: nothing of an earlier session's experiment runs on this rig, as far as can be told. */
export async function findLivingExperiment(parts: Parts): Promise<LivingExperiment | undefined> {
  const note = readExperimentNote(parts.fileSystem, parts.rigName);
  const candidates = [...(note === undefined ? [] : [note]), ...unfinishedOf(parts).flatMap(toExperiment)];
  for (const experiment of candidates) {
    const living = await lookAt(parts, experiment);
    if (living !== undefined) return living;
  }
  if (note === undefined || isUntold(parts, note)) return undefined;
  mark("experiment: the note of one that is gone is taken away");
  forgetExperiment(parts.fileSystem, parts.rigName);
  return undefined;
}

/** Its session's journal, which could not be written, does not know that it was started: the note alone keeps it from a second run. */
function isUntold({ fileSystem }: Parts, { directory }: StartedExperiment): boolean {
  if (!fileSystem.exists(directory)) return false;
  const { experiment, ended, problem } = summarizeSession(fileSystem, directory);
  return problem === undefined && experiment === undefined && !ended;
}

/** Of one session, by its journal. */
export async function findLivingExperimentOf(
  parts: Parts,
  summary: SessionSummary,
): Promise<LivingExperiment | undefined> {
  for (const experiment of toExperiment(summary)) {
    const living = await lookAt(parts, experiment);
    if (living !== undefined) return living;
  }
  return undefined;
}

/**
 * Throws EXPERIMENT_RUNNING, unless a person, or an answer given beforehand, says that the experiment that still runs shall be
 * ended, and it can be.
 */
export async function refuseLivingExperiment(
  parts: Parts & Pick<LauncherParts, "ui" | "answers" | "clock" | "log">,
  living: LivingExperiment | undefined,
): Promise<void> {
  if (living === undefined) return;
  if (living.over) {
    parts.log.warning(describeLiving(living));
    return;
  }
  const { experiment } = living;
  if (!(await shallEnd(parts, living))) throw running(describeLiving(living), experiment);
  mark("experiment: one whose launcher is gone is ended when a person says so");
  const { values } = parts.resolved;
  const graces = [...stagesOf(values), ...stagesOfAll(values)].map(({ program }) => program.grace_seconds);
  const graceMs = (graces.length === 0 ? 10 : Math.max(...graces)) * 1000;
  parts.log.warning(
    `ending the experiment of ${experiment.session} (pid ${experiment.pid}); it has ${graceMs / 1000} s`,
  );
  const left = await parts.machine.endOutliving(experiment, {
    ...partsOf(parts, experiment),
    clock: parts.clock,
    graceMs,
  });
  if (left !== undefined)
    throw running(`the experiment of session ${experiment.session} could not be ended (${namePids(left)})`, experiment);
  forgetExperiment(parts.fileSystem, parts.rigName);
}

/** One sentence. */
export function describeLiving({ experiment, found, over }: LivingExperiment): string {
  const whose = `the experiment of session ${experiment.session}`;
  if (found.leader) return `${whose} still runs (${namePids(found)}), and its launcher is gone`;
  const left = `processes that ${whose} started still run (${namePids(found)})`;
  return over ? left : `${left}, and its launcher is gone`;
}

export function adviseOnLiving({ experiment, over }: LivingExperiment): string {
  if (over) return "End them, unless they are meant to go on: two programs can't use one device.";
  return (
    `Wait until it ends, or end it: \`rigline resume ${experiment.session}\` asks for that in a terminal and then hands the data ` +
    `off; \`--answer ${END_EXPERIMENT}=yes\` says so beforehand.`
  );
}

async function shallEnd(
  { ui, answers }: Pick<LauncherParts, "ui" | "answers">,
  living: LivingExperiment,
): Promise<boolean> {
  if (!ui.interactive && answers.take(END_EXPERIMENT) === undefined) return false;
  return ui.confirm({ key: END_EXPERIMENT, message: `${describeLiving(living)}. End it now?`, initial: false });
}

function running(what: string, experiment: StartedExperiment): Error {
  const living = { experiment, found: { leader: true, pids: [experiment.pid] }, over: false };
  return launcherError("EXPERIMENT_RUNNING", {
    what,
    why: "a second experiment beside it would use the same devices, and what it still writes would be missing from its data",
    todo: adviseOnLiving(living),
  });
}

async function lookAt(parts: Parts, experiment: StartedExperiment): Promise<LivingExperiment | undefined> {
  const found = await parts.machine.findOutliving(experiment, partsOf(parts, experiment));
  return found === undefined ? undefined : { experiment, found, over: !found.leader && experiment.settled === true };
}

function partsOf({ resolved }: Pick<Parts, "resolved">, { session }: StartedExperiment) {
  return { environment: resolved.environment, mark: sessionMark(session) };
}

function unfinishedOf({ resolved, rigName, fileSystem }: Parts): SessionSummary[] {
  try {
    return listUnfinished(fileSystem, resolveFrom(resolved, resolved.values.data_dir), rigName);
  } catch {
    mark("experiment: a data folder that can't be read hides only what it knows of one");
    // What is wrong with the data folder is told by whoever checks it.
    return [];
  }
}

function toExperiment({ name, directory, experiment, ended }: SessionSummary): StartedExperiment[] {
  return experiment === undefined ? [] : [{ session: name, directory, ...experiment, settled: ended }];
}

function namePids({ pids }: Outliving): string {
  return `pid ${pids.join(", ")}`;
}
