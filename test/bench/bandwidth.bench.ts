// Whether a limit of the bandwidth is kept, by all copies together: bytes that arrived through the time that they took.
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { makeRig } from "./daemon/rig.js";
import { findServices, OURS, withService } from "./daemon/services.js";
import { times } from "./render.js";
import { writeLargeFiles } from "./sample-tree.js";
import type { SuiteOptions, SuiteResult } from "./suite.js";

const JOBS = 2;
const MEBIBYTES = 96;
/** Of the limit. What is left of it is the time in which copies are read back, and nothing is on its way. */
const MOST = 1.02;

export async function benchBandwidth({ folder }: SuiteOptions): Promise<SuiteResult> {
  const lines: string[][] = [];
  const met: boolean[] = [];
  for (const limit of [undefined, 10, 40]) {
    const measured = await megabytesPerSecond(join(folder, `limit ${limit}`), limit);
    const shown = `${measured.toFixed(1)} MB/s`;
    if (limit === undefined) lines.push(["none", shown, "", "", ""]);
    else {
      const isKept = measured <= limit * MOST;
      met.push(isKept);
      lines.push([`${limit} MB/s`, shown, times(measured / limit), `≤ ${MOST}×`, isKept ? "yes" : "NO"]);
    }
  }
  const title = `bandwidth: ${JOBS} jobs of ${MEBIBYTES} MiB at once`;
  return { rows: [], tables: [{ title, columns: ["limit", "measured", "ratio", "wanted", "met"], lines, met }] };
}

async function megabytesPerSecond(root: string, limit: number | undefined): Promise<number> {
  mkdirSync(root);
  const hours = limit === undefined ? {} : { bandwidth: [{ from: "00:00", to: "00:00", mb_per_s: limit }] };
  // Read back through the cache, nothing comes over the line a second time.
  const rig = makeRig(root, { settings: { verify: "cache", ...hours } });
  writeLargeFiles(rig.data, 1, MEBIBYTES);
  const [ours] = (await findServices()).filter(({ name }) => name === OURS);
  if (ours === undefined) throw new Error("the daemon is not there");
  for (let index = 0; index < JOBS; index += 1) rig.hand(`s${index}`);
  const seconds = await withService(ours, rig, async ({ said }) => {
    const [begun = Number.NaN, ended = Number.NaN] = [await said("taken", 1), await said("copied", JOBS)];
    return (ended - begun) / 1000;
  });
  rmSync(rig.destination, { recursive: true });
  return (JOBS * MEBIBYTES * 1.048576) / seconds;
}
