import { nameObjection } from "@rigline/foundation/names";
import { nameError } from "./name-errors.js";
import { MANIFEST_NAME } from "./manifest-name.js";

/**
 * The file name of a manifest in the flag folder: always `manifest_<name>.yaml`, with nothing of the name cut off or left
 * out, so that two names never share a file. Throws NAME_UNUSABLE.
 */
export function manifestFileName(name: string): string {
  const objection = nameObjection(name, MANIFEST_NAME);
  if (objection !== undefined)
    throw nameError("NAME_UNUSABLE", {
      what: `${JSON.stringify(name)} can't be a manifest's name: ${objection}`,
      where: { path: "name" },
    });
  return `manifest_${name}.yaml`;
}
