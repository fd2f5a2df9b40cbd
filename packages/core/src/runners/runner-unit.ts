import { runnerError } from "./runner-errors.js";
import type { RunnerDefinition, RunnerHandle } from "./runner-handle.js";
import type { RunnerReport, RunnerState } from "../session/session-record.js";

export type AnyRunner = RunnerDefinition<unknown>;

/** What a runner ended with; `value` is there when it is done and its result is known. */
export interface RunnerEnd {
  readonly report: RunnerReport;
  readonly value?: unknown;
  /** False: done before a resume, and the result was not kept. */
  readonly hasValue: boolean;
  /** What it failed with. */
  readonly error?: unknown;
}

/** One registered runner: what the registry and the phases know, behind the handle that plugins see. */
export interface RunnerUnit {
  readonly definition: AnyRunner;
  readonly plugin: string;
  readonly needs: readonly RunnerUnit[];
  /** Waited for, whatever comes of them. */
  readonly after: readonly RunnerUnit[];
  /** What the plugin needs; looked up when it is read. */
  readonly services: object;
  readonly handle: RunnerHandle<unknown>;
  readonly end: RunnerEnd | undefined;
  /** On resume: it was done, but somebody needs its result, which was not kept. */
  runAgain: boolean;
  start(): void;
  /** The first call counts. */
  finish(end: RunnerEnd): void;
}

export function createUnit(
  definition: AnyRunner,
  plugin: string,
  needs: readonly RunnerUnit[],
  services: object = {},
  after: readonly RunnerUnit[] = [],
): RunnerUnit {
  let running = false;
  let end: RunnerEnd | undefined;
  let resolveSettled: (report: RunnerReport) => void;
  const settled = new Promise<RunnerReport>((resolve) => (resolveSettled = resolve));
  const state = (): RunnerState => end?.report.state ?? (running ? "running" : "waiting");
  const handle: RunnerHandle<unknown> = Object.freeze({
    name: definition.name,
    phase: definition.phase,
    settled,
    get state() {
      return state();
    },
    result: () => readResult(definition.name, plugin, state(), end),
  });
  return {
    definition,
    plugin,
    needs,
    after,
    services,
    handle,
    runAgain: false,
    get end() {
      return end;
    },
    start: () => {
      running = true;
    },
    finish: (ended) => {
      end ??= ended;
      resolveSettled(end.report);
    },
  };
}

function readResult(name: string, plugin: string, state: RunnerState, end: RunnerEnd | undefined): unknown {
  const where = { plugin, runner: name };
  if (end === undefined)
    throw runnerError("RUNNER_NOT_READY", { what: `runner ${name} has no result yet: it is ${state}`, where });
  if (state !== "done") {
    throw runnerError("RUNNER_NO_RESULT", {
      what: `runner ${name} has no result and won't have one: it ${state === "failed" ? "failed" : "was skipped"}`,
      where,
      ...(end.report.reason === undefined ? {} : { why: end.report.reason }),
      ...(end.error === undefined ? {} : { cause: end.error }),
    });
  }
  if (!end.hasValue)
    throw runnerError("RUNNER_RESULT_NOT_KEPT", { what: `the result of runner ${name} was not kept`, where });
  return end.value;
}

/** Stands for the launcher itself where a runner's owner is a plugin's name. */
export const LAUNCHER = "core";

/** ` (plugin mapper)`, to stand behind a runner's name; nothing for the launcher's own. */
export function nameOwner(plugin: string): string {
  return plugin === LAUNCHER || plugin === "" ? "" : ` (plugin ${plugin})`;
}
