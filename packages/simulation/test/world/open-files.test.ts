import { expect, test } from "vitest";
import { createRandom } from "../../src/random.js";
import { Actor } from "../../src/world/actor.js";
import { SimulatedTime } from "../../src/world/clock.js";
import { createDisk, type SimulatedDisk } from "../../src/world/disk.js";
import { EXT4, NFS, type Personality, SMB } from "../../src/world/personality.js";
import { Volume } from "../../src/world/volume.js";
import { World } from "../../src/world/world.js";

interface Rig {
  readonly world: World;
  readonly volume: Volume;
  disk(name?: string): { readonly actor: Actor; readonly disk: SimulatedDisk };
}

function rigWith(personality: Personality): Rig {
  const time = new SimulatedTime(new Date("2026-07-14T16:05:00Z"), "UTC");
  const world = new World(time, new Volume(EXT4, 1n, time));
  const volume = new Volume(personality, 2n, time);
  world.folder("/share");
  world.mount("/share", volume);
  const random = Object.assign(() => 0, createRandom(1), { chance: () => false });
  return {
    world,
    volume,
    disk: (name = "a program") => {
      const actor = new Actor(name, "worker");
      return { actor, disk: createDisk(world, { actor, random, mostBytes: 1e6 }) };
    },
  };
}

test("what is removed on NFS while it is open keeps a name in its folder until its process dies", () => {
  const rig = rigWith(NFS);
  rig.world.put("/share/d/f", "bytes");
  const [one, other] = [rig.disk(), rig.disk("another program")];
  one.disk.openSource("/share/d/f");
  other.disk.removeFile("/share/d/f");
  expect(other.disk.list("/share/d")).toEqual([expect.stringMatching(/^\.nfs/)]);
  expect(() => other.disk.removeFolder("/share/d")).toThrow("ENOTEMPTY");
  one.actor.die();
  expect(other.disk.list("/share/d")).toEqual([]);
  other.disk.removeFolder("/share/d");
  expect(other.disk.list("/share")).toEqual([]);
});

test("a rename over what is open on a share fails until that is closed, and takes it away all the same", () => {
  const rig = rigWith(SMB);
  rig.world.put("/share/f", "the old version");
  rig.world.put("/share/f.part", "the new version");
  const { disk } = rig.disk();
  const descriptor = disk.openSource("/share/f");
  for (let attempt = 0; attempt < 3; attempt += 1)
    expect(() => disk.rename("/share/f.part", "/share/f")).toThrow("EACCES");
  expect(disk.list("/share")).toEqual(["f.part"]);
  disk.close(descriptor);
  expect(disk.list("/share")).toEqual(["f.part"]);
  disk.rename("/share/f.part", "/share/f");
  expect(disk.list("/share")).toEqual(["f"]);
});

test("no two files have one inode, whatever is removed, open and undone by a power cut", () => {
  for (let seed = 1; seed <= 200; seed += 1) {
    const rig = rigWith(EXT4);
    const { disk } = rig.disk();
    const random = createRandom(seed);
    const names = ["a", "b", "c", "d"];
    const open: number[] = [];
    for (let step = 0; step < 40; step += 1) {
      const path = `/share/${random.pick(names)}`;
      const there = rig.world.find(path) !== undefined;
      const what = random.below(6);
      if (what < 2 && !there) open.push(disk.createNew(path));
      else if (what === 2 && there) disk.removeFile(path);
      else if (what === 3 && there) disk.rename(path, `/share/${random.pick(names)}`);
      else if (what === 4) disk.close(open.pop() ?? disk.openSource("/share"));
      else if (what === 5 && random.chance(0.3)) rig.volume.cutPower(random);
      rig.world.changes += 1;
      const found = disk.list("/share").map((name) => disk.inspect(`/share/${name}`).inode);
      expect(new Set(found).size, `seed ${seed}, step ${step}`).toBe(found.length);
    }
  }
});
