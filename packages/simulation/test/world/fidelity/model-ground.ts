import { basename } from "node:path/posix";
import { Actor } from "../../../src/world/actor.js";
import { SimulatedTime } from "../../../src/world/clock.js";
import { createDisk } from "../../../src/world/disk.js";
import { createFileSystem } from "../../../src/world/file-system.js";
import { Inode } from "../../../src/world/inode.js";
import { EXT4, type Personality } from "../../../src/world/personality.js";
import { Volume } from "../../../src/world/volume.js";
import { World } from "../../../src/world/world.js";
import { createRandom, type Random } from "../../../src/random.js";
import type { Ground } from "./ground.js";

export interface ModelGround extends Ground {
  /** The rig's power is cut. */
  cutPower(): void;
}

export interface ModelOptions {
  readonly seed: number;
  /** What may happen or not does not happen, but for power cuts. */
  readonly isCalm: boolean;
  /** Of the volume beside it: ext4 when absent. */
  readonly other?: Personality;
}

/** A volume of the model under `/here`, and another one beside it. */
export function modelGround(personality: Personality, { seed, isCalm, other = EXT4 }: ModelOptions): ModelGround {
  const time = new SimulatedTime(new Date("2026-07-14T16:05:00Z"), "UTC");
  const world = new World(time, new Volume(EXT4, 1n, time));
  const volume = new Volume(personality, 2n, time);
  for (const [path, mounted] of [
    ["/here", volume],
    ["/other", new Volume(other, 3n, time)],
  ] as const) {
    world.folder(path);
    world.mount(path, mounted);
  }
  const random = createRandom(seed);
  const actor = new Actor("a program", "worker");
  const disk = createDisk(world, { actor, random: isCalm ? calm(random) : random, mostBytes: 1e9 });
  return {
    disk,
    fileSystem: createFileSystem(disk, time, "a program"),
    resolve: (path) => `/${path}`,
    shorten: (path) => path.slice(1),
    now: () => time.now().getTime(),
    cutPower: () => world.cutPower(random, personality.isRemote ? volume : undefined),
    hands: {
      link: (target, path) => {
        const { folder } = world.locate(path, false);
        const link = new Inode(folder.volume, "link", 0o777);
        link.data = link.durable = Buffer.from(target);
        folder.volume.change({ folder, name: basename(path), node: link });
        world.changes += 1;
      },
      secondName: (path, to) => disk.link(path, to),
      putBytes: (folder, name) => void world.put(`${folder}/${nameFromBytes(name)}`, ""),
    },
  };
}

/** As the model writes a name that is no text: what is no part of a character stands as half of a pair. Here, all that is not ASCII. */
function nameFromBytes(bytes: Uint8Array): string {
  return [...bytes].map((byte) => String.fromCharCode(byte < 0x80 ? byte : 0xdc00 + byte)).join("");
}

function calm(random: Random): Random {
  return Object.assign(() => random(), random, { chance: () => false });
}
