import { type Disk, identityOf, inspectIfThere } from "@rigline/foundation/disk";
import { mark } from "@rigline/foundation/marks";
import type { RemoteStore } from "@rigline/foundation/stores";
import type { OnBytes } from "../copy/copy-task.js";
import { hashFile } from "../copy/read-file.js";
import { type DeletableFile, type Deletion, type KeptFile, type KeptReason, removeSource } from "./delete-batch.js";

/**
 * The same as `deleteBatch` where the published copies lie in a store that is no file system: each is fetched back, whatever the store has told of it,
 * and its source goes only when what came has the sha256 that was verified, and the source has it still. `published`: paths in the store.
 */
export async function deleteStored(
  { disk, onBytes }: { readonly disk: Disk; readonly onBytes: OnBytes },
  store: Pick<RemoteStore, "readBack">,
  files: readonly DeletableFile[],
): Promise<Deletion> {
  const read = await store.readBack([...new Set(files.flatMap(({ published }) => published))], onBytes);
  const kept: KeptFile[] = [];
  let deleted = 0;
  for (const file of files) {
    const { source, published, bytes, hash } = file;
    const copies = published.map((path) => read.get(path));
    const reason: KeptReason | undefined =
      copies.length === 0 || copies.includes(undefined)
        ? "copyGone"
        : copies.some((copy) => copy?.sha256 !== hash || copy.bytes !== bytes)
          ? "copyDiffers"
          : undefined;
    const objection = reason ?? removeIfSame(disk, file, onBytes);
    if (objection === undefined) deleted += 1;
    else if (objection !== "gone") kept.push({ source, reason: objection });
  }
  return { files: deleted, kept };
}

/** Undefined: it is removed. */
function removeIfSame(
  disk: Disk,
  { source, hash, identity }: DeletableFile,
  onBytes: OnBytes,
): KeptReason | "gone" | undefined {
  if (inspectIfThere(disk, source) === undefined) {
    mark("delete: a source that is gone already, and whose copy is in a store, is passed over");
    return "gone";
  }
  const now = hashFile(disk, "sha256", { path: source, side: "source" }, onBytes);
  if (now.hash !== hash) return now.identity === identity ? "readDiffers" : "changed";
  const entry = inspectIfThere(disk, source);
  if (entry?.kind !== "file" || identityOf(entry) !== now.identity) return "changed";
  return removeSource(disk, source) ? undefined : "gone";
}
