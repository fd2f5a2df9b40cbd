import { join } from "node:path";
import { makeFolderDurably, type FileSystem } from "@rigline/foundation/platform";
import type { ActReport } from "../wire/page-state.js";

/** `page-acts.jsonl` in a `.rigline` folder: who asked for what on the page, and what came of it, a line each. Throws what the disk says. */
export function keepActRecord(fileSystem: FileSystem, folder: string, record: ActReport): void {
  makeFolderDurably(fileSystem, folder);
  const file = fileSystem.openAppend(join(folder, "page-acts.jsonl"));
  try {
    file.append(Buffer.from(`${JSON.stringify({ via: "page", ...record })}\n`));
    file.sync();
  } finally {
    file.close();
  }
}
