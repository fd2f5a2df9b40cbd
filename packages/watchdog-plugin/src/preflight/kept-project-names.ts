import { join } from "node:path";
import type { Clock, FileSystem } from "@rigline/core";
import { mark } from "@rigline/foundation/marks";
import { writeDurably } from "@rigline/foundation/platform";
import { RIGLINE_FOLDER } from "@rigline/manifest";
import { z } from "zod";

/** `<flag_dir>/.rigline/project-names.json`: the list of projects as the service gave it last. */
const KeptNamesSchema = z.object({
  url: z.string(),
  /** When it was had; ISO 8601. */
  at: z.iso.datetime(),
  names: z.array(z.string()),
});

export type KeptNames = z.output<typeof KeptNamesSchema>;

/** The list that was had last from this address; undefined: none that can be read. */
export function readKeptNames(fileSystem: FileSystem, flagFolder: string, url: string): KeptNames | undefined {
  try {
    const text = Buffer.from(fileSystem.read(fileOf(flagFolder))).toString("utf8");
    const kept = KeptNamesSchema.parse(JSON.parse(text));
    return kept.url === url ? kept : undefined;
  } catch {
    return undefined;
  }
}

/** That it could not be kept costs nothing but the answer in an outage. */
export function keepNames(
  { fileSystem, clock }: { readonly fileSystem: FileSystem; readonly clock: Pick<Clock, "now"> },
  flagFolder: string,
  { url, names }: { readonly url: string; readonly names: readonly string[] },
): void {
  try {
    fileSystem.makeFolder(join(flagFolder, RIGLINE_FOLDER));
    const kept: KeptNames = { url, at: clock.now().toISOString(), names: [...names] };
    writeDurably(fileOf(flagFolder), `${JSON.stringify(kept)}\n`, { fileSystem });
  } catch {
    mark("preflight: a list of projects that can't be kept costs no session");
  }
}

function fileOf(flagFolder: string): string {
  return join(flagFolder, RIGLINE_FOLDER, "project-names.json");
}
