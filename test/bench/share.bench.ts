// A hand-off to a share of SMB with a way of a millisecond to it, where a rig's copies really go: in user-mode Linux, whose kernel has the
// client. It has one processor: requests are exact there, and times say what they say about each other.
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { lacks } from "../../packages/simulation/test/world/fidelity/record.js";
import { REALITIES } from "../../packages/simulation/test/world/fidelity/realities.js";
import { OURS } from "./copiers.js";
import { CP, RCLONE } from "./share/contenders.js";
import type { GuestResult } from "./share/guest-result.js";
import { compare, type Target } from "./row.js";
import { writeLargeFiles, writeSmallFiles } from "./sample-tree.js";
import type { Sample } from "./sample.js";
import { medianOf } from "./statistics.js";
import type { SuiteOptions, SuiteResult } from "./suite.js";

const IN_GUEST = fileURLToPath(
  new URL("../../packages/simulation/test/world/fidelity/real/in-guest.sh", import.meta.url),
);
const GUEST_MAIN = fileURLToPath(new URL("share/guest-main.mjs", import.meta.url));
const SECONDS = 1800;
/** There and back. */
const DELAY_MS = 1;

interface ShareSet {
  readonly name: string;
  readonly write: (folder: string) => void;
  readonly files: number;
  readonly targets: Readonly<Record<string, Target>>;
}

const SETS: readonly ShareSet[] = [
  {
    // A process of Node takes over a second to start there: of fewer files that would be most of it.
    name: "1,500 files of 20 kB",
    write: (folder) => writeSmallFiles(folder, 1500, 20),
    files: 1500,
    targets: { [RCLONE]: { ratioUpTo: 0.6 }, [CP]: { ratioUpTo: 2.5 } },
  },
  {
    name: "2 files of 96 MB",
    write: (folder) => writeLargeFiles(folder, 2, 96),
    files: 2,
    targets: { [CP]: { ratioUpTo: 1.2 } },
  },
];

export async function benchShare({ folder }: SuiteOptions): Promise<SuiteResult> {
  const smb = REALITIES.find(({ name }) => name === "smb");
  const missing = smb === undefined ? ["its description"] : lacks({ ...smb, needs: { ...smb.needs, tc: "iproute2" } });
  if (missing.length > 0) return { rows: [], skipped: [`share: it needs ${missing.join(", ")}`] };
  const sources = SETS.map((set, index) => {
    const source = join(folder, `set-${index}`);
    mkdirSync(source);
    set.write(source);
    return source;
  });
  const out = "/mnt/out/results.json";
  const program = [process.execPath, GUEST_MAIN, "/mnt/volume/here", "/mnt/volume/served", String(DELAY_MS), out];
  await promisify(execFile)("bash", [IN_GUEST, "smb", folder, String(SECONDS), ...program, ...sources], {
    // What the guest has for memory is a file there.
    env: { ...process.env, VOLUME_SIZE: "1G", GUEST_MEMORY: "2G", TMPDIR: "/dev/shm" },
  });
  const results = JSON.parse(readFileSync(join(folder, "out", "results.json"), "utf8")) as readonly GuestResult[];
  const rows = [];
  const lines: string[][] = [];
  for (const [index, { name, files, targets }] of SETS.entries()) {
    const own = results.filter(({ source }) => source === sources[index]);
    const samples = new Map<string, Sample[]>();
    for (const { contender, seconds } of own) samples.set(contender, [...(samples.get(contender) ?? []), { seconds }]);
    for (const peer of samples.keys())
      if (peer !== OURS) {
        const target = targets[peer];
        const what = `to a share: ${name}`;
        rows.push(compare(samples, { what, ours: OURS, peer, ...(target === undefined ? {} : { target }) }));
      }
    for (const contender of samples.keys()) {
      const commands = own.filter((one) => one.contender === contender).map((one) => ({ seconds: one.commands }));
      lines.push([name, contender, ((medianOf(commands, "seconds") ?? Number.NaN) / files).toFixed(1)]);
    }
  }
  const title = `to a share of SMB 3.1.1, ${DELAY_MS} ms there and back: commands a file`;
  return { rows, tables: [{ title, columns: ["set", "how", "commands a file"], lines }] };
}
