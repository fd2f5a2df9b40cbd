import { execFileSync } from "node:child_process";
import { closeSync, copyFileSync, openSync, readFileSync, truncateSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { mounted, noMounts } from "./mounts.js";
import { temporaryFolder } from "./temporary-folder.js";

const MAKE = "mkfs.ext4";

/** Why no device can be made of a file here, or undefined. */
export const noDevices = noMounts ?? whyNot();
if (noMounts === undefined && noDevices !== undefined)
  console.warn(`skipped: what needs a device of its own, because ${noDevices}`);

interface DeviceImage {
  /** Changes a byte, behind the back of the file system, of the file on the device that begins with `bytes`, a block or more. */
  readonly spoil: (bytes: Uint8Array) => void;
  /** Mounts at `at`, until the test ends, what the device holds now, and so would after a power cut. */
  readonly cutPower: (at: string) => void;
}

/** Mounts an ext4 file system at `at`, on a device that is a file, until the test ends. */
export function deviceImage(at: string): DeviceImage {
  const image = join(temporaryFolder(), "image");
  makeImage(image);
  mounted(["-o", "loop", image, at], at);
  return {
    spoil: (bytes) => {
      const place = readFileSync(image).indexOf(bytes.subarray(0, 4096));
      if (place < 0) throw new RangeError("the device does not hold these bytes");
      const descriptor = openSync(image, "r+");
      writeSync(descriptor, Uint8Array.of((bytes[7] ?? 0) ^ 1), 0, 1, place + 7);
      closeSync(descriptor);
    },
    cutPower: (there) => {
      const held = join(temporaryFolder(), "held");
      copyFileSync(image, held);
      mounted(["-o", "loop", held, there], there);
    },
  };
}

function makeImage(path: string): void {
  writeFileSync(path, "");
  truncateSync(path, 8 * 1024 * 1024);
  execFileSync(MAKE, ["-q", "-F", path]);
}

function whyNot(): string | undefined {
  try {
    execFileSync(MAKE, ["-V"], { stdio: "ignore" });
  } catch {
    return `${MAKE} is not installed`;
  }
  return undefined;
}
