import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readLockHolder } from "@rigline/core/platform";
import { watchdogLockName } from "@rigline/manifest";
import { runCommandLine, startDaemon } from "../support/daemon-process.js";
import { createRig } from "../support/rig.js";
import { seededRandom } from "../support/seeded-random.js";

const ROUNDS = Number(process.env["RIGLINE_LOCK_ROUNDS"] ?? 20);
const SEED = 11;

test(`two daemons that start at once: one owner always, the other is refused and told who (${ROUNDS} rounds)`, async () => {
  const random = seededRandom(SEED);
  const winners = { first: 0, second: 0 };
  for (let round = 0; round < ROUNDS; round += 1) {
    const at = `seed ${SEED}, round ${round}`;
    const rig = createRig();
    rig.hand("session");
    const first = startDaemon("-c", rig.config);
    await new Promise((resolve) => void setTimeout(resolve, random() * 30));
    const second = startDaemon("-c", rig.config);
    const refused = await Promise.race([first, second].map(async (daemon) => (await daemon.exit, daemon)));
    const owner = refused === first ? second : first;
    const { code, stderr } = await refused.exit;
    expect([code, stderr], at).toEqual([6, expect.stringContaining(`pid ${owner.child.pid}`)]);
    expect(refused.events, at).toEqual([]);
    await owner.event("archived");
    owner.child.kill("SIGKILL");
    await owner.exit;
    expect(
      owner.events.map(({ event }) => event),
      at,
    ).toEqual(["started", "accepted", "planned", "published", "submitted", "archived"]);
    winners[owner === first ? "first" : "second"] += 1;
  }
  expect(winners.first + winners.second).toBe(ROUNDS);
}, 120_000);

test.skipIf(process.platform === "win32")("an owner that is stopped stays the owner; woken, it goes on", async () => {
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
});
