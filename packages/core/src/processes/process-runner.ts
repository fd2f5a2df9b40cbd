import { type Clock, systemClock } from "@rigline/foundation/platform";
import { mark } from "@rigline/foundation/marks";
import { checkStart, describeExit, explainStartFailure, type StartFailure } from "./describe-end.js";
import { endProcessTree, endWithLauncher } from "./end-tree.js";
import type { ProcessExit, ProcessRequest, ProcessRunner } from "./process-exit.js";
import { identifyProcess, type ProcessIdentity } from "./process-identity.js";
import { createProcessSystem, type ProcessSystem, type RunningTree } from "./process-system.js";
import { drainOutput, teeLines } from "./read-output.js";
import { type Child, spawnChild } from "./spawn-child.js";
import { type RestParts, waitForRest } from "./outliving.js";

export interface ProcessRunnerOptions {
  readonly clock?: Clock;
  /** process.platform when absent. */
  readonly platform?: NodeJS.Platform;
}

/** Runs programs without a shell, their output cut into lines, their whole process tree ended on abort and timeout. */
export function createProcessRunner(options: ProcessRunnerOptions = {}): ProcessRunner {
  const clock = options.clock ?? systemClock;
  const system = createProcessSystem(options.platform ?? process.platform);
  return {
    run: async (request) => {
      const startedAt = clock.monotonic();
      const end = await run(request, clock, system);
      return { ...end, milliseconds: Math.round(clock.monotonic() - startedAt) };
    },
  };
}

type End = Omit<ProcessExit, "milliseconds">;

async function run(request: ProcessRequest, clock: Clock, system: ProcessSystem): Promise<End> {
  const obstacle = request.signal?.aborted === true ? CANCELLED_BEFORE : checkStart(request, system.platform);
  if (obstacle !== undefined) return notStarted(obstacle);
  const { execa } = await import("execa");
  const child = tryToSpawn(() => spawnChild(execa, request, system.platform));
  if (child instanceof Error) return notStarted(explainStartFailure(request, child, system.platform));
  if (child.pid === undefined) {
    const { code, originalMessage } = await child;
    return notStarted(explainStartFailure(request, { code, message: originalMessage ?? "" }, system.platform));
  }
  return runToEnd(child, child.pid, request, clock, system);
}

/** Some requests are refused before anything is started: an argument with a null byte. */
function tryToSpawn(spawn: () => Child): Child | Error {
  try {
    return spawn();
  } catch (error) {
    mark("process: a request that is refused before a start is a failed start");
    return error as Error;
  }
}

async function runToEnd(
  child: Child,
  pid: number,
  request: ProcessRequest,
  clock: Clock,
  system: ProcessSystem,
): Promise<End> {
  const isKnown = request.onStart !== undefined || request.lingerMs !== undefined;
  const identity = isKnown ? identify(pid, request, system) : Promise.resolve(undefined);
  request.onStart?.(pid, identity);
  const lines = teeLines(child, request, clock);
  const exited = new Promise<Pick<ProcessExit, "code" | "signal">>((resolve) =>
    child.once("exit", (code, signal) => resolve({ code: code ?? undefined, signal: signal ?? undefined })),
  );
  const forget = endWithLauncher(pid, system);
  const stop = watchForStop(request, clock);
  const stopped = await Promise.race([exited.then((): undefined => undefined), stop.reason]);
  stop.dispose();
  const tree = {
    pid,
    exited,
    environment: request.environment,
    closeInput: () => void child.stdin.end(),
    killChild: () => void child.kill("SIGKILL"),
  };
  const { killed } = stopped === undefined ? NOT_KILLED : await endProcessTree(tree, { ...request, clock, system });
  const end = await exited;
  const left = stopped === undefined ? await endRest(tree, { pid, identity, request, clock, system }) : [];
  forget();
  await drainOutput(child, clock);
  lines.end();
  const reason = stopped ?? (end.code === undefined ? "signal" : "exit");
  return {
    ...end,
    reason,
    stderrTail: lines.stderrTail,
    summary: describeExit({ ...end, reason, timeoutMs: request.timeoutMs, killed }),
    ...(left.length > 0 ? { leftRunning: true, left } : {}),
  };
}

/** Whoever aborts while it is waited for what was left means that too. */
async function endRest(tree: RunningTree, parts: RestParts): Promise<readonly string[]> {
  const { request, system, clock } = parts;
  const left = await waitForRest(parts);
  if (left.length === 0 || request.signal?.aborted !== true || system.platform === "win32") return left;
  mark("process: what a program left behind is ended when it is not waited for");
  await endProcessTree(tree, { graceMs: request.graceMs, clock, system });
  return waitForRest(parts);
}

async function identify(
  pid: number,
  { environment }: ProcessRequest,
  system: ProcessSystem,
): Promise<ProcessIdentity | undefined> {
  return identifyProcess(pid, { environment, system }).catch(() => undefined);
}

const NOT_KILLED = { killed: false };

const CANCELLED_BEFORE: StartFailure = { reason: "cancelled", summary: "was not started: cancelled before" };

function notStarted(failure: StartFailure): End {
  return { ...failure, code: undefined, signal: undefined, stderrTail: [] };
}

export type StopReason = "timeout" | "cancelled";

export interface Stop {
  /** Resolves with the first reason to end the child; the one that comes later is not heard. */
  readonly reason: Promise<StopReason>;
  dispose(): void;
}

export function watchForStop({ signal, timeoutMs }: ProcessRequest, clock: Clock): Stop {
  const disposals: (() => void)[] = [];
  const reason = new Promise<StopReason>((resolve) => {
    const onAbort = (): void => resolve("cancelled");
    if (signal?.aborted === true) onAbort();
    signal?.addEventListener("abort", onAbort, { once: true });
    disposals.push(() => signal?.removeEventListener("abort", onAbort));
    if (timeoutMs !== undefined) disposals.push(clock.after(timeoutMs, () => resolve("timeout")));
  });
  return {
    reason,
    dispose: () => {
      for (const dispose of disposals) dispose();
    },
  };
}
