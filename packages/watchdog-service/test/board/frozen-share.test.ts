import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { nodeDisk } from "@rigline/foundation/disk";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { createFakeClock, type FakeClock } from "@rigline/foundation/testing";
import { toPosixPath } from "@rigline/manifest";
import { expect, test } from "vitest";
import type { DaemonEvent } from "../../src/jobs/daemon-events.js";
import { performOrder } from "../../src/work/perform-order.js";
import type { WorkOrder } from "../../src/work/work-order.js";
import type { Worker } from "../../src/work/worker.js";
import { copyError } from "../../src/copy/copy-errors.js";
import { createWorkerPool } from "../../src/work/worker-pool.js";
import { createRig, settingsFor, type ManifestChoices, type Rig } from "../support/rig.js";
import { runDaemonByHand } from "../support/running-daemon.js";

/** As long as each order of a healthy job takes. */
const ORDER_MS = 200;

/** A worker whose orders take their time, and never end where `hangs` says so. */
function slowWorker(clock: FakeClock, hangs: (order: WorkOrder) => boolean): Worker {
  let usable = true;
  let end = (): void => {};
  const ended = new Promise<void>((resolve) => (end = resolve));
  const broken = ended.then(() => Promise.reject(copyError("COPY_FAILED", { what: "a worker process broke off" })));
  broken.catch(() => {});
  return {
    get usable() {
      return usable;
    },
    ended,
    run: async (order, onAlive) => {
      if (hangs(order)) return broken;
      await Promise.race([clock.sleep(ORDER_MS), broken]);
      return performOrder(
        { disk: nodeDisk, fileSystem: nodeFileSystem, sleep: (ms) => clock.sleep(ms), onBytes: onAlive },
        order,
      );
    },
    kill: () => {
      usable = false;
      end();
    },
  };
}

interface Frozen {
  readonly choices: (rig: Rig, index: number) => ManifestChoices;
  readonly hangs: (rig: Rig, order: WorkOrder) => boolean;
  /** Volumes of their own. */
  readonly mounts: (rig: Rig) => readonly string[];
}

/** Milliseconds until twenty healthy jobs are done, beside twelve others if any are `frozen`. */
async function timeOf(frozen: Frozen | undefined): Promise<number> {
  const rig = createRig();
  const clock = createFakeClock({ now: new Date() });
  mkdirSync(shareOf(rig));
  const hung = frozen === undefined ? 0 : 12;
  for (let index = 0; index < hung; index += 1) rig.hand(`a_${index}`, frozen?.choices(rig, index));
  for (let index = 0; index < 20; index += 1) rig.hand(`b_${index}`);
  const settings = settingsFor(rig, {
    rescanMs: 1000,
    retry: { firstMs: 2000, maxMs: 300_000 },
    fewAttempts: 8,
    patience: { dataMs: 600_000, namesMs: 120_000, silentMs: 5000, graceMs: 3000 },
  });
  const startWorker = (): Worker => slowWorker(clock, (order) => frozen?.hangs(rig, order) === true);
  const pool = createWorkerPool({ size: 2, patience: settings.patience, clock, startWorker });
  const readMounts = (): readonly string[] => frozen?.mounts(rig) ?? [];
  const daemon = runDaemonByHand(rig, { pool, settings, readMounts }, { clock });
  const isDone = (event: DaemonEvent): boolean => event.event === "archived" && event.job.startsWith("b_");
  while (daemon.parts.events.filter(isDone).length < 20 && clock.monotonic() < 300_000) await daemon.pass(1000);
  return clock.monotonic();
}

const shareOf = (rig: Rig): string => join(rig.root, "frozen");

/** Whatever touches the share. */
function touchesShare(rig: Rig, order: WorkOrder): boolean {
  const text = JSON.stringify(order, (_key, value: unknown) => (typeof value === "bigint" ? String(value) : value));
  // A manifest has `/` on Windows too, and what is made of it the system's own; JSON doubles that.
  return text.replaceAll("\\\\", "/").includes(toPosixPath(shareOf(rig)));
}

let alone: Promise<number> | undefined;

async function expectLittleHeldUp(frozen: Frozen): Promise<void> {
  alone ??= timeOf(undefined);
  const before = await alone;
  expect(before).toBeLessThan(60_000);
  expect((await timeOf(frozen)) - before).toBeLessThanOrEqual(10_000);
}

test.each<[string, Frozen]>([
  [
    "one destination",
    {
      choices: (rig) => ({ destination: join(shareOf(rig), "data/614173") }),
      hangs: touchesShare,
      mounts: (rig) => [shareOf(rig)],
    },
  ],
  [
    "twelve destinations, each for itself",
    {
      choices: (rig, index) => ({ destination: join(shareOf(rig), `${index}/614173`) }),
      hangs: touchesShare,
      mounts: (rig) => Array.from({ length: 12 }, (_, index) => join(shareOf(rig), String(index))),
    },
  ],
  [
    "a destination that answers to looks, and to nothing that writes",
    {
      choices: (rig) => ({ destination: join(shareOf(rig), "614173") }),
      hangs: (rig, order) => order.kind === "copy" && touchesShare(rig, order),
      mounts: (rig) => [shareOf(rig)],
    },
  ],
])("twelve jobs that hang hold up twenty healthy ones for ten seconds at most: %s", (_where, frozen) =>
  expectLittleHeldUp(frozen),
);

test.skipIf(process.platform === "win32")(
  "twelve jobs that hang hold up twenty healthy ones for ten seconds at most: the sources (not on Windows: a volume is a drive there, and this rig has one)",
  () =>
    expectLittleHeldUp({
      choices: (rig) => ({ modalities: { behavior: [join(shareOf(rig), "behavior")] } }),
      hangs: touchesShare,
      mounts: (rig) => [shareOf(rig)],
    }),
);
