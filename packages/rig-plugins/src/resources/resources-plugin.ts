import { CLOCK, definePlugin, FILE_SYSTEM, FREE_SPACE, type Plugin, RESOLVED_CONFIG } from "@rigline/core";
import { VERSION } from "../version.js";
import { checkResources } from "./check-resources.js";
import { type ResourcesOptions, ResourcesOptionsSchema } from "./resources-options.js";

/** Refuses a session for which there is no room, or whose shares are away. */
export const resourcesPlugin: Plugin<ResourcesOptions> = definePlugin({
  name: "resources",
  version: VERSION,
  section: "resources",
  options: ResourcesOptionsSchema,
  needs: { fileSystem: FILE_SYSTEM, freeSpace: FREE_SPACE, clock: CLOCK, config: RESOLVED_CONFIG },
  hooks: {
    preflight: (_payload, { needs, options, signal }) => checkResources(needs, options, signal),
  },
});
