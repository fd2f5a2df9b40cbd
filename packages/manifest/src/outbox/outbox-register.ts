import { createHash } from "node:crypto";
import { join } from "node:path";
import { mark } from "@rigline/foundation/marks";
import { makeFolderDurably, readJson, writeDurably, type FileSystem } from "@rigline/foundation/platform";
import { z } from "zod";
import { RIGLINE_FOLDER } from "../job/job-places.js";
import { listRecordFiles } from "../job/record-files.js";

/** An outbox whose manifests belong into a flag folder. Both absolute, as the launcher of that rig names them. */
const RegisteredOutboxSchema = z.object({ outbox: z.string(), flagFolder: z.string() });

export type RegisteredOutbox = z.output<typeof RegisteredOutboxSchema>;

/**
 * Tells whoever will watch a flag folder where manifests for it wait when it is away: `<flag_dir>/.rigline/outboxes`, a file for
 * each rig that hands off there. Throws what the disk says.
 */
export function registerOutbox(fileSystem: FileSystem, registered: RegisteredOutbox): void {
  const folder = registerFolder(registered.flagFolder);
  const file = join(folder, `${createHash("sha256").update(registered.outbox).digest("hex").slice(0, 12)}.json`);
  const text = `${JSON.stringify(registered, undefined, 2)}\n`;
  if (fileSystem.exists(file) && Buffer.from(fileSystem.read(file)).toString("utf8") === text) return;
  makeFolderDurably(fileSystem, folder);
  writeDurably(file, text, { fileSystem });
}

/** The outboxes of a flag folder; those of other computers are not there to be looked into. Throws what the disk says. */
export function readOutboxes(fileSystem: FileSystem, flagFolder: string): readonly RegisteredOutbox[] {
  return listRecordFiles(fileSystem, registerFolder(flagFolder)).flatMap((file) => {
    try {
      return [RegisteredOutboxSchema.parse(readJson(fileSystem, file))];
    } catch {
      mark("outbox: a registration that can't be read is passed over");
      return [];
    }
  });
}

function registerFolder(flagFolder: string): string {
  return join(flagFolder, RIGLINE_FOLDER, "outboxes");
}
