import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { pythonOf } from "../../interop/peers.js";
import { PYTHON_ENVIRONMENT } from "../../interop/python.js";
import { SERVICE_PROGRAM } from "../../interop/watchdog-process.js";
import type { Rig } from "./rig.js";

const WATCHDOG = fileURLToPath(new URL("../../../packages/watchdog-service/bin/rigline-watchdog.js", import.meta.url));

export const OURS = "rigline-watchdog";
export const PYTHON = "aind-watchdog-service 0.1.9";

/** What a service says of its manifests: it has become a job; its data are at the destination. */
type Moment = "taken" | "copied";

/** A service that runs on and takes what comes. */
export interface Service {
  readonly name: string;
  readonly command: string;
  readonly args: (config: string) => readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** The words by which it says that it watches, and then each moment, with the manifest. */
  readonly says: Readonly<Record<Moment | "watches", string>>;
  /** Until it watches, after it has said so. */
  readonly settlesMs: number;
}

const ours: Service = {
  name: OURS,
  command: process.execPath,
  args: (config) => [WATCHDOG, "-c", config, "--json"],
  environment: {},
  says: { watches: '"event":"started"', taken: '"event":"accepted"', copied: '"event":"published"' },
  settlesMs: 0,
};

/** Ours, and aind-watchdog-service where it can be had. */
export async function findServices(): Promise<readonly Service[]> {
  const python = await pythonOf("clabe 0.14.1 and watchdog 0.1.9");
  if (python === undefined) return [ours];
  const theirs: Service = {
    name: PYTHON,
    command: python,
    args: (config) => [SERVICE_PROGRAM, "-c", config],
    environment: PYTHON_ENVIRONMENT,
    says: { watches: "Starting observer, Watching", taken: "Job Scheduled", copied: "Data copied to VAST" },
    // It says so before it looks what is there; what comes until then it takes as if it had always been there.
    settlesMs: 3000,
  };
  return [ours, theirs];
}

export interface RunningService {
  readonly pid: number;
  /** When it was started, as `performance.now()` has it. */
  readonly startedAt: number;
  /** When it said so for the so-manieth manifest. Undefined: not within `patienceMs`. */
  readonly said: (moment: Moment, count: number, patienceMs?: number) => Promise<number | undefined>;
}

/** Starts a service, waits until it watches its flag folder, and ends it when `use` is done. */
export async function withService<T>(
  service: Service,
  rig: Rig,
  use: (running: RunningService) => Promise<T>,
): Promise<T> {
  const running = await startService(service, rig);
  try {
    return await use(running);
  } finally {
    await running.stop();
  }
}

async function startService(
  service: Service,
  { config }: Rig,
): Promise<RunningService & { readonly stop: () => Promise<void> }> {
  const startedAt = performance.now();
  const child = spawn(service.command, service.args(config), {
    stdio: ["ignore", "pipe", "ignore"],
    env: { ...process.env, ...service.environment },
  });
  const { told, isOver } = hear(child, service.says);
  const said = async (moment: Moment | "watches", count: number, patienceMs?: number): Promise<number | undefined> => {
    const deadline = patienceMs === undefined ? Infinity : performance.now() + patienceMs;
    for (;;) {
      const at = told.times[moment][count - 1];
      if (at !== undefined) return at;
      if (isOver()) throw new Error(`${service.name} has ended`);
      if (!(await told.more(deadline - performance.now()))) return undefined;
    }
  };
  await said("watches", 1);
  await sleep(service.settlesMs);
  return {
    pid: child.pid ?? 0,
    startedAt,
    said,
    stop: async () => {
      if (isOver()) return;
      // The Python service ends by no signal but this.
      child.kill(service.name === OURS ? "SIGTERM" : "SIGKILL");
      await once(child, "exit");
    },
  };
}

/** The manifest that a line is about, in the words of either. */
const NAME_OF = /"job":"([^"]+)"|'name': '([^']+)'/;

interface Told {
  readonly times: Readonly<Record<Moment | "watches", number[]>>;
  /** False: nothing more was said within so many milliseconds. */
  more(patienceMs: number): Promise<boolean>;
}

function hear(child: ChildProcess, says: Service["says"]): { readonly told: Told; readonly isOver: () => boolean } {
  const times: Told["times"] = { watches: [], taken: [], copied: [] };
  const waiting = new Set<(said: boolean) => void>();
  const wake = (): void => {
    for (const one of waiting) one(true);
    waiting.clear();
  };
  let over = false;
  child.once("exit", () => {
    over = true;
    wake();
  });
  // The Python service schedules a manifest again that was still written to; what counts is the first time.
  const known = new Set<string>();
  if (child.stdout !== null)
    createInterface({ input: child.stdout }).on("line", (line) => {
      for (const [moment, words] of Object.entries(says) as [Moment | "watches", string][]) {
        const about = `${moment} ${NAME_OF.exec(line)?.slice(1).join("") ?? ""}`;
        if (!line.includes(words) || known.has(about)) continue;
        known.add(about);
        times[moment].push(performance.now());
      }
      wake();
    });
  const more: Told["more"] = (patienceMs) =>
    new Promise((resolve) => {
      if (patienceMs <= 0) return resolve(false);
      const timer = patienceMs === Infinity ? undefined : setTimeout(() => done(false), patienceMs);
      const done = (said: boolean): void => {
        clearTimeout(timer);
        waiting.delete(done);
        resolve(said);
      };
      waiting.add(done);
    });
  return { told: { times, more }, isOver: () => over };
}
