import { spawn, type StdioOptions } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync, readdirSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeRig, makeWorkFolder, publishedOf, removeWorkFolder, RIGLINE, type Rig } from "./rig.js";

let parent: string;
beforeEach(() => {
  parent = makeWorkFolder("console");
});
afterEach(() => removeWorkFolder(parent));

/** What the console shows is for people: when it can't be written, the session goes on all the same. */
async function runInto(rig: Rig, streams: readonly ("stdout" | "stderr")[]): Promise<number | null> {
  const full = openSync("/dev/full", "w");
  try {
    const stdio = [
      "ignore",
      ...(["stdout", "stderr"] as const).map((name) => (streams.includes(name) ? full : "ignore")),
    ];
    const child = spawn(process.execPath, [RIGLINE, "run", "--subject", "614173"], {
      cwd: rig.folder,
      stdio: stdio as StdioOptions,
      timeout: 60_000,
    });
    const [exitCode] = (await once(child, "close")) as [number | null];
    return exitCode;
  } finally {
    closeSync(full);
  }
}

// Linux has a device that is always full; elsewhere there is none to test with.
const HAS_FULL_DEVICE = existsSync("/dev/full");

test.skipIf(!HAS_FULL_DEVICE).each([[["stdout"]], [["stderr"]], [["stdout", "stderr"]]] as const)(
  "the disk behind %j is full (needs /dev/full): the data is handed off, the exit code is 0",
  async (streams) => {
    const rig = makeRig({ parent, name: "rig-1" });
    expect(await runInto(rig, streams)).toBe(0);
    expect(publishedOf(rig)).toHaveLength(1);
    expect(readdirSync(rig.complete)).toHaveLength(1);
  },
);
