import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { readJobState } from "@rigline/manifest";
import { expect, test } from "vitest";
import type { DaemonProcess } from "../support/daemon-process.js";
import { PUBLISHED } from "../support/rig.js";
import { seededBytes } from "../support/seeded-random.js";
import { readPublished, writeTree } from "../support/temporary-folder.js";
import {
  areMachinesPossible,
  handWhole,
  MACHINE_PORT,
  startTwoMachines,
  type TwoMachines,
} from "../support/two-machines.js";

const archived = (machine: DaemonProcess, job: string): Promise<void> =>
  machine.waitFor((events) => events.some((event) => event.event === "archived" && event.job === job));

async function end({ machines }: TwoMachines): Promise<void> {
  for (const machine of Object.values(machines)) machine.child.kill("SIGTERM");
  await Promise.all(Object.values(machines).map(({ exit }) => exit));
}

test.skipIf(!areMachinesPossible)(
  "of two machines the one that serves the shared folder is stopped at each of its steps, and wakes when the other is done: all is done once",
  async () => {
    const two = await startTwoMachines();
    const { rig, leases, posts, stopHolder } = two;
    const endpoint = `http://127.0.0.1:${MACHINE_PORT}/submit`;
    // While it has nothing to do, before it publishes, before it posts, before it deletes.
    for (const [nth, step] of ["waiting", "publishing", "posting", "deleting"].entries()) {
      const job = `${step}_1`;
      let wake = (): void => {};
      leases.pause = new Promise((resolve) => (wake = resolve));
      leases.pauseAt = leases.questions + nth;
      const stopped = new Promise<ReturnType<typeof stopHolder>>((resolve) => {
        leases.onPause = () => resolve(stopHolder());
      });
      if (nth === 0) leases.onPause();
      handWhole(rig, job, { endpoint, deleteSource: step === "deleting" });
      const paused = await stopped;
      const posted = posts.length;
      leases.expire();
      await archived(paused.other, job);
      wake();
      leases.pause = undefined;
      // It sees what has become of the lease, and stands by.
      await paused.wake();
      expect([step, posts.length - posted]).toEqual([step, step === "deleting" ? 0 : 1]);
      expect(readPublished(join(rig.destination, job))).toEqual(PUBLISHED);
      expect(readJobState(nodeFileSystem, rig.flag, `manifest_${job}.yml`)?.step).toBe("complete");
    }
    expect(readdirSync(rig.destination).filter((name) => name.endsWith(".partial"))).toEqual([]);
    expect(existsSync(join(rig.data, "behavior"))).toBe(false);
    expect(new Set(posts).size).toBe(4);
    await end(two);
  },
);

test.skipIf(!areMachinesPossible)(
  "of two machines the one that is stopped in the midst of a copy writes nothing into what the other publishes",
  async () => {
    const limit = { from: "00:00", to: "00:00", mb_per_s: 4 };
    const two = await startTwoMachines({ bandwidth: [limit] });
    const { rig, stopHolder } = two;
    const movie = Buffer.from(seededBytes(5, 4_000_000));
    writeTree(rig.root, { "video/a.bin": movie, "video/b.txt": "behind it" });
    handWhole(rig, "session", { modalities: { video: [join(rig.root, "video")] } });
    const grown = (): number => {
      const [partial] = existsSync(rig.destination)
        ? readdirSync(rig.destination).filter((name) => name.endsWith(".partial"))
        : [];
      const file = join(rig.destination, partial ?? "none", "video/a.bin");
      return existsSync(file) ? statSync(file).size : 0;
    };
    await expect.poll(grown, { interval: 5 }).toBeGreaterThan(0);
    const paused = stopHolder();
    expect(grown()).toBeLessThan(movie.length);
    await paused.expire();
    await archived(paused.other, "session");
    const published = join(rig.destination, "session/video");
    const before = statSync(join(published, "a.bin"), { bigint: true });
    await paused.wake();
    await end(two);
    expect(readFileSync(join(published, "a.bin")).equals(movie)).toBe(true);
    const after = statSync(join(published, "a.bin"), { bigint: true });
    expect([after.ino, after.mtimeNs, after.ctimeNs]).toEqual([before.ino, before.mtimeNs, before.ctimeNs]);
    expect(readFileSync(join(published, "b.txt"), "utf8")).toBe("behind it");
    expect(readdirSync(rig.destination).filter((name) => name.endsWith(".partial"))).toEqual([]);
  },
);
