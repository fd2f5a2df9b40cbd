export { chainPlugin as default } from "./chain-plugin.js";
export { ChainOptionsSchema, type ChainOptions } from "./chain-options.js";
