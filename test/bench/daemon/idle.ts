import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { writeSmallFiles } from "../sample-tree.js";
import { processesOf, processorSeconds, residentBytes } from "../watch-processes.js";
import type { Figure, Value } from "./figures.js";
import { makeRig } from "./rig.js";
import { withService, type Service } from "./services.js";

const MEGABYTE = 1_000_000;
/** Idle workers end after a minute. */
const UNTIL_IDLE_MS = 70_000;
const WATCHED_MS = 60_000;

/** What a service costs that has nothing to do, all of them at the same time. */
export async function measureIdle(root: string, services: readonly Service[]): Promise<readonly Figure[]> {
  const each = await Promise.all(services.map((service) => idleOf(join(root, service.name), service)));
  const only = (key: keyof Idle): Readonly<Record<string, Value>> =>
    Object.fromEntries(each.map((idle, index) => [services[index]?.name ?? "", { value: idle[key] }]));
  return [
    { what: "idle: processes", measure: "count", values: only("processes"), wanted: 1 },
    { what: "idle: memory of all", measure: "peakBytes", values: only("bytes"), wanted: 60 * MEGABYTE },
    { what: "idle: of a core", measure: "share", values: only("share"), wanted: 0.001 },
  ];
}

interface Idle {
  readonly processes: number;
  readonly bytes: number;
  readonly share: number;
}

async function idleOf(root: string, service: Service): Promise<Idle> {
  const rig = makeRig(root);
  writeSmallFiles(rig.data, 100, 20);
  return withService(service, rig, async ({ pid, said }) => {
    rig.hand("session");
    await said("copied", 1);
    await setTimeout(UNTIL_IDLE_MS);
    const before = processorSeconds(pid);
    await setTimeout(WATCHED_MS);
    const share = (processorSeconds(pid) - before) / (WATCHED_MS / 1000);
    return { processes: processesOf(pid).length, bytes: residentBytes(pid), share };
  });
}
