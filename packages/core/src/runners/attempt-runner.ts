import { asText } from "@rigline/foundation/errors";
import { keepResult, type KeptResult } from "./keep-result.js";
import type { PhaseParts } from "./phase-parts.js";
import type { NeedResults, RunnerContext, RunnerNeeds } from "./runner-handle.js";
import type { ReportDetail } from "../session/session-record.js";
import type { RunnerUnit } from "./runner-unit.js";
import type { Clock } from "@rigline/foundation/platform";
import { mark } from "@rigline/foundation/marks";
import { runnerError } from "./runner-errors.js";

export type RunnerOutcome =
  | { readonly ok: true; readonly result: KeptResult }
  /** `final`: another attempt would run beside this one, or fail alike. */
  | { readonly ok: false; readonly error: unknown; readonly final: boolean };

/** The experiment's own grace period by default, and a little more. */
const DEFAULT_GRACE_MS = 15_000;

/** One attempt of a runner, recorded; what it reports goes into `details`. Never rejects. */
export async function attemptRunner(
  unit: RunnerUnit,
  parts: PhaseParts,
  attempt: number,
  details: ReportDetail[],
): Promise<RunnerOutcome> {
  const { definition, plugin } = unit;
  const { name, phase } = definition;
  parts.record({ type: "runnerStarted", runner: name, phase, plugin, attempt });
  parts.events.emit("runner.started", { runner: name, phase, attempt });
  const log = parts.logOf(unit);
  const needs = readNeeds(definition.needs ?? {}, unit.services);
  if (!needs.ok) return { ...needs, final: true };
  const progress = createProgress(name, parts);
  const { nextWaiting = new AbortController().signal } = parts.run;
  const end = await runAttempt({
    what: `runner ${name}`,
    clock: parts.clock,
    signal: parts.run.signal,
    timeoutMs: definition.timeoutMs,
    graceMs: definition.graceMs ?? parts.run.graceMs ?? DEFAULT_GRACE_MS,
    onWaiting: (seconds) =>
      parts.events.emit("runner.progress", {
        runner: name,
        text: `was asked to end; it is waited for ${seconds} s longer`,
      }),
    onLate: (message) => log.warning(message),
    run: (signal) =>
      definition.run({
        ...parts.contextOf(plugin, name),
        needs: needs.value as NeedResults<RunnerNeeds>,
        session: parts.run.session,
        outcome: parts.run.outcome,
        signal,
        log,
        attempt,
        nextWaiting,
        // As it is whenever it is asked.
        get isNextWaiting() {
          return nextWaiting.aborted;
        },
        progress: progress.tell,
        report: (label, value) => void details.push({ label: asText(label), value: asText(value) }),
        tell: (problem) => parts.problems?.keep(problem),
      } satisfies RunnerContext<RunnerNeeds>),
  });
  progress.stop();
  if (!end.ok) return { ok: false, error: end.error, final: end.abandoned === true };
  try {
    return { ok: true, result: keepResult(definition, end.value) };
  } catch (error) {
    return { ok: false, error, final: true };
  }
}

function readNeeds(needs: RunnerNeeds, services: object): AttemptEnd {
  try {
    const results = Object.fromEntries(Object.entries(needs).map(([key, need]) => [key, need.result()]));
    return { ok: true, value: Object.defineProperties(results, Object.getOwnPropertyDescriptors(services)) };
  } catch (error) {
    return { ok: false, error };
  }
}

interface Attempt {
  /** `runner mapper`, for messages. */
  readonly what: string;
  readonly clock: Pick<Clock, "sleep" | "after" | "monotonic" | "keepAlive">;
  /** The session's; aborts on Ctrl+C. */
  readonly signal: AbortSignal;
  readonly timeoutMs: number | undefined;
  /** How long it may take to end after its signal was aborted. */
  readonly graceMs: number;
  run(signal: AbortSignal): unknown;
  /** It was asked to end, and has so many whole seconds left; told once a second. */
  onWaiting?(secondsLeft: number): void;
  /** It settled after it had been given up. */
  onLate(message: string): void;
}

type AttemptEnd =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: unknown; readonly abandoned?: boolean };

/**
 * Runs once. On timeout or abort its signal is aborted and it has `graceMs` to end; then it is given up, and what it
 * still does is logged. Never rejects.
 */
async function runAttempt(attempt: Attempt): Promise<AttemptEnd> {
  const controller = new AbortController();
  // Work that waits for nothing the event loop knows of must not let the process end silently in its middle.
  const { keepAlive } = attempt.clock;
  keepAlive.hold();
  const work = settle(() => attempt.run(controller.signal));
  const abort = waitForAbort(attempt.signal);
  const timeout = startTimer(attempt.clock, attempt.timeoutMs);
  try {
    const first = await Promise.race([work, abort.happened, timeout.elapsed]);
    if (typeof first === "object") return first;
    const stop = first === "aborted" ? abortError(attempt) : timeoutError(attempt);
    controller.abort(stop);
    const end = await endWithin(attempt, work);
    if (end === undefined)
      return { ok: false, error: first === "aborted" ? stop : timeoutError(attempt, true), abandoned: true };
    return first === "aborted" ? end : { ok: false, error: stop };
  } finally {
    keepAlive.release();
    abort.forget();
    timeout.cancel();
  }
}

async function settle(run: () => unknown): Promise<AttemptEnd> {
  try {
    return { ok: true, value: await run() };
  } catch (error) {
    return { ok: false, error };
  }
}

async function endWithin(attempt: Attempt, work: Promise<AttemptEnd>): Promise<AttemptEnd | undefined> {
  const grace = startTimer(attempt.clock, attempt.graceMs);
  const stopCounting = countDown(attempt);
  const end = await Promise.race([work, grace.elapsed]);
  grace.cancel();
  stopCounting();
  if (typeof end === "object") return end;
  void tellWhenLate(attempt, work);
  return undefined;
}

async function tellWhenLate(attempt: Attempt, work: Promise<AttemptEnd>): Promise<void> {
  mark("runner: one that does not end in its grace is given up");
  const givenUp = attempt.clock.monotonic();
  const { ok } = await work;
  mark("runner: one that settles after it was given up is told and ignored");
  const late = Math.round(attempt.clock.monotonic() - givenUp);
  attempt.onLate(`${attempt.what} ${ok ? "was done" : "failed"} ${late} ms after it had been given up; ignored`);
}

function waitForAbort(signal: AbortSignal): { happened: Promise<"aborted">; forget(): void } {
  let onAbort = (): void => {};
  const happened = new Promise<"aborted">((resolve) => {
    onAbort = () => resolve("aborted");
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
  });
  return { happened, forget: () => signal.removeEventListener("abort", onAbort) };
}

/** Unlike `clock.after` it keeps the process alive: somebody waits for it. */
function startTimer(
  clock: Pick<Clock, "sleep">,
  milliseconds: number | undefined,
): { elapsed: Promise<"elapsed">; cancel(): void } {
  const canceller = new AbortController();
  const elapsed = new Promise<"elapsed">((resolve) => {
    if (milliseconds === undefined || milliseconds === Infinity) return;
    clock.sleep(milliseconds, canceller.signal).then(
      () => resolve("elapsed"),
      () => {},
    );
  });
  return { elapsed, cancel: () => canceller.abort() };
}

/** Returns what ends it. */
function countDown(attempt: Attempt): () => void {
  const { clock, graceMs } = attempt;
  const until = clock.monotonic() + graceMs;
  let stop: () => void;
  const tell = (): void => {
    attempt.onWaiting?.(Math.max(0, Math.round((until - clock.monotonic()) / 1000)));
    stop = clock.after(1000, tell);
  };
  tell();
  return () => stop();
}

function timeoutError({ what, timeoutMs, graceMs }: Attempt, hasIgnored = false): Error {
  const ignored = hasIgnored ? `, nor did it end in the ${graceMs} ms that it was given then` : "";
  return runnerError("RUNNER_TIMEOUT", { what: `${what} was not done within ${timeoutMs} ms${ignored}` });
}

function abortError({ what, signal }: Attempt): Error {
  return runnerError("RUNNER_ABORTED", { what: `${what} was aborted`, cause: signal.reason as unknown });
}

/** A few times a second is all that a person reads. */
const SHORTEST_PAUSE_MS = 200;

interface RunnerProgress {
  /** Tells how far it is: the first text at once, then the latest one at the end of each pause. */
  readonly tell: (text: string) => void;
  /** From now on nothing is told, also of what still waits. */
  readonly stop: () => void;
}

function createProgress(runner: string, { clock, events }: PhaseParts): RunnerProgress {
  let waiting: string | undefined;
  let endPause: (() => void) | undefined;
  let stopped = false;
  const show = (text: string): void => {
    events.emit("runner.progress", { runner, text });
    endPause = clock.after(SHORTEST_PAUSE_MS, () => {
      endPause = undefined;
      const latest = waiting;
      waiting = undefined;
      if (latest !== undefined) show(latest);
    });
  };
  return {
    tell: (text) => {
      if (stopped) return;
      if (endPause === undefined) show(asText(text));
      else waiting = asText(text);
    },
    stop: () => {
      stopped = true;
      endPause?.();
    },
  };
}
