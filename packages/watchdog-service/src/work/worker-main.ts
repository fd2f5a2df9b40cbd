import { readSync, writeSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { nodeDisk } from "@rigline/foundation/disk";
import { nodeFileSystem, systemClock } from "@rigline/foundation/platform";
import { mark } from "@rigline/foundation/marks";
import { pacedDisk } from "../bandwidth/paced-disk.js";
import { createPace, PACED, type PaceLine } from "../bandwidth/pace-line.js";
import { createVolumeFlush } from "../copy/flush-volume.js";
import { createHashBeside } from "../hashing/hash-beside.js";
import { performOrder } from "./perform-order.js";
import { systemVolumes } from "./volume-flush.js";
import type { WorkOrder } from "./work-order.js";
import { flattenError, flattenResult, restoreOrder, type FromWorker, type ToWorker } from "./worker-messages.js";

// As in the daemon itself: what lives short takes no more memory than it needs.
setFlagsFromString("--semi-space-growth-factor=1");
setFlagsFromString("--heap-growing-percent=20");
// What V8 compiles for speed, a worker that copies five thousand files has no time to win back: an eighth of all their processor time.
// Node 20's alone: the V8 of later ones has no such flag, and compiles later by itself.
if (process.versions.node.startsWith("20.")) setFlagsFromString("--interrupt-budget=1000000");
const ALIVE_MS = 500;
/** For so long it is believed that the daemon lives: a successor takes many times as long to start. */
const BELIEVED_MS = 5;
const daemon = Number(process.argv[2]);
/** Standard input and output lead to the daemon, which limits what goes to destinations and back. */
const isPaced = process.argv[3] === PACED;
let current = 0;
let bytes = 0;
let told = 0;
let isBegun = false;
let seen = -Infinity;

const tell = (message: FromWorker): void => void process.send?.(message, undefined, undefined, () => {});
/** A daemon that was killed may have a successor by now, whose work must not be interfered with. Windows ends us with it. */
const requireDaemon = (now: number): void => {
  if (process.platform === "win32" || now - seen < BELIEVED_MS) return;
  seen = now;
  if (process.ppid === daemon) return;
  mark("work: a worker whose daemon was killed touches nothing more");
  process.exit(1);
};
/** That it is come to says that the system has answered the call before it, if there was one in this order. */
const beforeEach = (): void => {
  const now = systemClock.monotonic();
  requireDaemon(now);
  const isAnswered = isBegun;
  isBegun = true;
  if (!isAnswered || now - told < ALIVE_MS) return;
  told = now;
  tell({ id: current, kind: "alive", bytes });
  bytes = 0;
};
const watched = callingFirst(nodeDisk, beforeEach);
const paceLine: PaceLine = {
  write: (bytes) => void writeSync(1, bytes),
  read: (into) => readSync(0, into, 0, into.length, null),
};
const pace = isPaced ? createPace(paceLine) : undefined;
const ports = {
  disk: pace === undefined ? watched : pacedDisk(watched, pace),
  ...(pace === undefined ? {} : { pace }),
  fileSystem: callingFirst(nodeFileSystem, beforeEach),
  sleep: (milliseconds: number): Promise<void> => setTimeout(milliseconds),
  onBytes: (read: number): void => void (bytes += read),
  volumeFlush: createVolumeFlush(nodeDisk, systemVolumes),
  hashBeside: createHashBeside(),
  aliveWhile: async <Answer>(work: Promise<Answer>): Promise<Answer> => {
    const over = new AbortController();
    void beat(over.signal);
    return work.finally(() => over.abort());
  },
};

// Ctrl+C reaches all the processes of a terminal; when to end is the daemon's to say.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"] as const) process.on(signal, () => {});
process.on("disconnect", () => process.exit());
process.on("message", ({ id, order }: ToWorker) => void carryOut(id, restoreOrder(order)));

async function beat(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await setTimeout(ALIVE_MS, undefined, { signal }).catch(() => undefined);
    if (!signal.aborted) beforeEach();
  }
}

async function carryOut(id: number, order: WorkOrder): Promise<void> {
  current = id;
  isBegun = false;
  try {
    const result = await performOrder(ports, order);
    if (bytes > 0) tell({ id, kind: "alive", bytes });
    bytes = 0;
    tell({ id, kind: "done", result: flattenResult(result) });
  } catch (error) {
    tell({ id, kind: "failed", failure: flattenError(error) });
  }
}

/** A port that calls `before` before each of its functions; once, since what it costs is paid sixteen times a file. */
function callingFirst<Port extends object>(port: Port, before: () => void): Port {
  const wrapped = Object.entries(port).map(([name, value]: [string, unknown]) => {
    if (typeof value !== "function") return [name, value];
    // None has more than four: to gather them in a list takes as long as all the rest.
    const call = (one: unknown, two: unknown, three: unknown, four: unknown): unknown => {
      before();
      return (value as (...args: readonly unknown[]) => unknown).call(port, one, two, three, four);
    };
    return [name, call];
  });
  return Object.fromEntries(wrapped) as Port;
}
