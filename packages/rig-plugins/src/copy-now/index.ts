export { copyNowPlugin as default } from "./copy-now-plugin.js";
export { CopyNowOptionsSchema, type CopyNowOptions } from "./copy-now-options.js";
