export { resourceLogPlugin as default } from "./resource-log-plugin.js";
export { ResourceLogOptionsSchema, type ResourceLogOptions } from "./resource-log-options.js";
