import { join } from "node:path";
import { decodeProgramText, type FileSystem, type ProgramContext } from "@rigline/core";
import { writeDurably } from "@rigline/foundation/platform";
import { RIGLINE_FOLDER } from "@rigline/manifest";
import type { CoreDocument } from "./core-documents.js";

/**
 * Puts a document that a mapper has printed where its readers look for it, as it was printed, in UTF-8. What stands there
 * already, and is another, is put aside and told. Returns the file, absolute.
 */
export function keepDocument(
  fileSystem: FileSystem,
  { session, log, report }: Pick<ProgramContext, "session" | "log" | "report">,
  name: CoreDocument,
  printed: Uint8Array,
): string {
  const file = join(session.directory, name);
  const bytes = Buffer.from(decodeProgramText(printed));
  if (fileSystem.exists(file)) {
    if (bytes.equals(fileSystem.read(file))) return file;
    const aside = freeName(fileSystem, join(session.directory, RIGLINE_FOLDER, "programs"), name);
    fileSystem.rename(file, aside);
    const note = `${name} was there and is another than the mapper's; it is kept as ${aside}`;
    log.warning(note);
    report("note", note);
  }
  writeDurably(file, bytes, { fileSystem });
  return file;
}

function freeName(fileSystem: FileSystem, folder: string, name: string): string {
  for (let number = 1; ; number++) {
    const candidate = join(folder, `${number}-${name}`);
    if (!fileSystem.exists(candidate)) return candidate;
  }
}
