import { join } from "node:path";
import { inspectIfThere, type Disk } from "@rigline/foundation/disk";
import { type FileSystem, flushFound, flushName, linkOrRename } from "@rigline/foundation/platform";
import { mark } from "@rigline/foundation/marks";
import { hashFile } from "../copy/read-file.js";
import { type ListToWrite, writeSums } from "./write-sums.js";

/**
 * Lists files that are published already, and gives the list its name among them, durably. False: something else has that name, and
 * stays. Throws what `writeSums` throws, and what the system says.
 */
export function publishList(
  { disk, fileSystem }: { readonly disk: Disk; readonly fileSystem: FileSystem },
  {
    staging,
    target,
    paths,
    list,
  }: {
    readonly staging: string;
    readonly target: string;
    readonly paths: readonly string[];
    readonly list: ListToWrite;
  },
): boolean {
  // Of an attempt that was killed when all had its name it may be gone.
  if (inspectIfThere(disk, staging) === undefined) disk.makeFolder(staging);
  const mode = 0o600 | (disk.inspect(target).mode & 0o044);
  const grown = join(staging, list.name);
  const { hash } = writeSums(disk, grown, paths, list, mode);
  const place = join(target, list.name);
  if (linkOrRename(fileSystem, grown, place) !== "taken") {
    flushName(fileSystem, place);
    return true;
  }
  mark("publish: a list of a part that stands there already is held against what is published");
  flushFound(fileSystem, place);
  return hashFile(disk, "sha256", { path: place, side: "copy", readBack: list.readBack }, () => {}).hash === hash;
}
