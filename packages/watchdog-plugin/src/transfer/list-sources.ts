import { basename, join } from "node:path";
import type { FileSystem } from "@rigline/core";
import type { InventoryFile, Manifest } from "@rigline/manifest";

/**
 * The files that a manifest names, with their sizes and where each goes below `<destination>/<name>`; nothing is read but
 * names. What can't be looked at is left out. Rejects once `signal` aborts.
 */
export async function listSources(
  fileSystem: FileSystem,
  { modalities, schemas }: Pick<Manifest, "modalities" | "schemas">,
  signal: AbortSignal,
): Promise<readonly InventoryFile[]> {
  const files: InventoryFile[] = [];
  for (const [modality, sources] of Object.entries(modalities))
    for (const source of sources) await look(source, modality, true);
  for (const schema of schemas) await look(schema, "", true);
  return files;

  /** A folder that is a source gives what is in it, not itself. */
  async function look(source: string, place: string, isSource: boolean): Promise<void> {
    signal.throwIfAborted();
    const found = await fileSystem.inspect(source, { followLinks: true }).catch(() => undefined);
    if (found === undefined) return;
    const inside = [place, basename(source)].filter((part) => part !== "").join("/");
    if (found.kind === "file") files.push({ path: inside, bytes: Number(found.size) });
    if (found.kind !== "folder") return;
    const names = await fileSystem.listNames(source).catch(() => []);
    for (const name of names) await look(join(source, name), isSource ? place : inside, false);
  }
}
