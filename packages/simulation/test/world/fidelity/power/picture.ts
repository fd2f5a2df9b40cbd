import type { DiskEntry } from "@rigline/foundation/disk";
import type { Ground } from "../ground.js";
import { ASKED } from "./programs.js";

/** What stands in a program's tree after a cut, in one line: names, bytes, and whether a time is the one that was asked for. */
export function takePicture(ground: Ground, folder = "here"): string {
  return describeBelow(ground, folder).join(" ");
}

function describeBelow(ground: Ground, folder: string): readonly string[] {
  return ground.disk
    .list(ground.resolve(folder))
    .toSorted()
    .flatMap((name) => {
      const path = `${folder}/${name}`;
      const entry = ground.disk.inspect(ground.resolve(path));
      const short = path.slice("here/".length);
      if (entry.kind === "folder") return [`${short}/${describeTime(entry)}`, ...describeBelow(ground, path)];
      return [`${short}=${describeBytes(ground.fileSystem.read(ground.resolve(path)))}${describeTime(entry)}`];
    });
}

function describeTime({ modifiedNs }: DiskEntry): string {
  return modifiedNs === ASKED ? "@asked" : "";
}

/** Equal bytes by their number: a large file is told by how often which byte stands where. */
export function describeBytes(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString("latin1");
  return JSON.stringify(
    text.replace(/(.{1,3}?)\1{9,}/gs, (run: string, unit: string) => `{${unit}*${run.length / unit.length}}`),
  );
}
