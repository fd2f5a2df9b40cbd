import type { Ground } from "./ground.js";

export type Often = "never" | "sometimes" | "always";

/** What a file system may do or not, as it falls: what the real one does at all, the model has to do at times. */
export type Traits = Readonly<Record<string, Often>>;

const TRIES = 60;

export function lookAtTraits(ground: Ground): Traits {
  return Object.fromEntries(Object.entries(PROBES).map(([trait, probe]) => [trait, howOften(ground, trait, probe)]));
}

const PROBES: Readonly<Record<string, (ground: Ground, at: string) => boolean>> = {
  "a removed file's inode is given to the next": ({ disk }, at) => {
    make(disk, `${at}.a`);
    const { inode } = disk.inspect(`${at}.a`);
    disk.removeFile(`${at}.a`);
    make(disk, `${at}.b`);
    return disk.inspect(`${at}.b`).inode === inode;
  },
  "a removed folder's inode is given to the next": ({ disk }, at) => {
    disk.makeFolder(`${at}.a`);
    const { inode } = disk.inspect(`${at}.a`);
    disk.removeFolder(`${at}.a`);
    disk.makeFolder(`${at}.b`);
    return disk.inspect(`${at}.b`).inode === inode;
  },
  "a write leaves the time of change as it was": ({ disk }, at) => {
    const descriptor = disk.createNew(at);
    disk.write(descriptor, Buffer.from("one"));
    const before = disk.inspectOpen(descriptor).changedNs;
    disk.write(descriptor, Buffer.from("two"));
    const after = disk.inspectOpen(descriptor).changedNs;
    disk.close(descriptor);
    return before === after;
  },
  "a file written twice has one time of change": ({ disk }, at) => {
    make(disk, at);
    const before = disk.inspect(at);
    disk.removeFile(at);
    make(disk, at);
    return before.changedNs === disk.inspect(at).changedNs;
  },
  "a rename leaves the time of change as it was": ({ disk }, at) => {
    make(disk, `${at}.a`);
    const before = disk.inspect(`${at}.a`).changedNs;
    disk.rename(`${at}.a`, `${at}.b`);
    return before === disk.inspect(`${at}.b`).changedNs;
  },
  "a rename changes the inode": ({ disk }, at) => {
    make(disk, `${at}.a`);
    const { inode } = disk.inspect(`${at}.a`);
    disk.rename(`${at}.a`, `${at}.b`);
    return disk.inspect(`${at}.b`).inode !== inode;
  },
  "the open file and its name have another size": ({ disk }, at) => {
    const descriptor = disk.createNew(at);
    disk.write(descriptor, Buffer.from("bytes"));
    const differ = disk.inspect(at).size !== disk.inspectOpen(descriptor).size;
    disk.close(descriptor);
    return differ;
  },
  "the open file and its name have another device": ({ disk }, at) => {
    const descriptor = disk.createNew(at);
    const differ = disk.inspect(at).device !== disk.inspectOpen(descriptor).device;
    disk.close(descriptor);
    return differ;
  },
  "a written file takes less than its size before it is flushed": ({ disk }, at) => {
    const descriptor = disk.createNew(at);
    disk.write(descriptor, new Uint8Array(100_000));
    const { allocated } = disk.inspectOpen(descriptor);
    disk.close(descriptor);
    return allocated < 100_000;
  },
  "a flushed file takes less than its size": ({ disk }, at) => {
    const descriptor = disk.createNew(at);
    disk.write(descriptor, new Uint8Array(100_000));
    disk.sync(descriptor);
    disk.close(descriptor);
    return disk.inspect(at).allocated < 100_000;
  },
  "a small flushed file takes nothing": ({ disk }, at) => {
    const descriptor = disk.createNew(at);
    disk.write(descriptor, new Uint8Array(20));
    disk.sync(descriptor);
    disk.close(descriptor);
    return disk.inspect(at).allocated === 0;
  },
  "a list has the order of making": ({ disk }, at) => {
    disk.makeFolder(at);
    const names = ["m", "b", "z", "a", "k", "c"];
    for (const name of names) make(disk, `${at}/${name}`);
    return disk.list(at).join() === names.join();
  },
  "a list has the order of the alphabet": ({ disk }, at) => {
    disk.makeFolder(at);
    for (const name of ["m", "b", "z", "a", "k", "c"]) make(disk, `${at}/${name}`);
    return disk.list(at).join() === "a,b,c,k,m,z";
  },
  "closing moves the time of change of the content": ({ disk }, at) => {
    const descriptor = disk.createNew(at);
    disk.write(descriptor, Buffer.from("one"));
    const { modifiedNs } = disk.inspectOpen(descriptor);
    disk.close(descriptor);
    return disk.inspect(at).modifiedNs !== modifiedNs;
  },
  "a time set before the last write is kept": ({ disk }, at) => {
    const descriptor = disk.createNew(at);
    disk.setModified(descriptor, 1_000_000_000n);
    disk.write(descriptor, Buffer.from("late"));
    disk.close(descriptor);
    return disk.inspect(at).modifiedNs === 1_000_000_000n;
  },
  "a file that is made in a folder moves the folder's time": ({ disk }, at) => {
    disk.makeFolder(at);
    disk.setFolderModified(at, 1_000_000_000n);
    make(disk, `${at}/in`);
    return disk.inspect(at).modifiedNs !== 1_000_000_000n;
  },
};

function howOften(ground: Ground, trait: string, probe: (ground: Ground, at: string) => boolean): Often {
  const folder = ground.resolve(`here/${Object.keys(PROBES).indexOf(trait)}`);
  ground.disk.makeFolder(folder);
  let seen = 0;
  for (let index = 0; index < TRIES; index += 1) if (probe(ground, `${folder}/${index}`)) seen += 1;
  return seen === 0 ? "never" : seen === TRIES ? "always" : "sometimes";
}

function make(disk: Ground["disk"], path: string): void {
  const descriptor = disk.createNew(path);
  disk.write(descriptor, Buffer.from("made"));
  disk.close(descriptor);
}

/** What the model never does of what a real one did, and why that harms nobody. */
export const UNABLE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  smb: {
    "closing moves the time of change of the content": "no time passes in the model between a write and the closing",
  },
  "ntfs-3g": {
    "a removed folder's inode is given to the next":
      "on Windows a number has a part that counts how often it was given",
  },
  "ntfs-wine": { "a removed folder's inode is given to the next": "the driver's below wine; not on Windows" },
};
