import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readLockHolder } from "@rigline/foundation/lock";
import { watchdogLockName } from "@rigline/manifest";
import { runCommandLine, startDaemon } from "../support/daemon-process.js";
import { createRig } from "../support/rig.js";
import { seededRandom } from "../support/seeded-random.js";

const ROUNDS = Number(process.env["RIGLINE_LOCK_ROUNDS"] ?? 10);
const SEED = 11;

async function raceForOneFolder(at: string, delayMs: number, withJob: boolean): Promise<void> {
  const rig = createRig();
  if (withJob) rig.hand("session");
  const first = startDaemon("-c", rig.config);
  await new Promise((resolve) => void setTimeout(resolve, delayMs));
  const second = startDaemon("-c", rig.config);
  const refused = await Promise.race([first, second].map(async (daemon) => (await daemon.exit, daemon)));
  const owner = refused === first ? second : first;
  const { code, stderr } = await refused.exit;
  expect([code, stderr], at).toEqual([6, expect.stringContaining(`pid ${owner.child.pid}`)]);
  expect(refused.events, at).toEqual([]);
  await owner.event(withJob ? "archived" : "started");
  owner.child.kill("SIGKILL");
  await owner.exit;
  const job = ["accepted", "planned", "published", "submitted", "archived"];
  const told = owner.events.map(({ event }) => event);
  expect(told, at).toEqual(["started", ...(withJob ? job : [])]);
}

test(`two daemons that start at once: one owner always, the other is refused and told who (${ROUNDS} rounds)`, async () => {
  const random = seededRandom(SEED);
  let done = 0;
  for (let round = 0; round < ROUNDS; round += 2)
    await Promise.all(
      [round, round + 1].map((number) =>
        raceForOneFolder(`seed ${SEED}, round ${number}`, random() * 30, number % 5 === 0).then(() => (done += 1)),
      ),
    );
  expect(done).toBe(ROUNDS);
});

test.skipIf(process.platform === "win32")(
  "an owner that is stopped stays the owner; woken, it goes on (not on Windows: no SIGSTOP there)",
  async () => {
    const rig = createRig();
    const owner = startDaemon("-c", rig.config);
    await owner.event("started");
    owner.child.kill("SIGSTOP");
    rig.hand("session");
    const second = await runCommandLine("-c", rig.config, "--once");
    expect([second.code, second.stderr]).toEqual([6, expect.stringContaining(`pid ${owner.child.pid}`)]);
    expect(second.stderr).toContain("does not answer");
    expect(await readLockHolder(watchdogLockName(rig.flag))).toMatchObject({ pid: owner.child.pid, answers: false });
    expect(owner.events.map(({ event }) => event)).toEqual(["started"]);
    owner.child.kill("SIGCONT");
    await owner.event("archived");
    owner.child.kill("SIGTERM");
    expect((await owner.exit).code).toBe(0);
    expect(readFileSync(join(rig.flag, ".rigline/watchdog.log"), "utf8")).toContain("session: complete");
  },
);
