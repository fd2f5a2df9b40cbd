export { waterLogPlugin as default } from "./water-log-plugin.js";
export { WaterLogOptionsSchema, type WaterLogOptions } from "./water-log-options.js";
