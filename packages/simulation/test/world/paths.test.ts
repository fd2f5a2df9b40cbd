import { expect, test } from "vitest";
import { createRandom } from "../../src/random.js";
import { SimulatedTime } from "../../src/world/clock.js";
import { PERSONALITIES } from "../../src/world/personality.js";
import { type Place, Paths } from "../../src/world/paths.js";
import { Volume } from "../../src/world/volume.js";
import { World } from "../../src/world/world.js";
import { Actor } from "../../src/world/actor.js";
import { createDisk } from "../../src/world/disk.js";

const NAMES = ["a", "b", "c", "mount", "link"];

function attempt<Answer>(look: () => Answer): Answer | string {
  try {
    return look();
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}

function isSame(one: Place | string, other: Place | string): boolean {
  if (typeof one === "string" || typeof other === "string") return one === other;
  return one.node === other.node && one.folder === other.folder && one.name === other.name && one.path === other.path;
}

test.each([1, 2, 3])("what is kept in mind of paths is what a look that knows nothing finds (seed %i)", (seed) => {
  const random = createRandom(seed);
  const time = new SimulatedTime(new Date("2026-07-14T16:05:00Z"), "UTC");
  const world = new World(time, new Volume(PERSONALITIES[random.pick(["ext4", "ntfs"] as const)], 1n, time));
  const share = new Volume(PERSONALITIES[random.pick(["smb", "btrfs"] as const)], 2n, time);
  world.folder("/mount");
  world.mount("/mount", share);
  const actor = new Actor("somebody", "worker");
  const disk = createDisk(world, { actor, random, mostBytes: 64 });
  const path = (): string =>
    Array.from({ length: 1 + random.below(4) }, () => `/${random.pick(NAMES)}`).join("") +
    (random.chance(0.1) ? "/" : "");
  const deeds: readonly (() => void)[] = [
    () => disk.makeFolder(path()),
    () => disk.close(disk.createNew(path())),
    () => disk.rename(path(), path()),
    () => disk.removeFolder(path()),
    () => disk.removeFile(path()),
    () => world.link(path(), random.pick(["/a", "b", "../c", "/mount/a", "/link"])),
    () => world.move(path(), path()),
    () => world.drop(path()),
    () => void world.folder(path()),
    () => world.cutPower(random),
    () => void (share.state = random.pick([{ kind: "gone" }, { kind: "there" }] as const)),
  ];
  let found = 0;
  for (let step = 0; step < 1_000; step += 1) {
    attempt(random.pick(deeds));
    for (let look = 0; look < 20; look += 1) {
      const [place, follow] = [path(), random.chance(0.5)];
      const known = attempt(() => world.locate(place, follow));
      const fresh = attempt(() => new Paths(world.root.root).locate(place, follow, "inspect"));
      if (!isSame(known, fresh)) expect.fail(`${place} is found otherwise after ${step} deeds`);
      if (typeof known === "object" && known.node !== undefined) found += 1;
    }
  }
  expect(found).toBeGreaterThan(100);
});
