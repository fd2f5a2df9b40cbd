import { join } from "node:path";
import type { FileSystem } from "@rigline/core";
import { isChecksumList } from "@rigline/manifest/sums";
import { sendTestError } from "./send-test-errors.js";
import type { TestSession } from "./test-session.js";

/**
 * Reads back what stands at the destination and compares every byte. Returns whether the data lie in a folder too deep, as
 * aind-watchdog-service copies a folder under Linux. Throws SEND_TEST_COPY_DIFFERS, and what the system says.
 */
export function compareCopy(
  fileSystem: Pick<FileSystem, "list" | "read">,
  copy: string,
  { modality, files }: Pick<TestSession, "modality" | "files">,
): { readonly nested: boolean } {
  // The list of what was published was never sent, and belongs there.
  const found = new Set(listFiles(fileSystem, copy).filter((path) => !isChecksumList(path)));
  const nested = found.has(`${modality}/${modality}/${[...files.keys()][0]}`);
  const troubles = [...files].flatMap(([name, bytes]) => {
    const path = nested ? `${modality}/${modality}/${name}` : `${modality}/${name}`;
    if (!found.delete(path)) return [`${path} is missing`];
    return bytes.equals(fileSystem.read(join(copy, path))) ? [] : [`${path} has another content`];
  });
  const all = [...troubles, ...[...found].map((path) => `${path} was never sent`)];
  if (all.length === 0) return { nested };
  throw sendTestError("SEND_TEST_COPY_DIFFERS", {
    what: `${copy} is not what was sent`,
    why: all.join("\n"),
    where: { file: copy },
  });
}

/** Relative, `/` between folders. */
function listFiles(fileSystem: Pick<FileSystem, "list">, folder: string, within = ""): readonly string[] {
  return fileSystem
    .list(folder)
    .flatMap(({ name, isFolder }) =>
      isFolder ? listFiles(fileSystem, join(folder, name), `${within}${name}/`) : [`${within}${name}`],
    );
}
