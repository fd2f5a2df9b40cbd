import { nameError } from "./name-errors.js";
import { nameObjection } from "./name-objection.js";

/**
 * The file name of a manifest in the flag folder, `manifest_<name>.yaml`. A `.yaml` or `.yml` that the name ends with and
 * a `manifest_` that it begins with are not doubled; nothing of the name is ever cut off. Throws NAME_UNUSABLE.
 */
export function manifestFileName(name: string): string {
  const objection = nameObjection(name);
  if (objection !== undefined)
    throw nameError("NAME_UNUSABLE", {
      what: `${JSON.stringify(name)} can't be a manifest's name: ${objection}`,
      where: { path: "name" },
    });
  const prefix = name.startsWith("manifest_") ? "" : "manifest_";
  return `${prefix}${name}${/\.ya?ml$/i.test(name) ? "" : ".yaml"}`;
}
