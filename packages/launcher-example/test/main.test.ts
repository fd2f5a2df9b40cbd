import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { readLockHolder } from "@rigline/foundation/lock";
import { watchdogLockName } from "@rigline/manifest";
import { expect, onTestFinished, test } from "vitest";
import { runNode } from "./support/run-node.js";

const program = fileURLToPath(new URL("../dist/main.js", import.meta.url));

/** The example as `npm start` runs it, but into a folder of the test's own and with a shorter recording. */
async function runExample(folder: string) {
  const recording = ["--seconds", "0.3", "--megabytes", "3"];
  const settings = {
    data_dir: join(folder, "data"),
    temp_dir: join(folder, "logs"),
    "watchdog.destination": join(folder, "central"),
    "watchdog.flag_dir": join(folder, "flags"),
    "experiment.command": JSON.stringify(["node", "dist/fake-rig.js", "--output", "{session_directory}", ...recording]),
  };
  const flags = Object.entries(settings).flatMap(([key, value]) => ["--set", `${key}=${value}`]);
  return runNode(program, flags).ended;
}

function temporaryFolder(): string {
  const folder = realpathSync.native(mkdtempSync(join(tmpdir(), "rigline example ")));
  onTestFinished(async () => {
    const flags = join(folder, "flags");
    const holder = existsSync(flags) ? await readLockHolder(watchdogLockName(flags)) : undefined;
    if (holder?.pid !== undefined) process.kill(holder.pid);
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  });
  return folder;
}

function digest(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const named = files.map((entry): [string, string] => {
    const path = join(entry.parentPath, entry.name);
    return [relative(folder, path), createHash("sha256").update(readFileSync(path)).digest("hex")];
  });
  // What the launcher and the daemon keep of a session beside its data.
  return Object.fromEntries(named.filter(([name]) => !name.startsWith(".rigline") && name !== "checksums.sha256"));
}

test(
  "twice in a row, from a path with spaces: everything arrives, and the report says where",
  { timeout: 240_000 },
  async () => {
    const folder = temporaryFolder();
    for (let run = 1; run <= 2; run += 1) {
      const { exitCode, stdout, stderr } = await runExample(folder);
      expect(exitCode, stderr).toBe(0);
      expect(stdout + stderr).not.toContain("\u001B[");
      expect(stdout).toMatch(/hand-off +complete/);
      expect(stdout).toMatch(
        /verified +\d+ files, [\d.]+ MB, every byte read back through this machine's cache and its sha256 compared in/,
      );
      expect(stdout).toMatch(/submitted +http:\/\/127\.0\.0\.1:\d+\/api\/v2\/submit_jobs, answered 200/);
      expect(stdout).toContain("Modalities behavior, behavior-videos");
      const sessions = readdirSync(join(folder, "central", "614173")).filter((name) => !name.startsWith("."));
      expect(sessions).toHaveLength(run);
      for (const session of sessions) {
        const arrived = digest(join(folder, "central", "614173", session));
        expect(arrived).toEqual(digest(join(folder, "data", "614173", session)));
        expect(Object.keys(arrived)).toContain(join("behavior", "Logs", ".launcher", "launcher.log"));
      }
    }
  },
);
