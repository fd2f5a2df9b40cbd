export { resourcesPlugin as default } from "./resources-plugin.js";
export { ResourcesOptionsSchema, type ResourcesOptions } from "./resources-options.js";
