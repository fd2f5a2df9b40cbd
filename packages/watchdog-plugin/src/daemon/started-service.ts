import { join } from "node:path";
import type { FileSystem } from "@rigline/core";
import { makeFolderDurably, readJson, writeDurably } from "@rigline/foundation/platform";
import { mark } from "@rigline/foundation/marks";
import { RIGLINE_FOLDER } from "@rigline/manifest";
import { z } from "zod";
import type { DaemonHost } from "./daemon-host.js";
import type { WatchPlaces } from "./watch-places.js";

/** `<flag_dir>/.rigline/external-service.json`: the service that Rigline started, so that the next session knows it. */
const StartedServiceSchema = z.object({
  pid: z.number(),
  /** Names the process together with its id; absent where the system did not say. */
  started: z.string().optional(),
  program: z.string(),
  /** The watch config that it was given. */
  config: z.string(),
});

export type StartedService = z.output<typeof StartedServiceSchema>;

export interface StartedServiceParts {
  readonly places: Pick<WatchPlaces, "flagFolder" | "configFile">;
  readonly fileSystem: FileSystem;
  readonly host: DaemonHost;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * The service that we started for this flag folder, if it still runs; whatever name the system's list shows it by. `seen` keeps
 * in mind which was found to be it: on Windows, where that takes a second, a launcher that looks on asks for the time of its
 * start once.
 */
export async function findStartedService(
  parts: StartedServiceParts,
  seen: Set<number> = new Set(),
): Promise<StartedService | undefined> {
  const service = readRecord(parts);
  if (service === undefined || service.config !== parts.places.configFile) return undefined;
  const { pid, started = "" } = service;
  if (seen.has(pid) && process.platform === "win32") return parts.host.isThere(pid) ? service : undefined;
  const runs = await parts.host.stillRuns({ pid, started }, parts);
  if (runs === true) seen.add(pid);
  // Doubt counts as life: a second one beside it would do all the work twice.
  if (runs === undefined) mark("watch: a service of which the system does not say whether it runs counts as running");
  return runs === false ? undefined : service;
}

/** Writes down what was started. Throws what the disk says. */
export async function rememberStartedService(
  parts: StartedServiceParts,
  { pid, program }: { readonly pid: number; readonly program: string },
): Promise<void> {
  const identity = await parts.host.identify(pid, parts);
  const started = identity === undefined ? {} : { started: identity.started };
  const service: StartedService = { pid, ...started, program, config: parts.places.configFile };
  const folder = join(parts.places.flagFolder, RIGLINE_FOLDER);
  makeFolderDurably(parts.fileSystem, folder);
  writeDurably(recordFile(parts), `${JSON.stringify(service, undefined, 2)}\n`, { fileSystem: parts.fileSystem });
}

function readRecord(parts: StartedServiceParts): StartedService | undefined {
  const file = recordFile(parts);
  if (!parts.fileSystem.exists(file)) return undefined;
  try {
    return StartedServiceSchema.parse(readJson(parts.fileSystem, file));
  } catch {
    mark("watch: a note of a started service that can't be read counts as none");
    return undefined;
  }
}

function recordFile({ places }: Pick<StartedServiceParts, "places">): string {
  return join(places.flagFolder, RIGLINE_FOLDER, "external-service.json");
}
