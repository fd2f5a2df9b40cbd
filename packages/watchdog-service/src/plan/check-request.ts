import { basename, posix } from "node:path";
import { isOwnName, nameObjection } from "@rigline/foundation/names";
import { absolutePathObjection, isRemotePlace, remoteObjection } from "@rigline/foundation/paths";
import type { CopyRequest } from "./copy-plan.js";
import { planError } from "./plan-errors.js";

/**
 * What a manifest's names and paths say by themselves, without a look at any disk. Throws NAME_NOT_ALLOWED,
 * DESTINATION_NOT_ABSOLUTE, DESTINATION_IS_ROOT and SOURCE_NOT_ABSOLUTE.
 */
export function checkRequest(request: CopyRequest, platform: NodeJS.Platform = process.platform): void {
  checkTarget(request, platform);
  for (const [modality, sources] of Object.entries(request.modalities)) {
    requireFolderName(modality, "modality");
    for (const source of sources) requireSource(source, platform);
  }
  for (const schema of request.schemas) {
    requireSource(schema, platform);
    if (isOwnName(basename(schema)))
      refuseName(basename(schema), "schema", "names that begin with .rigline are Rigline's own");
  }
}

/** The part of it that says where the data go. */
export function checkTarget(
  { name, destination }: Pick<CopyRequest, "name" | "destination">,
  platform: NodeJS.Platform = process.platform,
): void {
  requireFolderName(name, "name");
  const isRemote = isRemotePlace(destination);
  const objection = isRemote ? remoteObjection(destination) : absolutePathObjection(destination, platform);
  if (objection !== undefined)
    throw planError("DESTINATION_NOT_ABSOLUTE", {
      what: `the destination ${JSON.stringify(destination)} can't be used`,
      why: objection,
    });
  // On Windows the root of a drive may well be a share.
  if (!isRemote && platform !== "win32" && posix.resolve(destination) === "/")
    throw planError("DESTINATION_IS_ROOT", {
      what: `the destination ${destination} is the root of the rig's own disk`,
    });
}

function requireSource(source: string, platform: NodeJS.Platform): void {
  const objection = absolutePathObjection(source, platform);
  if (objection === undefined) return;
  throw planError("SOURCE_NOT_ABSOLUTE", {
    what: `the source ${JSON.stringify(source)} can't be used`,
    why: objection,
  });
}

function requireFolderName(name: string, what: string): void {
  const objection = nameObjection(name);
  if (objection !== undefined) refuseName(name, what, objection);
}

function refuseName(name: string, what: string, why: string): never {
  throw planError("NAME_NOT_ALLOWED", { what: `the ${what} ${JSON.stringify(name)} can't be used`, why });
}
