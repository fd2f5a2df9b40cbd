import { basename, dirname, join } from "node:path";
import { mark } from "@rigline/foundation/marks";
import { jobJournalPath, parseWatchConfig, RIGLINE_FOLDER } from "@rigline/manifest";
import { findWatchPlaces } from "../daemon/watch-places.js";
import type { PluginParts } from "../parts.js";
import type { PublishedRecord } from "../transfer/published-record.js";

/**
 * The parts with which what was published is looked after. Where the options name another queue than they did then, and it still
 * lies in that one, theirs are of that one. A queue that was moved as a whole is today's.
 */
export function partsFor(parts: PluginParts, record: PublishedRecord | undefined): PluginParts {
  if (record === undefined) return parts;
  const { fileSystem, options } = parts;
  const { manifest } = record;
  const flagFolder = dirname(manifest);
  if (findWatchPlaces(parts).flagFolder === flagFolder) return parts;
  const configFile = join(flagFolder, RIGLINE_FOLDER, "watch_config.yml");
  const complete =
    record.completeFolder ?? readComplete(parts, configFile) ?? join(dirname(flagFolder), "manifest_complete");
  const traces = [manifest, jobJournalPath(flagFolder, manifest), join(complete, basename(manifest))];
  if (!traces.some((path) => fileSystem.exists(path))) return parts;
  mark("follow: what was published into another queue than today's is looked for there");
  const { watch_config: _today, ...others } = options;
  // Of another's watch config nothing is known that a daemon could be started with.
  const service = fileSystem.exists(configFile) ? options.service : "none";
  // oxlint-disable-next-line typescript/no-misused-spread -- it has fields alone
  return { ...parts, options: { ...others, flag_dir: flagFolder, manifest_complete: complete, service } };
}

function readComplete({ fileSystem }: PluginParts, configFile: string): string | undefined {
  try {
    return parseWatchConfig(fileSystem.read(configFile), { file: configFile }).config.manifestComplete;
  } catch {
    return undefined;
  }
}
