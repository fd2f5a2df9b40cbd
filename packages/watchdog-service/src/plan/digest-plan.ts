import { createHash } from "node:crypto";
import type { CopyPlan } from "./copy-plan.js";

/** Equal for two plans exactly when they would copy the same files, untouched, to the same places. */
export function digestPlan({ folders, files }: CopyPlan): string {
  const hash = createHash("sha256");
  for (const folder of folders) hash.update(`${folder}\0\n`);
  for (const { path, source, bytes, modified, identity } of files)
    hash.update(`${path}\0${source}\0${bytes}\0${modified}\0${identity}\n`);
  return hash.digest("hex");
}
