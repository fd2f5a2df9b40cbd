import { createHash } from "node:crypto";
import { buildSubmitRequest, keptSources, parseManifest, readTimeOfDay, type Manifest } from "@rigline/manifest";
import { renderPlace } from "@rigline/foundation/errors";
import { adoptError } from "../errors/adopt-error.js";
import type { FoundManifest } from "../watch/scan-folder.js";
import type { DaemonParts } from "./daemon-parts.js";
import type { HandOff } from "./hand-off.js";
import { jobError } from "./job-errors.js";

/** As much as the manifest package reads. */
const MAX_BYTES = 4 * 1024 * 1024;

/** Reads a manifest from the flag folder. Throws a RiglineError whatever stands there. */
export function readHandOff({ fileSystem }: Pick<DaemonParts, "fileSystem">, { path, entry }: FoundManifest): HandOff {
  const where = { file: path };
  if (entry.kind !== "file")
    throw jobError("MANIFEST_NOT_A_FILE", { what: `${path} has a manifest's name and is no file`, where });
  if (entry.size > MAX_BYTES)
    throw jobError("MANIFEST_TOO_LARGE", {
      what: `${path} has ${entry.size} bytes; at most ${MAX_BYTES} are read`,
      where,
    });
  let bytes: Uint8Array;
  try {
    bytes = fileSystem.read(path);
  } catch (cause) {
    throw jobError("MANIFEST_UNREADABLE", { what: `${path} can't be read`, where, cause });
  }
  try {
    const { manifest, notices, wholeness } = parseManifest(bytes, { file: path });
    const digest = createHash("sha256").update(bytes).digest("hex");
    const handOff = toHandOff(path, digest, manifest, wholeness !== "unknown");
    return { ...handOff, notices: notices.map(({ message, where: at }) => `${renderPlace(at)}: ${message}`) };
  } catch (error) {
    throw adoptError(error);
  }
}

function toHandOff(path: string, digest: string, manifest: Manifest, surelyWhole: boolean): Omit<HandOff, "notices"> {
  const { name, destination, modalities, schemas, scheduleTime, transferEndpoint } = manifest;
  return {
    manifest: path,
    digest,
    request: { name, destination, modalities, schemas },
    surelyWhole,
    schedule: scheduleTime === null ? undefined : readTimeOfDay(scheduleTime),
    endpoint: transferEndpoint,
    deleteSource: manifest.deleteModalitiesSourceAfterSuccess,
    keep: keptSources(manifest),
    submitBody: () => {
      try {
        return JSON.stringify(manifest.transferServiceArgs ?? buildSubmitRequest(manifest));
      } catch (error) {
        throw adoptError(error);
      }
    },
  };
}
