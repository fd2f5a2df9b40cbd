import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createHttpClient, noProxy } from "@rigline/foundation/http";
import { startCrashingDaemon, startDaemon } from "../support/daemon-process.js";
import { createRig, partsFor, PUBLISHED, runOnce } from "../support/rig.js";
import { seededBytes, seededRandom } from "../support/seeded-random.js";
import { listDestination, readPublished, readTree } from "../support/temporary-folder.js";
import { startTransferService } from "../support/transfer-service.js";

const points = [
  "after record accepted",
  "after record planned",
  "after make folder",
  "half-way write",
  "before flush",
  "after flush",
  "after record verified",
  "before publish",
  "after publish",
  "after record published",
  "before post",
  "after post",
  "after record submitted",
  "after remove file",
  "after record sourceDeleted",
  "before archive",
  "after archive",
];

async function killAndRestart(point: string): Promise<void> {
  const rig = createRig();
  const service = await startTransferService();
  rig.hand("session", { endpoint: service.endpoint, deleteSource: true });
  const killed = await startCrashingDaemon(rig.config, point, 1).exit;
  expect([killed.signal, killed.stderr], point).toEqual(["SIGKILL", ""]);

  const end = await runOnce(partsFor(rig, { http: createHttpClient(noProxy) }));
  expect(end.troubled, point).toBe(0);
  expect(readPublished(join(rig.destination, "session")), point).toEqual(PUBLISHED);
  expect(listDestination(rig.destination), point).toEqual(["session"]);
  expect(readdirSync(rig.complete), point).toEqual(["manifest_session.yml"]);
  expect(existsSync(join(rig.data, "behavior")), point).toBe(false);
  expect(service.posts.length, point).toBeGreaterThanOrEqual(1);
  expect(new Set(service.posts.map((post) => post.headers["idempotency-key"])).size, point).toBe(1);
}

describe.skipIf(process.platform === "win32")("killed with -9 (not on Windows: no signals there)", () => {
  test("at any of its steps: the next start completes the job", async () => {
    const left = [...points];
    const completed: string[] = [];
    const work = async (): Promise<void> => {
      for (let point = left.shift(); point !== undefined; point = left.shift()) {
        await killAndRestart(point);
        completed.push(point);
      }
    };
    await Promise.all([work(), work(), work()]);
    expect(completed.toSorted()).toEqual(points.toSorted());
  });

  test("at random moments of a copy by its workers", async () => {
    const random = seededRandom(42);
    const rig = createRig();
    mkdirSync(join(rig.data, "behavior/videos"));
    for (let index = 0; index < 12; index += 1)
      writeFileSync(join(rig.data, `behavior/videos/${index}.bin`), Buffer.alloc(6_000_000, seededBytes(index, 4096)));
    rig.hand("session");
    let kills = 0;
    for (let round = 0; round < 4; round += 1) {
      const daemon = startDaemon("-c", rig.config, "--once");
      await Promise.race([daemon.event("planned").catch(() => undefined), daemon.exit]);
      const timer = setTimeout(() => daemon.child.kill("SIGKILL"), random() * 150);
      const exit = await daemon.exit;
      clearTimeout(timer);
      if (exit.signal === "SIGKILL") kills += 1;
      const target = join(rig.destination, "session");
      if (existsSync(target)) break;
    }
    expect(kills, "seed 42").toBeGreaterThan(0);
    const last = await startDaemon("-c", rig.config, "--once").exit;
    expect(last.code, last.stderr).toBe(0);
    expect(readTree(join(rig.destination, "session/behavior"))).toEqual(readTree(join(rig.data, "behavior")));
  });
});
