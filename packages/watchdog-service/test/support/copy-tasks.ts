import { join } from "node:path";
import { identityOf, nodeDisk } from "@rigline/foundation/disk";
import type { CopyTask } from "../../src/copy/copy-task.js";

/** The task that copies `<root>/source/<path>` to `<root>/staging/<path>`, as it would be planned now. */
export function taskFor(root: string, path: string): CopyTask {
  const source = join(root, "source", path);
  const entry = nodeDisk.inspect(source);
  return {
    source,
    destination: join(root, "staging", path),
    path,
    bytes: entry.size,
    modified: entry.modifiedNs.toString(),
    identity: identityOf(entry),
  };
}

export const unheard = (): void => {};
