import type { WatchPlaces } from "../daemon/watch-places.js";
import type { PluginParts } from "../parts.js";
import { lookUpProject } from "../transfer/service-checks.js";
import type { Alteration } from "./alter-manifest.js";
import { changeError } from "./change-errors.js";

/** A manifest would be written with any text. Throws ALTERATION_INVALID, as preflight would refuse the session. */
export async function requireMeant(
  parts: PluginParts,
  { flagFolder }: Pick<WatchPlaces, "flagFolder">,
  { project, jobType }: Alteration,
): Promise<void> {
  if (project?.trim() === "") throw changeError("ALTERATION_INVALID", { what: "the project is empty" });
  if (jobType?.trim() === "") throw changeError("ALTERATION_INVALID", { what: "the job type is empty" });
  const { project_names_url: url } = parts.options;
  if (project === undefined || url === undefined) return;
  const { level, message, todo } = await lookUpProject(parts, { name: project, url, flagFolder, said: "`--project`" });
  if (level === "error")
    throw changeError("ALTERATION_INVALID", { what: message, ...(todo === undefined ? {} : { todo }) });
}
