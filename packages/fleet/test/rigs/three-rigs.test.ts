import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test, vi } from "vitest";
import type { FleetState } from "../../src/wire/fleet-state.js";
import { NO_POSTGRES, startTestPostgres } from "../support/databases.js";
import { freePort } from "../support/processes.js";

const SCRIPT = fileURLToPath(new URL("../../../../scripts/fleet.mjs", import.meta.url));
const PATIENCE = { timeout: 110_000, interval: 100 };

/** Processes whose command line names a folder. */
function processesOf(folder: string): readonly string[] {
  return readdirSync("/proc")
    .filter((pid) => /^\d+$/u.test(pid))
    .flatMap((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
        return command.includes(folder) ? [command] : [];
      } catch {
        return [];
      }
    });
}

// Begins sooner than the database within the program, which is what root has by itself.
test.skipIf(NO_POSTGRES !== undefined || process.platform !== "linux")(
  "npm run fleet serves a page of three rigs that hand off, and Ctrl+C leaves nothing behind",
  async () => {
    const postgres = await startTestPostgres();
    const folder = mkdtempSync(join(tmpdir(), "rigline-try-"));
    const origin = `http://127.0.0.1:${await freePort()}`;
    const child = spawn(process.execPath, [SCRIPT, "--listen", new URL(origin).host, "--every", "0.2"], {
      env: { ...process.env, TMPDIR: folder, DATABASE_URL: postgres.address },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => (said += text));
    const ended = new Promise<number | null>((resolve) => child.once("close", (code) => resolve(code)));
    try {
      await vi.waitFor(() => expect(said).toContain(`The fleet is at ${origin}`), PATIENCE);
      expect(await (await fetch(origin)).text()).toContain("<title>");
      const password = /with the password (\S+)/u.exec(said)?.[1];
      const signedIn = await fetch(`${origin}/api/sign-in`, {
        method: "POST",
        headers: { "content-type": "application/json", "x-rigline": "page", origin },
        body: JSON.stringify({ name: "ann", password }),
      });
      const [cookie = ""] = signedIn.headers.getSetCookie();
      await vi.waitFor(async () => {
        const { rigs } = (await (await fetch(`${origin}/api/state`, { headers: { cookie } })).json()) as FleetState;
        expect(rigs.map(({ name }) => name).toSorted()).toEqual(["rig-1", "rig-2", "rig-3"]);
        expect(rigs.map(({ heardAt }) => heardAt)).not.toContain(null);
        expect(await (await fetch(`${origin}/metrics`)).text()).toMatch(/word="at its destination"\} [1-9]/u);
      }, PATIENCE);
      expect(processesOf(folder)).toHaveLength(4);
      // As a terminal does: to all that it started and that belongs to it.
      if (child.pid === undefined) throw new Error("the fleet has not begun");
      process.kill(-child.pid, "SIGINT");
      expect([await ended, said.includes("Error")]).toEqual([0, false]);
      expect(processesOf(folder)).toEqual([]);
      expect(readdirSync(folder)).toEqual([]);
    } finally {
      child.kill("SIGTERM");
      await ended;
      await postgres.remove();
      rmSync(folder, { recursive: true, force: true });
    }
  },
);

test("npm run fleet says what it takes, and begins nothing by what it does not know", () => {
  const tell = (...args: string[]): unknown => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, ...args], { encoding: "utf8" });
    return [status, stdout.split("\n")[0], stderr.split("\n")[0]];
  };
  const usage = "npm run fleet -- [--listen ADDRESS] [--every SECONDS] [--sessions NUMBER]";
  expect(tell("--help")).toEqual([0, usage, ""]);
  expect(tell("--evry", "3")).toEqual([2, "", "Unknown option '--evry'"]);
  expect(tell("--every", "soon")).toEqual([2, "", "--every takes a number of 0 or more, and not soon"]);
});
