import type { RestoredSession } from "../session/restore-session.js";
import { checkAfter, checkNeeds, checkRunner } from "./check-runner.js";
import { createPhaseParts, createPhaseRecord, type PhaseRun, type RunnersParts } from "./phase-parts.js";
import { restoreRunners } from "./restore-runners.js";
import { runPhase, skippedEnd } from "./run-phase.js";
import { runnerError } from "./runner-errors.js";
import type { RunnerCondition, RunnerHandle, Runners } from "./runner-handle.js";
import type { RunnerPhase, RunnerReport } from "../session/session-record.js";
import { createUnit, LAUNCHER, type AnyRunner, type RunnerUnit } from "./runner-unit.js";

/** What is planned, for `--dry-run`. */
export interface PlannedRunner {
  readonly name: string;
  readonly phase: RunnerPhase;
  readonly plugin: string;
  readonly needs: readonly string[];
  /** What it waits for, whatever comes of it; absent where it is nothing. */
  readonly after?: readonly string[];
  /** After which outcomes it runs; absent: after all. */
  readonly when?: RunnerCondition;
}

/** The runners of one launcher. */
export interface RunnerRegistry {
  /** What one plugin adds its runners with. `services`: what the plugin needs; its runners are given it beside their own needs. */
  runnersFor(plugin: string, services?: object): Runners;
  /** Of the runner of this name; undefined where there is none yet. */
  handleOf(name: string): RunnerHandle<unknown> | undefined;
  /** From now on adding is refused with RUNNER_LATE. */
  freeze(): void;
  /** Before the first phase of a resumed session. */
  restore(restored: RestoredSession): void;
  /** Runs what of the phase is waiting. Resolves with the phase's reports, in order of registration; never rejects. */
  runPhase(phase: RunnerPhase, run: PhaseRun): Promise<readonly RunnerReport[]>;
  /** Settles what of the phase is waiting as skipped, for a phase that is left out. */
  skipPhase(phase: RunnerPhase, reason: string, run: Pick<PhaseRun, "journal">): readonly RunnerReport[];
  /** In order of registration. */
  readonly planned: readonly PlannedRunner[];
  /** Of all that have settled, in order of registration. */
  readonly reports: readonly RunnerReport[];
  /** What a failed runner failed with, for the message to the person; undefined when it did not fail in this process. */
  errorOf(runner: string): unknown;
}

export function createRunners(parts: RunnersParts): RunnerRegistry {
  const { events, log } = parts;
  const units = new Map<string, RunnerUnit>();
  const byHandle = new Map<unknown, RunnerUnit>();
  let frozen = false;

  const add = (definition: unknown, plugin: string, services: object): RunnerHandle<unknown> => {
    checkRunner(definition, plugin);
    refuseLate(definition, plugin, frozen);
    refuseDuplicate(definition, plugin, units.get(definition.name));
    const find = (handle: unknown): RunnerUnit | undefined => byHandle.get(handle);
    const needs = checkNeeds({ definition, plugin, services }, find);
    const after = [...checkAfter({ definition, plugin, services }, find), ...stepsBefore(definition, plugin, units)];
    const unit = createUnit(definition, plugin, needs, services, after);
    units.set(definition.name, unit);
    byHandle.set(unit.handle, unit);
    return unit.handle;
  };

  const reportsOf = (phase?: RunnerPhase): RunnerReport[] =>
    [...units.values()]
      .filter((unit) => phase === undefined || unit.definition.phase === phase)
      .flatMap((unit) => (unit.end === undefined ? [] : [unit.end.report]));

  return {
    runnersFor: (plugin, services = {}) => ({
      add: <Result>(definition: unknown) => add(definition, plugin, services) as RunnerHandle<Result>,
    }),
    handleOf: (name) => units.get(name)?.handle,
    freeze: () => {
      frozen = true;
    },
    restore: (restored) => restoreRunners([...units.values()], restored, log),
    runPhase: async (phase, run) => {
      frozen = true;
      await runPhase([...units.values()], phase, createPhaseParts(run, parts));
      return reportsOf(phase);
    },
    skipPhase: (phase, reason, { journal }) => {
      const record = createPhaseRecord(journal, { events, log });
      for (const unit of units.values())
        if (unit.definition.phase === phase && unit.end === undefined)
          record.settle(unit, skippedEnd(unit, "RUNNER_NOT_WANTED", reason));
      return reportsOf(phase);
    },
    get planned() {
      return [...units.values()].map((unit) => ({
        name: unit.definition.name,
        phase: unit.definition.phase,
        plugin: unit.plugin,
        needs: unit.needs.map((need) => need.definition.name),
        ...(unit.after.length === 0 ? {} : { after: unit.after.map((one) => one.definition.name) }),
        ...(unit.definition.when === undefined ? {} : { when: unit.definition.when }),
      }));
    },
    get reports() {
      return reportsOf();
    },
    errorOf: (runner) => units.get(runner)?.end?.error,
  };
}

/**
 * The config's concurrent steps before a plugin's runner of the phase after the experiment: what they write must be there when
 * the session is handed off. All others have ended by their order.
 */
function stepsBefore(
  { phase, needs = {} }: AnyRunner,
  plugin: string,
  units: ReadonlyMap<string, RunnerUnit>,
): readonly RunnerUnit[] {
  if (plugin === LAUNCHER || phase !== "postSession") return [];
  const needed = new Set<unknown>(Object.values(needs));
  return [...units.values()].filter(
    (unit) =>
      unit.plugin === LAUNCHER &&
      unit.definition.phase === phase &&
      unit.definition.concurrent === true &&
      !needed.has(unit.handle),
  );
}

function refuseLate({ name }: AnyRunner, plugin: string, frozen: boolean): void {
  if (!frozen) return;
  throw runnerError("RUNNER_LATE", {
    what: `plugin ${plugin} added the runner ${name} after the launcher had started`,
    where: { plugin, runner: name },
  });
}

/** Who reads it knows of the config's steps, and of no owner of theirs. */
function explainDuplicate(name: string, first: string, second: string): string {
  if (first === second)
    return `${first === LAUNCHER ? "the config" : `plugin ${first}`} added two runners of the name ${name}`;
  const plugins = [first, second].filter((adder) => adder !== LAUNCHER);
  const adders =
    plugins.length === 2
      ? `plugins ${first} and ${second}`
      : `the config, as an experiment or a step, and plugin ${plugins[0]}`;
  return `${adders} both added a runner of the name ${name}`;
}

function refuseDuplicate({ name }: AnyRunner, plugin: string, other: RunnerUnit | undefined): void {
  if (other === undefined) return;
  throw runnerError("RUNNER_DUPLICATE", {
    what: explainDuplicate(name, other.plugin, plugin),
    where: { plugin, runner: name },
  });
}
