import { execFileSync } from "node:child_process";
import { closeSync, openSync, readFileSync, truncateSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { mounted, noMounts } from "./mounts.js";
import { temporaryFolder } from "./temporary-folder.js";

const MAKE = "mkfs.ext4";

/** Why no device can be made of a file here, or undefined. */
export const noDevices = noMounts ?? whyNot();
if (noMounts === undefined && noDevices !== undefined)
  console.warn(`skipped: what needs a device of its own, because ${noDevices}`);

/**
 * Mounts an ext4 file system at `at`, on a device that is a file, until the test ends. Returns what changes a byte, behind the back of
 * the file system, of the file on the device that begins with `bytes`, a block or more.
 */
export function deviceImage(at: string): (bytes: Uint8Array) => void {
  const image = join(temporaryFolder(), "image");
  makeImage(image);
  mounted(["-o", "loop", image, at], at);
  return (bytes) => {
    const place = readFileSync(image).indexOf(bytes.subarray(0, 4096));
    if (place < 0) throw new RangeError("the device does not hold these bytes");
    const descriptor = openSync(image, "r+");
    writeSync(descriptor, Uint8Array.of((bytes[7] ?? 0) ^ 1), 0, 1, place + 7);
    closeSync(descriptor);
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
