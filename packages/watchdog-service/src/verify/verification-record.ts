import { dirname } from "node:path";
import { parseJson } from "@rigline/foundation/documents";
import { mark } from "@rigline/foundation/marks";
import { type FileSystem, makeFolderDurably, standsAt } from "@rigline/foundation/platform";
import { type VerificationRecord, VerificationRecordSchema, verificationsPath } from "@rigline/manifest";

/** Whether Rigline keeps notes beside a folder; where it does not, nothing is left. */
export function keepsNotes(fileSystem: Pick<FileSystem, "exists">, folder: string): boolean {
  return fileSystem.exists(dirname(dirname(verificationsPath(folder))));
}

/** Adds a line; on the device when this returns. Returns the file. Throws what the file system does. */
export function keepVerification(fileSystem: FileSystem, folder: string, record: VerificationRecord): string {
  const path = verificationsPath(folder);
  makeFolderDurably(fileSystem, dirname(path), { below: dirname(folder) });
  const file = fileSystem.openAppend(path);
  try {
    file.append(Buffer.from(`${JSON.stringify(record)}\n`, "utf8"));
  } finally {
    file.close();
  }
  // Not the open file's own flush, which fails on a share that has none.
  fileSystem.flushFile(path);
  return path;
}

/** All that are there, oldest first. Throws what the file system does. */
export function readVerifications(fileSystem: FileSystem, folder: string): readonly VerificationRecord[] {
  const path = verificationsPath(folder);
  if (!standsAt(fileSystem, path)) return [];
  const lines = Buffer.from(fileSystem.read(path)).toString("utf8").split("\n");
  return lines.flatMap((line) => {
    if (line === "") return [];
    const parsed = VerificationRecordSchema.safeParse(parseJson(line));
    if (!parsed.success) mark("verify: a line of earlier readings that can't be read is passed over");
    return parsed.success ? [parsed.data] : [];
  });
}
