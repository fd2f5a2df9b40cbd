// A daemon that runs on: how soon it takes a manifest, what it holds when it has nothing to do, its peaks, and whom a share that hangs
// holds up; beside the Python service, in the same run.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { measureFairness } from "./daemon/fairness.js";
import { tabulate } from "./daemon/figures.js";
import { measureIdle } from "./daemon/idle.js";
import { measureLatency } from "./daemon/latency.js";
import { measurePeaks } from "./daemon/peaks.js";
import { findServices, PYTHON } from "./daemon/services.js";
import type { SuiteOptions, SuiteResult } from "./suite.js";

export async function benchDaemon({ folder, full }: SuiteOptions): Promise<SuiteResult> {
  if (process.platform !== "linux") return { rows: [], skipped: ["the daemon that runs on: it needs /proc"] };
  const services = await findServices();
  const room = (name: string): string => {
    const path = join(folder, name);
    mkdirSync(path);
    return path;
  };
  const fairness = await measureFairness(join(folder, "fairness"), services);
  const figures = [
    ...(await measureLatency(room("latency"), services)),
    ...(await measureIdle(room("idle"), services)),
    ...(await measurePeaks(room("peaks"), services, full ? 100_000 : 20_000)),
    ...(fairness ?? []),
  ];
  const skipped = [
    ...(services.length === 1 ? [`the daemon beside Python: no Python with ${PYTHON}`] : []),
    ...(fairness === undefined ? ["a frozen share: it needs ntfs-3g, and root"] : []),
  ];
  const title = "the daemon, running on; each figure beside the Python service's";
  return { rows: [], tables: [tabulate(title, figures)], skipped };
}
