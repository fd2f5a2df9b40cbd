import { basename, dirname, extname, join, resolve } from "node:path";
import { makeFolderDurably, writeDurably } from "@rigline/foundation/platform";
import type { PluginParts } from "../parts.js";
import { notPublished, transferError } from "./transfer-errors.js";

/** What `dumpManifestConfig` takes. */
export interface DumpOptions {
  /** A name without `manifest_` before or `.yaml` behind is given both, as clabe does. */
  readonly path?: string;
  /** Whether its folder is made; true when absent. */
  readonly makeDir?: boolean;
}

/** Writes a manifest's text, whole or not at all. Returns the absolute path. Throws MANIFEST_NOT_PUBLISHED. */
export function dumpManifest(
  { fileSystem }: Pick<PluginParts, "fileSystem">,
  wanted: string,
  makeDir: boolean,
  text: string,
): string {
  const path = manifestPath(wanted);
  try {
    if (makeDir) makeFolderDurably(fileSystem, dirname(path));
    writeDurably(path, text, { fileSystem });
    return path;
  } catch (cause) {
    const error = notPublished(`the manifest ${path} could not be written`, path, cause);
    throw transferError("MANIFEST_NOT_PUBLISHED", {
      what: error.message,
      where: error.where,
      ...(error.why === undefined ? {} : { why: error.why }),
      todo: "Choose a place that this user may write to; `makeDir: true` makes its folder.",
      cause,
    });
  }
}

function manifestPath(wanted: string): string {
  const path = resolve(wanted);
  const suffix = [".yml", ".yaml"].includes(extname(path)) ? extname(path) : ".yaml";
  // What stands behind a dot of a session's name is no suffix.
  const stem = suffix === extname(path) ? basename(path, suffix) : basename(path);
  return join(dirname(path), `${stem.startsWith("manifest_") ? "" : "manifest_"}${stem}${suffix}`);
}
