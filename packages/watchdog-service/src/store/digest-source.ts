import { createHash } from "node:crypto";
import type { Disk } from "@rigline/foundation/disk";
import type { FileDigest, RemoteStore } from "@rigline/foundation/stores";
import type { CopyTask, OnBytes } from "../copy/copy-task.js";
import { openPlanned, requireAllRead, requireStillPlanned } from "../copy/planned-source.js";
import { readChunks } from "../copy/read-file.js";

/** What is known of a source once it was read. */
export interface ReadSource {
  readonly digest: FileDigest;
  /** Of the source that was read. */
  readonly identity: number;
  /** Its bytes, where they are few enough to be kept until they are sent. */
  readonly content: Uint8Array | undefined;
}

/** Reads a source once and hashes it, the whole and each part of those that it is sent in. Throws what `openPlanned` and its like throw. */
export function digestSource(
  { disk, onBytes }: { readonly disk: Disk; readonly onBytes: OnBytes },
  store: Pick<RemoteStore, "partBytes">,
  task: CopyTask,
): ReadSource {
  const { descriptor, entry } = openPlanned(disk, task);
  try {
    const size = store.partBytes(task.bytes);
    const isSmall = task.bytes <= size;
    const chunks: Uint8Array[] = [];
    const whole = createHash("sha256");
    const parts: Uint8Array[] = [];
    let part = createHash("sha256");
    let room = size;
    const side = { path: task.source, side: "source", size: task.bytes } as const;
    const bytes = readChunks(disk, descriptor, side, onBytes, (chunk) => {
      whole.update(chunk);
      if (isSmall) chunks.push(Buffer.from(chunk));
      for (let rest = chunk; rest.length > 0;) {
        const taken = rest.subarray(0, room);
        part.update(taken);
        rest = rest.subarray(taken.length);
        room -= taken.length;
        if (room > 0) continue;
        parts.push(part.digest());
        part = createHash("sha256");
        room = size;
      }
    });
    requireAllRead(disk, task, descriptor, bytes);
    // An empty file is one part as well.
    if (room < size || parts.length === 0) parts.push(part.digest());
    const sha256 = whole.digest("hex");
    const read = { descriptor, entry, algorithm: "sha256", hash: sha256, onBytes };
    const identity = requireStillPlanned(disk, task, read);
    return { digest: { sha256, parts }, identity, content: isSmall ? Buffer.concat(chunks) : undefined };
  } finally {
    disk.close(descriptor);
  }
}
