import { dirname } from "node:path";
import { parseJson } from "@rigline/foundation/documents";
import { mark } from "@rigline/foundation/marks";
import { type FileSystem, makeFolderDurably, standsAt } from "@rigline/foundation/platform";
import { type VerificationRecord, VerificationRecordSchema, verificationsPath } from "@rigline/manifest";

const LINE_END = "\n".charCodeAt(0);

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
    // Who was cut short before may have left half a line, with which this one would be lost.
    const isTorn = file.size > 0 && fileSystem.read(path).at(-1) !== LINE_END;
    if (isTorn) mark("verify: a line after half a one begins anew");
    file.append(Buffer.from(`${isTorn ? "\n" : ""}${JSON.stringify(record)}\n`, "utf8"));
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

/** Whether nothing was wrong; what was extra spoils nothing. */
export function isWholeReading({ found }: Pick<VerificationRecord, "found">): boolean {
  return found.missing + found.changed + found.unreadable === 0;
}
