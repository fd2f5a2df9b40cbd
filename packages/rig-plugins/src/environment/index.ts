export { environmentPlugin as default } from "./environment-plugin.js";
export { EnvironmentOptionsSchema, type EnvironmentOptions } from "./environment-options.js";
